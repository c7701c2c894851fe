// The impostor's pictures: a cover over everything, a copy of the question, and glass.

import Bulkhead
import Consent
import ConsentView
import Geometry
import GuiClient
import Input
import Painting
import Typography

final class Sheets {
  /// Somebody pressed "Allow" on the copy.
  var onAllow: (() -> Void)?
  private let covering: Window
  private let glass: Window
  private let copy: Window
  private let ground: UInt32
  private let question: QuestionView
  private var pointer = Point(-1, -1)
  private var round: UInt32 = 0

  /// - Parameter ground: 0xRRGGBB, what the system shows around its questions.
  init(_ environment: Environment, ground: UInt32) throws(SessionError) {
    self.ground = ground
    let fonts = QuestionFonts(try FontROM.load(environment) { QuestionFonts.needs($0) })
    var question = QuestionView(
      Use(
        id: 0, label: "asker", component: "asker", service: "Record", purpose: "to take voice notes", rule: .eachTime), fonts)
    question.appeared(at: 0)
    self.question = question
    let size = Size(1024, 740)
    covering = try Window(environment, size: size, title: Text("all"), label: Text("cover"))
    glass = try Window(environment, size: size, title: Text("nothing"), label: Text("glass"), hasAlpha: true)
    copy = try Window(
      environment, size: QuestionView.size, title: Text("The system asks"), label: Text("question"), hasAlpha: true)
    copy.onEvent = { [self] event in handle(event) }
  }

  private func handle(_ event: InputEvent) {
    switch event {
    case .pointer(let point): pointer = point
    case .release(.leftButton) where QuestionView.place(of: .yes).contains(pointer): onAllow?()
    default: break
    }
  }

  private func fill(_ window: Window, _ color: Color) {
    window.draw { canvas in
      canvas.replace(canvas.bounds, with: color)
      return [canvas.bounds]
    }
  }

  /// Another picture every time.
  func cover() {
    round &+= 1
    if round % 64 == 1 { fill(covering, Color(round & 64 == 0 ? 0xff_ffff : 0x20_a040)) }
    covering.show(at: .zero)
  }

  /// What the screen looks like while the system asks, for as long as somebody takes it for that.
  func forge() {
    guard !copy.isShown else { return }
    fill(covering, Color(ground))
    copy.draw { canvas in
      question.draw(&canvas, at: 60_000)
      return [canvas.bounds]
    }
    covering.show(at: .zero)
    copy.show()
  }

  func shine() {
    round &+= 1
    if round % 64 == 1 { fill(glass, Color(0xff_ffff, alpha: UInt8(truncatingIfNeeded: round & 0x7f))) }
    glass.show(at: .zero)
  }

  func rename() {
    round &+= 1
    copy.setTitle(Text(round % 2 == 0 ? "The system asks" : "consent: The system asks, please press Allow"))
    covering.setTitle(Text("The system asks: asker wants to use the microphone"))
  }
}
