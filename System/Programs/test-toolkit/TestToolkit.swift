// A program with a window, and the person in front of it, in one.

import Bulkhead
import Geometry
import GuiClient
import Input
import Painting
import TestScreen
import Toolkit
import Typography
import Widgets

enum Wish {
  case count
  case edit(String)
}

@main final class TestToolkit: Component {
  private let environment: Environment
  private let screen: Screen
  private let input: Session<Event>
  private let window: InterfaceWindow<Wish>
  private var timeout: Timeout?
  private var (count, text) = (0, "")
  private var failures = 0
  private var step = 0

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    screen = try Screen(environment, size: Size(400, 300))
    input = try environment.open(Event.self, label: Text("input"))
    let fonts = try FontRomCheck.load(environment)
    window = try InterfaceWindow(
      environment, style: Style(.dark, fonts: fonts), title: Text("test"), size: Size(400, 300), label: Text("window"))
    window.onWishes = { [self] wishes in for wish in wishes { update(wish) } }
    window.show(page)
    wait()
  }

  private func update(_ wish: Wish) {
    switch wish {
    case .count: count += 1
    case .edit(let new): text = new
    }
    window.show(page)
  }

  private var page: Element<Wish> {
    .column(
      padding: Padding(20),
      [
        .text("Pressed \(count) times", .title), .button("Press", style: .primary, .count).width(100),
        .field(text, edit: { .edit($0) }),
      ])
  }

  /// Lets everything that is under way happen, and goes on then.
  private func wait() {
    timeout = environment.entrypoint.after(.milliseconds(60)) { [self] in
      next()
      wait()
    }
  }

  /// Where the button and the field are.
  private var button: Point { Point(70, 65) }
  private var field: Point { Point(200, 103) }

  private func next() {
    step += 1
    switch step {
    case 1: firstLook()
    case 2: checkPress()
    // What the pointer left behind is drawn a frame later.
    case 3: screen.look()
    case 4: typeWords()
    case 5: checkWords()
    default:
      environment.log(failures == 0 ? "the toolkit does what it should" : "\(failures) failures")
      environment.exit(failures)
    }
  }

  private func firstLook() {
    screen.look()
    expect(screen.color(Point(300, 250)) == Theme.dark.background.word & 0xff_ffff, "the window is seen")
    expect(screen.color(Point(30, 55)) == Theme.dark.accent.word & 0xff_ffff, "the button is seen")
    expect(screen.inked(Rectangle(20, 20, 150, 20)) > 100, "words are seen")
    submit(.pointer(screen.place(of: button)), .press(.leftButton, character: nil), .release(.leftButton))
  }

  private func checkPress() {
    expect(count == 1, "a click is heard once")
    let parts = screen.look()
    expect(!parts.isEmpty, "something was drawn")
    expect(parts.allSatisfy { $0.maxY < 90 }, "what did not change was not drawn")
    submit(.pointer(screen.place(of: field)), .press(.leftButton, character: nil), .release(.leftButton))
  }

  private func typeWords() {
    screen.look()
    submit(.press(.h, character: "h"), .release(.h), .press(.i, character: "i"), .release(.i))
  }

  private func checkWords() {
    expect(text.utf8.elementsEqual("hi".utf8), "what is typed is heard")
    let parts = screen.look()
    expect(parts.allSatisfy { $0.minY > 80 }, "only the field was drawn")
    expect(screen.inked(Rectangle(28, 92, 30, 20)) > 10, "what is typed is seen")
  }

  private func submit(_ events: InputEvent...) { try? input.call(Event.submit, EventBatch(events)) }

  private func expect(_ isTrue: Bool, _ what: String) {
    if isTrue { return }
    failures += 1
    environment.log("FAILED: \(what)")
  }
}

/// The typefaces, after showing that what is none is refused.
enum FontRomCheck {
  static func load(_ environment: Environment) throws(SessionError) -> Fonts {
    do throws(SessionError) {
      _ = try FontROM.load(environment) { _ in false }
      environment.log("FAILED: no faces are no fonts")
    } catch {
      guard case .failed = error else { throw error }
    }
    return try FontROM.load(environment) { $0.family == .sans }
  }
}
