import Foundation
import Testing

@testable import ToolKit

@Suite struct MemoryScanTests {
  private static let text = "zebra7quartz"
  /// Linux's codes of the same keys.
  private static let keys: [UInt8] = [44, 18, 48, 19, 30, 8, 16, 22, 30, 19, 20, 44]

  /// Memory with bytes at some places, so far apart from each other.
  private func memory(_ bytes: ArraySlice<UInt8>, stride: Int, at place: Int = 9000) -> Data {
    var memory = Data((0..<40_000).map { UInt8(truncatingIfNeeded: $0 / 4096 % 2 * $0 * 7) })
    for (index, byte) in bytes.enumerated() { memory[place + index * stride] = byte }
    return memory
  }

  private func finds(_ memory: Data) -> [MemoryScan.Find] { MemoryScan(Self.text)!.finds(in: memory) }

  @Test(arguments: MemoryScan.strides) func findsCharacters(stride: Int) {
    let found = finds(memory(Array(Self.text.utf8)[...], stride: stride))
    #expect(found == [MemoryScan.Find(address: 9000, stride: stride, areKeys: false)])
  }

  @Test(arguments: MemoryScan.strides) func findsKeys(stride: Int) {
    let found = finds(memory(Self.keys[...], stride: stride))
    #expect(found == [MemoryScan.Find(address: 9000, stride: stride, areKeys: true)])
  }

  /// Whichever part is left, it is found once.
  @Test(arguments: 0...6) func findsWhatIsLeft(first: Int) {
    let part = Array(Self.text.utf8)[first..<first + 6]
    let found = finds(memory(part, stride: 16, at: 9000 + first * 16))
    #expect(found == [MemoryScan.Find(address: 9000, stride: 16, areKeys: false)])
  }

  @Test func fiveCharactersAreNoFind() {
    #expect(finds(memory(Array(Self.text.utf8)[2..<7], stride: 1)).isEmpty)
    #expect(finds(Data(count: 100_000)).isEmpty)
    #expect(finds(memory(Array(Self.text.utf8)[...], stride: 1, at: 39_988)).count == 1)
  }

  @Test func eachPlaceCounts() {
    var memory = memory(Array(Self.text.utf8)[...], stride: 1)
    memory.replaceSubrange(20_000..<20_012, with: Array(Self.text.utf8))
    #expect(finds(memory).map(\.address) == [9000, 20_000])
  }

  @Test(arguments: ["short", "Capital", "with space", "ümlaut1"]) func refuses(text: String) {
    #expect(MemoryScan(text) == nil)
  }
}
