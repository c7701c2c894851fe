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
  private var style: Style
  private var donated = Gui.cost.ram
  private var size = Size.zero
  private var look: WindowFrame?
  private var buffer: Mapping?

  init(_ number: Int, _ style: Style, _ environment: Environment) throws(SessionError) {
    self.number = number
    self.style = style
    session = try environment.open(Gui.self, label: Text("\(number)"))
    try? session.call(Gui.createView, ViewID(1))
  }

  /// Draws the frame if it looks different from before. A window whose frame cannot be drawn stays without.
  func show(_ look: WindowFrame, _ size: Size) {
    if self.size == size, self.look == look { return }
    do throws(GuiFailure) {
      if self.size != size || buffer == nil { try resize(size) }
      self.look = look
      draw(look)
      try session.call(Gui.refresh, Rectangle(.zero, size))
    } catch { self.size = .zero }
  }

  /// Draws the frame in other colours.
  func restyle(_ style: Style) {
    self.style = style
    guard let look, buffer != nil else { return }
    draw(look)
    try? session.call(Gui.refresh, Rectangle(.zero, size))
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

  private func draw(_ look: WindowFrame) {
    guard var mapping = buffer.take() else { return }
    draw(look, &mapping)
    buffer = consume mapping
  }

  private func draw(_ look: WindowFrame, _ mapping: inout Mapping) {
    let area = Rectangle(.zero, size)
    var canvas = Canvas(mapping.mutablePixels, size: size)
    area.subtracting(FrameMetrics.content(of: area)) { canvas.replace($0, with: .clear) }
    look.draw(&canvas, outer: area, style)
  }
}
