// Where the question under a message is asked: a view in a layer of the signer's own, with all input for itself.

import Bulkhead
import Consent
import Geometry
import GuiClient
import Input
import Painting
import PlainView
import SigningView
import Typography

final class SigningDesk {
  private let environment: Environment
  private let window: Window
  private var fonts: SigningFonts
  private var scale = Scale(1)
  private let answered: (Choice) -> Void
  private var view: SigningView?
  private var message: Message?
  private var rows: [PlainRow] = []
  /// What was drawn is not on the screen yet.
  private var isFresh = false
  private var timeout: Timeout?

  init(_ environment: Environment, answered: @escaping (Choice) -> Void) throws(SessionError) {
    self.environment = environment
    self.answered = answered
    fonts = try Self.fonts(environment, scale)
    window = try Window(environment, size: SigningView.size, title: Text("a signature"), hasAlpha: true)
    window.onEvent = { [self] event in self.handle(event) }
    window.onFrame = { [self] in self.wasShown() }
    window.onScreenChange = { [self] in self.screenChanged() }
    screenChanged()
  }

  private static func fonts(_ environment: Environment, _ scale: Scale) throws(SessionError) -> SigningFonts {
    let times = scale.times
    return SigningFonts(try FontROM.load(environment, scale: times) { SigningFonts.needs($0, scale: times) }, scale: times)
  }

  /// The display came, or changed, or everything on it is larger or smaller now: the person has to find the question first.
  private func screenChanged() {
    adapt(to: Scale(window.scale))
    guard view != nil else { return }
    view?.rescale(scale)
    timeout = nil
    scrolled()
    window.show()
  }

  /// Where the question would not fit it stays as small as it is drawn at least, and so does it without memory for larger letters.
  private func adapt(to wanted: Scale) {
    let size = wanted(SigningView.size)
    let fits = size.width <= window.screen.width && size.height <= window.screen.height
    let next = fits ? wanted : Scale(1)
    guard next != scale, let fonts = try? Self.fonts(environment, next) else { return }
    (self.fonts, scale) = (fonts, next)
    window.resize(to: scale(SigningView.size))
  }

  private var now: UInt64 { environment.clock.now.microseconds / 1000 }

  func ask(_ message: Message, for requester: String, digest: [UInt8]) {
    self.message = message
    view = SigningView(requester: requester, byteCount: message.size, rowCount: message.rowCount, digest: digest)
    view?.rescale(scale)
    scrolled()
    window.show()
  }

  func dismiss() {
    view = nil
    message = nil
    rows = []
    timeout = nil
    window.hide()
  }

  /// Other rows are to be shown.
  private func scrolled() {
    guard let view, let message else { return }
    rows = message.rows(from: view.top)
    isFresh = true
    draw()
  }

  private func wasShown() {
    guard isFresh, var view else { return }
    isFresh = false
    view.appeared(at: now)
    self.view = view
    draw()
    redrawWhenArmed(view)
  }

  private func handle(_ event: InputEvent) {
    guard var view else { return }
    let (time, wasArmed, focus) = (now, view.isArmed(at: now), view.focused)
    let outcome = view.handle(event, at: time)
    self.view = view
    switch outcome {
    case .answered(let choice): answered(choice)
    case .scrolled: scrolled()
    case .nothing:
      guard view.isArmed(at: time) != wasArmed || view.focused != focus else { return }
      draw()
      redrawWhenArmed(view)
    }
  }

  /// The buttons come alive when nobody touched anything for a while; every touch puts that off.
  private func redrawWhenArmed(_ view: SigningView) {
    let wait = view.armsAt > now ? view.armsAt - now : 0
    guard wait < 60_000 else { return }
    timeout = environment.entrypoint.after(.milliseconds(wait + 1)) { [self] in
      guard let view = self.view else { return }
      if view.isArmed(at: now) { draw() } else { redrawWhenArmed(view) }
    }
  }

  private func draw() {
    guard let view else { return }
    let (time, rows, fonts) = (now, rows, fonts)
    window.draw { canvas in
      view.draw(&canvas, rows, fonts, at: time)
      return [canvas.bounds]
    }
  }
}
