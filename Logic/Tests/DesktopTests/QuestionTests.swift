import Geometry
import Input
import Painting
import Testing
import Widgets

@testable import Desktop

@Suite struct QuestionTests {
  func question(isArmed: Bool) throws -> UserInterface<ConsentQuestion.Answer> {
    let question = ConsentQuestion(
      label: "init -> karaoke", service: "Record", purpose: "to sing", reach: "until closed", color: Color(0xd0_8020),
      isArmed: isArmed, secondsLeft: 9)
    var interface = UserInterface<ConsentQuestion.Answer>(try testStyle(), size: Size(600, 400))
    interface.show(.dialog(over: .spacer, question.card()))
    return interface
  }

  /// Presses everywhere, and every key.
  func everything(_ interface: inout UserInterface<ConsentQuestion.Answer>) -> [ConsentQuestion.Answer] {
    var answers: [ConsentQuestion.Answer] = []
    for y in stride(from: 0, to: 400, by: 9) as StrideTo<Int32> {
      for x in stride(from: 0, to: 600, by: 9) as StrideTo<Int32> {
        for event in [.pointer(Point(x, y)), .press(.leftButton, character: nil), .release(.leftButton)] as [InputEvent] {
          answers += interface.handle(event)
        }
      }
    }
    for code in 0..<255 as Range<UInt16> {
      let key = Key(rawValue: code)
      answers += interface.handle(.press(key, character: "y")) + interface.handle(.release(key))
    }
    return answers
  }

  @Test func nothingAnswersBeforeItIsArmed() throws {
    var interface = try question(isArmed: false)
    #expect(everything(&interface).isEmpty)
  }

  @Test func allAnswersCanBeGivenThen() throws {
    var interface = try question(isArmed: true)
    let answers = everything(&interface)
    for answer in [.yes, .no, .neverAgain] as [ConsentQuestion.Answer] { #expect(answers.contains(answer)) }
  }

  /// Whoever presses Enter or space without reading says no.
  @Test func enterIsANo() throws {
    for key in [.enter, .space, .escape] as [Key] {
      var interface = try question(isArmed: true)
      let answers = interface.handle(.press(key, character: nil)) + interface.handle(.release(key))
      #expect(!answers.contains(.yes) && !answers.contains(.neverAgain), "\(key)")
    }
  }

  @Test func everyServiceHasWords() {
    #expect(UseWords(service: "Record").name == "the microphone")
    #expect(UseWords(service: "Camera").icon == .camera)
    #expect(UseWords(service: "Nic").name == "the service “Nic”")
    #expect(UseWords(service: "").icon == .shield)
  }

  @Test func usesInTheStripAreStoppedByAPress() throws {
    let uses = (1...6).map { ActiveUse(id: $0, label: "init -> a", service: "Record") }
    let strip = IndicatorStrip(focused: "init -> b", color: .black, uses: uses, time: "12:34")
    var interface = UserInterface<IndicatorStrip.Wish>(try testStyle(.dark), size: Size(1024, IndicatorStrip.height))
    interface.show(strip.bar())
    var wishes: [IndicatorStrip.Wish] = []
    for x in stride(from: 0, to: 1024, by: 10) as StrideTo<Int32> {
      for event in [.pointer(Point(x, 14)), .press(.leftButton, character: nil), .release(.leftButton)] as [InputEvent] {
        wishes += interface.handle(event)
      }
    }
    for id in 1...4 as ClosedRange<UInt64> { #expect(wishes.contains(.stop(id))) }
    #expect(wishes.contains(.settings))
  }

  @Test func passwordsAreOnlyCounted() throws {
    var interface = UserInterface<PasswordEntry.Wish>(try testStyle(), size: Size(600, 600))
    var entry = PasswordEntry(requester: nil, phrase: "phrase", color: .black, count: 0)
    interface.show(.dialog(over: .spacer, cancel: .cancel, entry.card()))
    // Nothing to unlock with yet.
    #expect(interface.handle(.press(.enter, character: nil)) != [.unlock])
    #expect(interface.handle(.press(.a, character: "a")).isEmpty)
    #expect(interface.handle(.press(.escape, character: nil)) == [.cancel])
    entry.count = 3
    var before = Picture(Size(600, 600))
    interface.invalidate()
    before.draw { _ = interface.draw(&$0) }
    interface.show(.dialog(over: .spacer, cancel: .cancel, entry.card()))
    #expect(!interface.dirtyRectangles.isEmpty)
  }

  @Test func theKeyboardHasAllOfASCII() throws {
    var found: Set<Unicode.Scalar> = []
    for (isShifted, showsSigns) in [(false, false), (true, false), (false, true), (true, true)] {
      var keyboard = ScreenKeyboard()
      (keyboard.isShifted, keyboard.showsSigns) = (isShifted, showsSigns)
      var interface = UserInterface<ScreenKey>(try testStyle(), size: Size(500, 200))
      interface.show(keyboard.element { $0 })
      for y in stride(from: 4, to: 200, by: 8) as StrideTo<Int32> {
        for x in stride(from: 4, to: 500, by: 8) as StrideTo<Int32> {
          for event in [.pointer(Point(x, y)), .press(.touchButton, character: nil), .release(.touchButton)] as [InputEvent] {
            for key in interface.handle(event) { if case .character(let scalar) = key { found.insert(scalar) } }
          }
        }
      }
    }
    for code in 0x20...0x7e as ClosedRange<UInt8> { #expect(found.contains(Unicode.Scalar(code)), "\(Unicode.Scalar(code))") }
  }
}
