// The frame of one window: a session of its own at the window manager, which recognises it by the window's number.

import Bulkhead
import Desktop
import Geometry
import Painting
import Widgets
import WindowManagement

final class Frame {
  let number: Int
  private let session: Session<Gui>
  private var donated = Gui.cost.ram
  private var size = Size.zero
  private var wantedSize = Size.zero
  private var look: WindowFrame?
  private var shownLook: WindowFrame?
  private var buffer: Mapping?

  init(_ number: Int, _ environment: Environment) throws(SessionError) {
    self.number = number
    session = try environment.open(Gui.self, label: Text("\(number)"))
    try? session.call(Gui.createView, ViewID(1))
  }

  /// The frame is to look like that, and be that large, when it is drawn next.
  /// - Returns: whether it has to be drawn.
  func wants(_ look: WindowFrame, _ size: Size) -> Bool {
    (self.look, wantedSize) = (look, size)
    return size != self.size || look != shownLook
  }

  /// Draws the frame. A window whose frame cannot be drawn stays without.
  func show(_ style: Style) {
    guard let look else { return }
    do throws(GuiFailure) {
      let isNew = wantedSize != size || buffer == nil
      if isNew { try resize(wantedSize) }
      draw(look, style)
      shownLook = look
      try refresh(all: isNew, FrameMetrics(scale: style.scale))
    } catch {
      size = .zero
      shownLook = nil
    }
  }

  /// Where the application draws, nothing of the frame changes but its size.
  private func refresh(all: Bool, _ metrics: FrameMetrics) throws(GuiFailure) {
    let area = Rectangle(.zero, size)
    if all { return try session.call(Gui.refresh, area) }
    area.subtracting(metrics.content(of: area)) { part in try? session.call(Gui.refresh, part) }
  }

  private func resize(_ size: Size) throws(GuiFailure) {
    buffer = nil
    let needed = UInt64(size.area) * 4 + UInt64(size.area) / 32 + (96 << 10)
    if needed > donated {
      do throws(ParentFailure) { try session.upgrade(by: Quota(ram: needed - donated), waits: true) } catch { throw .outOfRAM }
      donated = needed
    }
    try session.call(Gui.setBuffer, Pair(size, true))
    let dataspace: OwnedCapability<Dataspace> = try session.call(Gui.buffer)
    do throws(RegionMapFailure) { buffer = try Mapping(dataspace.capability, isWritable: true, isLasting: true) } catch {
      throw .outOfRAM
    }
    self.size = size
  }

  private func draw(_ look: WindowFrame, _ style: Style) {
    guard var mapping = buffer.take() else { return }
    draw(look, style, &mapping)
    buffer = consume mapping
  }

  private func draw(_ look: WindowFrame, _ style: Style, _ mapping: inout Mapping) {
    let area = Rectangle(.zero, size)
    var canvas = Canvas(mapping.mutablePixels, size: size)
    area.subtracting(FrameMetrics(scale: style.scale).content(of: area)) { canvas.replace($0, with: .clear) }
    look.draw(&canvas, outer: area, style)
  }
}
