// The strip at the top of the screen: shows who has the keyboard and who uses what, and ends uses with one click.
//
// It reads two reports, and can ask the consent broker to end uses; it sees neither pixels nor what is typed elsewhere.

import Bulkhead
import ConsentView
import Geometry
import GuiClient
import HID
import Input
import Painting
import Typography

@main final class Indicator: Component {
  private let environment: Environment
  private let window: Window
  private let control: Session<ConsentControl>?
  private var view: StripView
  private var focus: ROMContent?
  private var uses: ROMContent?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    view = StripView(try Self.fonts(environment, scale: 1))
    window = try Window(environment, size: Size(1, StripView.height), title: Text("strip"))
    control = try environment.open(ConsentControl.self)
    window.onEvent = { [self] event in self.handle(event) }
    window.onScaleChange = { [self] in self.rescale() }
    window.onScreenChange = { [self] in self.fit() }
    if window.scale != 1 { rescale() }
    try watch(environment)
    fit()
  }

  private func watch(_ environment: Environment) throws(SessionError) {
    let (focus, uses) = (
      try ROMContent(Text("focus"), environment: environment), try ROMContent(Text("uses"), environment: environment)
    )
    (self.focus, self.uses) = (focus, uses)
    try focus.watch { [self] in self.readFocus(focus) }
    try uses.watch { [self] in self.readUses(uses) }
  }

  private func readFocus(_ content: ROMContent) {
    let node = Node.parse(content.bytes).node
    view.focus = node?.attribute("label") ?? ""
    view.color = node?.attribute("color").flatMap { UInt32(color: $0) } ?? 0x606060
    draw()
  }

  private func readUses(_ content: ROMContent) {
    view.uses = []
    for node in Node.parse(content.bytes).node?.nodes ?? [] where node.type.isSame(as: "use") {
      guard let id = node.attribute("id").flatMap({ UInt64($0) }), let service = node.attribute("service"),
        let label = node.attribute("label")
      else { continue }
      view.uses.append(StripUse(id: id, service: service, label: label, component: node.attribute("component")))
    }
    draw()
  }

  private static func fonts(_ environment: Environment, scale: Int32) throws(SessionError) -> StripFonts {
    StripFonts(try FontROM.load(environment, scale: scale) { StripFonts.needs($0, scale: scale) }, scale: scale)
  }

  /// Everything on the screen is larger or smaller now. Who has no memory for that stays as it is.
  private func rescale() {
    if let fonts = try? Self.fonts(environment, scale: window.scale) { view.fonts = fonts }
  }

  /// As wide as the screen.
  private func fit() {
    guard window.screen.width > 0 else { return }
    view.width = window.screen.width
    window.resize(to: view.size)
    window.show(at: .zero)
    draw()
  }

  private func handle(_ event: InputEvent) {
    let hovered = view.hovered
    for id in view.handle(event) { stop(id) }
    if view.hovered != hovered { draw() }
  }

  private func stop(_ id: UInt64) { try? control?.call(ConsentControl.stop, id) }

  private func draw() {
    guard window.isShown else { return }
    let view = view
    window.draw { canvas in
      view.draw(&canvas)
      return [canvas.bounds]
    }
  }
}
