// A client that paints its buffer with one colour, as the tests need it.

import Bulkhead
import Geometry
import Input

final class Painter {
  let session: Capability<Gui>
  private var open: Session<Gui>?
  private var buffer: Mapping?
  private var size = Size.zero
  private(set) var signals: UInt64 = 0
  private(set) var frames: UInt64 = 0
  private var inputHandler: SignalHandler?
  private var frameHandler: SignalHandler?

  init(_ label: StaticString, _ environment: Environment, donation: UInt64 = 1 << 20) throws(SessionError) {
    let opened = try environment.open(Gui.self, label: Text(label), donation: Quota(ram: donation, capabilities: 20))
    session = opened.capability
    open = consume opened
    inputHandler = try? environment.entrypoint.onSignal(.io) { [self] count in signals += count }
    frameHandler = try? environment.entrypoint.onSignal(.io) { [self] count in frames += count }
    if let capability = inputHandler?.capability { try? session.call(Gui.setInputSignal, capability) }
    if let capability = frameHandler?.capability { try? session.call(Gui.setFrameSignal, capability) }
  }

  /// Closes the session, and waits until the server did so.
  func end() {
    inputHandler = nil
    frameHandler = nil
    buffer = nil
    if let session = open.take() { session.close() }
  }

  /// Makes the buffer.
  func prepare(_ width: Int32, _ height: Int32, hasAlpha: Bool = false) throws(GuiFailure) {
    buffer = nil
    try session.call(Gui.setBuffer, Pair(Size(width, height), hasAlpha))
    size = Size(width, height)
    let dataspace: OwnedCapability<Dataspace> = try session.call(Gui.buffer)
    do throws(RegionMapFailure) { buffer = try Mapping(dataspace.capability, isWritable: true) } catch { throw .outOfRAM }
  }

  /// Fills a rectangle of the buffer, and says so.
  func fill(_ color: UInt32, _ area: Rectangle? = nil) {
    let part = area ?? Rectangle(.zero, size)
    for y in part.minY..<part.maxY {
      for x in part.minX..<part.maxX { buffer?.store(color, at: Int(y * size.width + x) * 4) }
    }
    try? session.call(Gui.refresh, part)
  }

  func pixel(_ x: Int32, _ y: Int32) -> UInt32 { buffer?.load(Int(y * size.width + x) * 4) ?? 0 }

  /// A view of the whole buffer.
  func show(_ x: Int32, _ y: Int32, view: UInt32 = 1) throws(GuiFailure) {
    try session.call(Gui.createView, ViewID(view))
    try place(Rectangle(Point(x, y), size), view: view)
  }

  func place(_ area: Rectangle, view: UInt32 = 1) throws(GuiFailure) {
    try session.call(Gui.execute, ViewCommands([.geometry(ViewID(view), area)]))
  }

  /// All that there are: they come a few at a time.
  func events() -> [InputEvent] {
    var events: [InputEvent] = []
    while let batch: EventBatch = try? session.call(Gui.takeEvents), !batch.events.isEmpty { events += batch.events }
    return events
  }
}
