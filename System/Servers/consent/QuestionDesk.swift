// Where questions are asked: a view in a layer above all others, with all input for itself while it is there.

import Bulkhead
import Consent
import ConsentView
import Geometry
import GuiClient
import Input
import Painting
import Typography

final class QuestionDesk {
  private let environment: Environment
  private let window: Window
  private var fonts: QuestionFonts
  private let answered: (Choice) -> Void
  private var question: QuestionView?
  private var isSeen = false
  private var timeout: Timeout?

  init(_ environment: Environment, answered: @escaping (Choice) -> Void) throws(SessionError) {
    self.environment = environment
    self.answered = answered
    fonts = try Self.fonts(environment, scale: 1)
    window = try Window(environment, size: QuestionView.size, title: Text("a question"), hasAlpha: true)
    window.onEvent = { [self] event in self.handle(event) }
    window.onFrame = { [self] in self.wasSeen() }
    window.onScaleChange = { [self] in self.rescale() }
    window.onScreenChange = { [self] in self.moveToTheMiddle() }
    if window.scale != 1 { rescale() }
  }

  private static func fonts(_ environment: Environment, scale: Int32) throws(SessionError) -> QuestionFonts {
    QuestionFonts(try FontROM.load(environment, scale: scale) { QuestionFonts.needs($0, scale: scale) }, scale: scale)
  }

  /// Everything on the screen is larger or smaller now. Who has no memory for that stays as it is.
  private func rescale() {
    guard let fonts = try? Self.fonts(environment, scale: window.scale) else { return }
    self.fonts = fonts
    question?.rescale(fonts)
    window.resize(to: Size(QuestionView.size.width * window.scale, QuestionView.size.height * window.scale))
  }

  private var now: UInt64 { environment.clock.now.microseconds / 1000 }

  func ask(_ use: Use) {
    question = QuestionView(use, fonts)
    isSeen = false
    draw()
    window.show()
  }

  /// The display came, or changed. Where it now is, the person has to find the question first.
  private func moveToTheMiddle() {
    guard question != nil else { return }
    question?.rescale(fonts)
    isSeen = false
    timeout = nil
    draw()
    window.show()
  }

  /// The question is on the screen: from now on time counts.
  private func wasSeen() {
    guard var question, !isSeen else { return }
    isSeen = true
    question.appeared(at: now)
    self.question = question
    redrawWhenArmed(question)
  }

  func dismiss() {
    question = nil
    timeout = nil
    window.hide()
  }

  private func handle(_ event: InputEvent) {
    guard var question else { return }
    let (time, wasArmed, focus) = (now, question.isArmed(at: now), question.focused)
    let choice = question.handle(event, at: time)
    self.question = question
    if question.isArmed(at: time) != wasArmed || question.focused != focus {
      draw()
      redrawWhenArmed(question)
    }
    if let choice { answered(choice) }
  }

  /// The buttons come alive when nobody touched anything for a while; every touch puts that off.
  private func redrawWhenArmed(_ question: QuestionView) {
    guard isSeen else { return }
    let wait = question.armsAt > now ? question.armsAt - now : 0
    timeout = environment.entrypoint.after(.milliseconds(wait + 1)) { [self] in
      guard let question = self.question else { return }
      if question.isArmed(at: now) { draw() } else { redrawWhenArmed(question) }
    }
  }

  private func draw() {
    guard let question else { return }
    let time = now
    window.draw { canvas in
      question.draw(&canvas, at: time)
      return [canvas.bounds]
    }
  }
}
