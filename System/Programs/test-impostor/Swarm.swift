// Many views that are moved about, without a picture: what they show is black. They are all in one view if each one at the top would
// be a window with a frame.

import Bulkhead
import Geometry
import Input

final class Swarm {
  private let session: Session<Gui>
  private var count: UInt32 = 0
  private var crowded: UInt32 = 0

  private let isNested: Bool

  private static var views: UInt32 { 16 }
  private static var outer: ViewID { ViewID(1000) }

  init(_ environment: Environment, isNested: Bool) throws(SessionError) {
    self.isNested = isNested
    let size = Size(640, 480)
    let donation = Quota(ram: Gui.cost.ram + Gui.ram(for: size) + (256 << 10), capabilities: Gui.cost.capabilities)
    session = try environment.open(Gui.self, label: Text("swarm"), donation: donation)
    try? session.call(Gui.setBuffer, Pair(size, false))
    if isNested {
      try? session.call(Gui.createView, Self.outer)
      try? session.call(Gui.execute, ViewCommands([.geometry(Self.outer, Rectangle(.zero, size))]))
    }
    for number in 1...Self.views { make(ViewID(number)) }
  }

  private func make(_ view: ViewID) {
    if isNested {
      try? session.call(Gui.createChildView, Pair(view, Self.outer))
    } else {
      try? session.call(Gui.createView, view)
    }
  }

  /// Moves and resizes all of them.
  /// - Returns: how many that were, if the server took them.
  func scatter() -> UInt64 {
    var commands: [ViewCommand] = []
    for number in 1...Self.views {
      count &+= 1
      let place = Point(Int32(count &* 37 % 1000), Int32(count &* 53 % 700))
      commands.append(.geometry(ViewID(number), Rectangle(place, Size(Int32(8 + count % 600), Int32(8 + count % 400)))))
      if number % 4 == 0 { commands.append(.front(ViewID(number))) }
    }
    return (try? session.call(Gui.execute, ViewCommands(commands))) == nil ? 0 : UInt64(Self.views)
  }

  /// One view more at the question's place, up to a hundred, and one of them to the front.
  func crowd() {
    crowded = (crowded + 1) % 100
    let view = ViewID(100 + crowded)
    make(view)
    try? session.call(Gui.execute, ViewCommands([.geometry(view, Rectangle(282, 234, 460, 272)), .front(view)]))
  }

  /// Wishes for the keyboard, with what it points at in front.
  /// - Returns: whether somebody pressed Enter.
  func grab() -> Bool {
    try? session.call(Gui.focus, session.capability)
    _ = scatter()
    var isPressed = false
    while let batch: EventBatch = try? session.call(Gui.takeEvents), !batch.events.isEmpty {
      isPressed = isPressed || batch.events.contains(.press(.enter, character: nil))
    }
    return isPressed
  }
}
