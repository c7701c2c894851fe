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
  private let fonts: SigningFonts
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
    fonts = SigningFonts(try FontROM.load(environment) { SigningFonts.needs($0) })
    window = try Window(environment, size: SigningView.size, title: Text("a signature"), hasAlpha: true)
    window.onEvent = { [self] event in self.handle(event) }
    window.onFrame = { [self] in self.wasShown() }
  }

  private var now: UInt64 { environment.clock.now.microseconds / 1000 }

  func ask(_ message: Message, for requester: String, digest: [UInt8]) {
    self.message = message
    view = SigningView(requester: requester, byteCount: message.size, rowCount: message.rowCount, digest: digest)
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
