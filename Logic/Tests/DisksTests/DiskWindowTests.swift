import HID
import Testing

@testable import Disks

@Suite struct DiskWindowTests {
  private let disk = DiskWindow(count: 1000, isWriteable: true)

  private func window(_ attributes: String) -> DiskWindow? {
    DiskWindow(Node.parse("policy | label: x\(attributes)\n-\n").node!, of: disk)
  }

  @Test func aPolicyNamesAPart() {
    #expect(window("") == DiskWindow(Node("policy"), of: disk))
    #expect(window("")?.isWriteable == false)
    #expect(window("")?.count == 1000)
    let part = window(" | first: 100 | count: 50 | writeable: yes")
    #expect(part?.first == 100)
    #expect(part?.count == 50)
    #expect(part?.isWriteable == true)
    #expect(window(" | first: 990")?.count == 10)
  }

  @Test(arguments: [
    " | first: 1000", " | first: -1", " | count: 0", " | count: -5", " | count: 1001", " | first: 990 | count: 11",
    " | first: 9223372036854775807", " | count: 9223372036854775807", " | writeable: perhaps", " | first: ten",
  ]) func whatTheDiskDoesNotHaveIsNoWindow(_ attributes: String) { #expect(window(attributes) == nil) }

  @Test func aDiskThatIsReadOnlyHasNoWriteableParts() {
    let disk = DiskWindow(count: 10, isWriteable: false)
    let node = Node.parse("policy | label: x | writeable: yes\n-\n").node!
    #expect(DiskWindow(node, of: disk)?.isWriteable == false)
  }

  @Test func aWindowWithinAWindowStaysInside() {
    let outer = window(" | first: 100 | count: 50")!
    let node = Node.parse("policy | label: x | first: 10 | count: 40\n-\n").node!
    #expect(DiskWindow(node, of: outer)?.first == 110)
    #expect(DiskWindow(Node.parse("policy | label: x | first: 10 | count: 41\n-\n").node!, of: outer) == nil)
  }

  /// No numbers whatsoever lead out of the window.
  @Test func noRequestLeavesTheWindow() throws {
    let window = window(" | first: 100 | count: 50 | writeable: yes")!
    let numbers: [UInt64] = [0, 1, 49, 50, 51, 99, 100, 149, 150, 999, 1000, .max / 2, .max / 2 + 1, .max - 1, .max]
    var allowed = 0
    for first in numbers {
      for count in numbers {
        for operation in [DiskOperation.read, .write, .trim] {
          let request = DiskRequest(operation, first: first, count: count)
          guard let placed = try? window.place(request) else { continue }
          allowed += 1
          #expect(placed.first >= 100 && placed.count > 0)
          #expect(placed.first + placed.count <= 150)
          #expect(placed.first == first + 100 && placed.count == count)
        }
      }
    }
    #expect(allowed == 3 * 6)
  }

  @Test func whoMayOnlyReadOnlyReads() {
    let window = window("")!
    #expect(throws: DiskRefusal.readOnly) { try window.place(DiskRequest(.write, first: 0, count: 1)) }
    #expect(throws: DiskRefusal.readOnly) { try window.place(DiskRequest(.trim, first: 0, count: 1)) }
    #expect((try? window.place(DiskRequest(.read, first: 0, count: 1))) != nil)
    #expect((try? window.place(DiskRequest(.sync))) != nil)
  }
}
