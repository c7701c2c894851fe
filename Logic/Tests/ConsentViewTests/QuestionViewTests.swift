import Consent
import Geometry
import Input
import Painting
import Testing
import Typography

@testable import ConsentView

@Suite struct QuestionViewTests {
  private let use = Use(
    id: 1, label: "wm -> recorder", component: "wm", service: "Record", purpose: "to take voice notes", rule: .eachTime)

  private func question() -> QuestionView {
    var view = QuestionView(use, QuestionFonts(.plain))
    view.appeared(at: 0)
    return view
  }

  @Test func whatIsNotOnTheScreenIsNotAnswered() {
    var view = QuestionView(use, QuestionFonts(.plain))
    #expect(click(.yes, &view, at: 100_000) == nil && type(.enter, &view, at: 200_000) == nil)
  }

  /// The pointer rests where it was when the question appears.
  @Test func aPointerThatRestsIsKnown() {
    var view = QuestionView(use, QuestionFonts(.plain))
    _ = view.handle(.pointer(QuestionView.place(of: .no).origin), at: 5)
    view.appeared(at: 10)
    _ = view.handle(.press(.leftButton, character: nil), at: 1000)
    #expect(view.handle(.release(.leftButton), at: 1060) == .no)
  }

  private func click(_ choice: Choice, _ view: inout QuestionView, at now: UInt64) -> Choice? {
    let place = QuestionView.place(of: choice)
    _ = view.handle(.pointer(Point(place.minX + 5, place.minY + 5)), at: now)
    _ = view.handle(.press(.leftButton, character: nil), at: now)
    return view.handle(.release(.leftButton), at: now + 80)
  }

  private func type(_ key: Key, _ view: inout QuestionView, at now: UInt64) -> Choice? {
    _ = view.handle(.press(key, character: nil), at: now)
    return view.handle(.release(key), at: now + 60)
  }

  @Test func clicksAnswer() {
    for choice in [Choice.yes, .no, .neverAgain] {
      var view = question()
      #expect(click(choice, &view, at: 800) == choice)
    }
  }

  @Test func clicksThatComeTooEarlyDoNot() {
    var view = question()
    #expect(click(.yes, &view, at: 500) == nil)
    #expect(click(.yes, &view, at: 900) == nil)
    #expect(click(.yes, &view, at: 2000) == .yes)
  }

  @Test func enterAndEscapeAreANo() {
    for key in [Key.enter, .space, .escape] {
      var view = question()
      #expect(type(key, &view, at: 800) == .no)
    }
  }

  @Test func letterKeysAnswerNothing() {
    var view = question()
    for (index, key) in [Key.y, .a, .f1, .leftControl].enumerated() {
      #expect(type(key, &view, at: 800 + UInt64(index) * 1000) == nil)
    }
  }

  @Test func theKeyboardReachesAllChoices() {
    var view = question()
    #expect(type(.left, &view, at: 1000) == nil && view.focused == .neverAgain)
    #expect(type(.left, &view, at: 2000) == nil && view.focused == .neverAgain)
    #expect(type(.right, &view, at: 3000) == nil && view.focused == .no)
    #expect(type(.tab, &view, at: 4000) == nil && view.focused == .yes)
    #expect(type(.right, &view, at: 5000) == nil && view.focused == .yes)
    #expect(type(.enter, &view, at: 6000) == .yes)
  }

  @Test func aChoiceThatWasJustMadeByKeyboardIsNotPressedYet() {
    var view = question()
    #expect(type(.right, &view, at: 1000) == nil && !view.isArmed(at: 1699))
    #expect(type(.enter, &view, at: 1699) == nil)
    #expect(type(.enter, &view, at: 2500) == .yes)
  }

  @Test func draggingOntoAButtonIsNoClick() {
    var view = question()
    _ = view.handle(.pointer(Point(1, 1)), at: 800)
    _ = view.handle(.press(.leftButton, character: nil), at: 800)
    let place = QuestionView.place(of: .yes)
    _ = view.handle(.pointer(Point(place.minX + 5, place.minY + 5)), at: 900)
    #expect(view.handle(.release(.leftButton), at: 950) == nil)
  }

  /// 480,000 keys at any rate faster than a person answers, that begin at any time around the appearance: never a yes.
  @Test(arguments: [1, 7, 60, 119, 120, 131, 350, 699] as [UInt64]) func injectedKeysNeverSayYes(interval: UInt64) {
    for phase in stride(from: 0, to: 1500, by: 300) as StrideTo<UInt64> {
      for keys in [[Key.enter], [.space], [.tab, .enter], [.right, .space], [.left, .tab, .tab, .enter], [.y, .enter]] {
        let yes = storm(of: keys, from: phase, every: interval)
        #expect(yes == 0, "\(keys) from \(phase)")
      }
    }
  }

  /// Keys without a pattern.
  @Test func randomKeysNeverSayYes() {
    var state: UInt64 = 11
    func random(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    let keys = [Key.enter, .space, .tab, .left, .right, .up, .down, .y]
    var (view, now, yes) = (question(), UInt64(0), 0)
    for _ in 0..<10_000 {
      let key = keys[Int(random(8))]
      _ = view.handle(.press(key, character: nil), at: now)
      now += random(60)
      if view.handle(.release(key), at: now) == .yes { yes += 1 }
      now += random(600)
    }
    #expect(yes == 0)
  }

  private func storm(of keys: [Key], from phase: UInt64, every interval: UInt64) -> Int {
    var view = question()
    var (now, yes) = (phase, 0)
    for _ in 0..<2_000 / keys.count {
      for key in keys {
        _ = view.handle(.press(key, character: nil), at: now)
        if view.handle(.release(key), at: now) == .yes { yes += 1 }
        now += interval
      }
    }
    return yes
  }

  @Test func buttonsDoNotOverlapAndAreInside() {
    let places = [Choice.yes, .no, .neverAgain].map { QuestionView.place(of: $0) }
    for (index, place) in places.enumerated() {
      #expect(Rectangle(.zero, QuestionView.size).contains(place))
      for other in places[(index + 1)...] { #expect(!place.intersects(other)) }
    }
  }

  @Test func aFingerAnswersLikeTheMouse() {
    let (yes, no) = (QuestionView.place(of: .yes).origin + Point(4, 4), QuestionView.place(of: .no).origin + Point(4, 4))
    var view = question()
    // Too early; it begins anew from there.
    #expect(view.handle(.touch(0, yes), at: 100) == nil && view.handle(.touchRelease(0), at: 200) == nil)
    #expect(!view.isArmed(at: 750) && view.isArmed(at: 950))
    #expect(view.handle(.touch(0, yes), at: 1000) == nil && view.handle(.touch(0, yes + Point(1, 1)), at: 1010) == nil)
    #expect(view.handle(.touchRelease(0), at: 1100) == .yes)
    // Slid from one to the other, and with a second finger: no answer.
    view = question()
    #expect(view.handle(.touch(0, no), at: 1000) == nil && view.handle(.touch(0, yes), at: 1100) == nil)
    #expect(view.handle(.touchRelease(0), at: 1200) == nil)
    #expect(view.handle(.touch(0, yes), at: 2500) == nil && view.handle(.touch(1, yes), at: 2700) == nil)
    #expect(view.handle(.touchRelease(1), at: 2800) == nil && view.handle(.touchRelease(0), at: 2900) == nil)
  }

  /// Twice as large: buttons are where they are drawn, and nothing is answered before that is on the screen.
  @Test func questionsAreReadableAtBothScales() {
    var view = question()
    view.rescale(QuestionFonts(.plain, scale: 2))
    #expect(view.pixels == Size(920, 544))
    #expect(type(.escape, &view, at: 5000) == nil && !view.isArmed(at: 5000))
    view.appeared(at: 6000)
    let place = QuestionView.place(of: .yes)
    #expect(click(.no, &view, at: 7000) == nil, "that is another place now")
    _ = view.handle(.pointer(Point(place.maxX * 2 - 2, place.maxY * 2 - 2)), at: 9000)
    _ = view.handle(.press(.leftButton, character: nil), at: 9000)
    #expect(view.handle(.release(.leftButton), at: 9100) == .yes)
    var picture = Picture(view.pixels)
    picture.draw { view.draw(&$0, at: 9000) }
    #expect(picture[4, 44] == 0xff7a_2e8c && picture[919 - 4, 80] == 0xff7a_2e8c)
  }

  /// What a component calls its session stands apart from its name.
  @Test func aComponentsOwnWordDoesNotPassForTheSystems() {
    func rows(_ label: String) -> [[UInt32]] {
      let use = Use(id: 1, label: label, component: "x", service: "Record", purpose: "x", rule: .eachTime)
      let view = QuestionView(use, QuestionFonts(.plain))
      var picture = Picture(QuestionView.size)
      picture.draw { view.draw(&$0, at: 0) }
      let width = Int(QuestionView.size.width)
      return (0..<80).map { Array(picture.pixels[$0 * width..<($0 + 1) * width]) }
    }
    #expect(rows("x") == rows("x -> xxx") && rows("x") == rows("x -> x -> " + String(repeating: "x", count: 200)))
    // Where the name says what will be done, it is no mere word.
    #expect(
      ["Steering", "Record", "Capture", "Camera", "Event", "steering"].filter { ServiceWords($0).isNameDeed } == ["Steering"])
  }

  /// The longest label and purpose stay within the dialog, above the buttons.
  @Test func drawingDoesNotTrap() {
    let long = String(repeating: "w", count: 240)
    let use = Use(id: 1, label: long, component: long, service: long, purpose: long, rule: .perSession(seconds: 600))
    var view = QuestionView(use, QuestionFonts(.plain))
    view.appeared(at: 0)
    var picture = Picture(QuestionView.size)
    picture.draw { view.draw(&$0, at: 0) }
    let early = picture.pixels
    picture.draw { view.draw(&$0, at: 1000) }
    #expect(picture.pixels != early, "the buttons come alive")
  }
}

extension Fonts {
  /// A font with one letter: enough where looks do not matter.
  static var plain: Fonts {
    let glyph = DrawnGlyph(
      "x", advance: 512, left: 0, top: 8, width: 7, height: 8, variants: [Array(repeating: 255, count: 56)])
    let face = DrawnFace(FaceName(.sans, .regular, size: 13), ascent: 10, descent: 3, lineHeight: 16, glyphs: [glyph])
    guard let fonts = try? Fonts(Fonts.file([face]).span) else { preconditionFailure("the test's font is none") }
    return fonts
  }
}
