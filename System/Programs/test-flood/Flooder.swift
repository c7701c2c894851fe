// Does one thing as often as it can: what is reported as the flood's kind.

import Bulkhead
import Geometry
import HID

final class Flooder {
  private let environment: Environment
  private let session: Session<Gui>
  private let flood: ROMContent
  private var count: UInt32 = 0

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    session = try environment.open(Gui.self, donation: Quota(ram: 6 << 20, capabilities: 30))
    flood = try ROMContent(Text("flood"), environment: environment)
    try? session.call(Gui.setBuffer, Pair(Size(1000, 700), false))
    try? session.call(Gui.createView, ViewID(1))
    try? session.call(Gui.execute, ViewCommands([.geometry(ViewID(1), Rectangle(0, 0, 1000, 700))]))
    try flood.watch { [self] in act() }
  }

  private func act() {
    guard let kind = Node.parse(flood.bytes).node?.attribute("kind"), !kind.isSame(as: "none") else { return }
    environment.log("floods with \(kind)")
    let (start, end) = (count, environment.clock.now.microseconds + 480_000)
    while environment.clock.now.microseconds < end {
      for _ in 0..<16 { step(kind) }
    }
    environment.log("\(count - start) \(kind)")
  }

  private func step(_ kind: String) {
    count += 1
    switch kind {
    case let kind where kind.isSame(as: "resizes"): resize()
    case let kind where kind.isSame(as: "views"): makeView()
    case let kind where kind.isSame(as: "buffers"): makeBuffer()
    case let kind where kind.isSame(as: "pixels"): try? session.call(Gui.refresh, Rectangle(0, 0, 1000, 700))
    default: try? session.call(Gui.setTitle, Pair(ViewID(1), Text("title \(count)")))
    }
  }

  private func resize() {
    let size = Size(Int32(100 + count % 900), Int32(100 + count % 600))
    try? session.call(Gui.execute, ViewCommands([.geometry(ViewID(1), Rectangle(.zero, size))]))
  }

  /// As many as it gets, without ever giving one back.
  private func makeView() { try? session.call(Gui.createChildView, Pair(ViewID(count &+ 10), ViewID(1))) }

  /// Small ones, too large ones, and impossible ones.
  private func makeBuffer() {
    let sizes = [Size(64, 64), Size(1000, 700), Size(16384, 16384), Size(Int32.max, Int32.max), Size(1, 1), Size(0, 0)]
    try? session.call(Gui.setBuffer, Pair(sizes[Int(count) % sizes.count], false))
  }
}
