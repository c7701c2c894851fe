import Geometry
import HID
import Input
import Testing

@testable import InputFilter

@Suite struct InputFilterTests {
  private func tree(_ lines: String, _ roms: [String: String] = [:]) -> FilterTree {
    FilterTree(Node.parse(Array("config\n+ output\n\(lines)\n-\n".utf8)).node!) { name in
      roms[name].flatMap { Node.parse(Array($0.utf8)).node }
    }
  }

  private func down(_ key: Key) -> InputEvent { .press(key, character: nil) }

  /// What a tree with one input makes of events.
  private func run(_ tree: FilterTree, _ events: [InputEvent], from input: String = "a") -> [InputEvent] {
    for event in events { tree.handle(event, from: input, at: 0) }
    return tree.take()
  }

  /// What keys type, one after the other; keys in parentheses are held.
  private func text(_ map: String, _ keys: [Key], holding: [Key] = []) -> String {
    let tree = tree("  + chargen\n    + map \(map)\n    + input a")
    _ = run(tree, holding.map(down))
    var text = ""
    for event in run(tree, keys.flatMap { [down($0), .release($0)] }) {
      if case .press(_, .some(let character)) = event { text.unicodeScalars.append(character) }
    }
    return text
  }

  @Test func mapsTypeWhatIsOnTheKeys() {
    #expect(text("us", [.q, .z, .y, .digit2, .space, .enter]) == "qzy2 \n")
    #expect(text("us", [.q, .digit2], holding: [.leftShift]) == "Q@")
    #expect(text("de", [.z, .y, Key(rawValue: 26), Key(rawValue: 12)]) == "yzüß")
    #expect(text("de", [.q, .e, .digit7, Key(rawValue: 86), .m, Key(rawValue: 27)], holding: [.rightAlt]) == "@€{|µ~")
    #expect(text("de", [.z, Key(rawValue: 40), .digit7], holding: [.rightShift]) == "YÄ/")
    #expect(text("fr", [.q, .a, .digit2, .m, Key(rawValue: 39)]) == "aqé,m")
    #expect(text("fr", [.digit1, Key(rawValue: 53)], holding: [.leftShift]) == "1§")
    #expect(text("fr", [.digit0, .digit3, .e], holding: [.rightAlt]) == "@#€")
  }

  @Test func deadKeysWaitForTheirLetter() {
    let (circumflex, acute) = (Key(rawValue: 41), Key(rawValue: 13))
    #expect(text("de", [circumflex, .a, acute, .e, .e]) == "âée")
    #expect(text("de", [circumflex, .space, circumflex, circumflex]) == "^^")
    #expect(text("de", [circumflex, .x, .o]) == "xo")
    #expect(text("de", [circumflex, acute, .a]) == "a")
  }

  @Test func capsLockIsForLetters() {
    #expect(text("de", [.capsLock, .a, .digit1, Key(rawValue: 40), .capsLock, .a]) == "A1Äa")
    #expect(text("us", [.capsLock, .a], holding: [.leftShift]) == "a")
  }

  @Test func controlMakesControlCharacters() {
    #expect(text("us", [.c, .space], holding: [.leftControl]) == "\u{3} ")
    #expect(text("de", [Key(rawValue: 41)], holding: [.leftControl]) == "")
  }

  @Test func mapsComeFromDocuments() {
    let rom =
      "map\n+ key KEY_A | plain: α | shift: U+391\n+ key KEY_B | plain: U+0301\n"
      + "+ sequence | first: U+0301 | second: α | result: ά\n-\n"
    let tree = tree("  + chargen\n    + map | rom: greek\n    + input a", ["greek": rom])
    #expect(tree.mistakes.isEmpty)
    #expect(
      run(tree, [down(.a), down(.b), .release(.a), down(.a)]) == [
        .press(.a, character: "α"), down(.b), .release(.a), .press(.a, character: "ά"),
      ])
  }

  @Test func keysRepeat() {
    let tree = tree("  + chargen\n    + map us\n    + repeat | delay_ms: 200 | rate_ms: 50\n    + input a")
    #expect(run(tree, [down(.a), down(.leftShift)]).count == 2)
    #expect(tree.nextTime == 200_000)
    tree.advance(to: 199_999)
    #expect(tree.take().isEmpty)
    tree.advance(to: 200_000)
    #expect(tree.take() == [.press(.a, character: "a")])
    #expect(tree.nextTime == 250_000)
    // Who was asleep for long does not type it all at once.
    tree.advance(to: 9_000_000)
    #expect(tree.take().count == 1)
    _ = run(tree, [.release(.a)])
    #expect(tree.nextTime == nil)
    tree.advance(to: 99_000_000)
    #expect(tree.take().isEmpty)
  }

  @Test func buttonsAndModifiersDoNotRepeat() {
    let tree = tree("  + chargen\n    + map us\n    + repeat | rate_ms: 50\n    + input a")
    _ = run(tree, [down(.leftButton), down(.leftShift), down(.capsLock)])
    #expect(tree.nextTime == nil)
  }

  @Test func twoKeyboardsAreOne() {
    let tree = tree("  + merge\n    + input a\n    + input b")
    #expect(run(tree, [down(.a)]) == [down(.a)])
    #expect(run(tree, [down(.a), down(.b)], from: "b") == [down(.b)])
    #expect(run(tree, [.release(.a)]).isEmpty)
    #expect(run(tree, [.release(.a), .release(.a)], from: "b") == [.release(.a)])
    #expect(run(tree, [down(.a)], from: "nobody").isEmpty)
  }

  @Test func keysAreRemappedAndReleasedAsTheyWerePressed() {
    let rom = "remap\n+ key KEY_B | to: KEY_C\n-\n"
    let tree = tree("  + remap\n    + key KEY_A | to: KEY_B\n    + include | rom: more\n    + input a", ["more": rom])
    #expect(
      run(tree, [down(.a), down(.b), .release(.a), .release(.b), .release(.x)]) == [
        down(.b), down(.c), .release(.b), .release(.c),
      ])
  }

  @Test func fastMovementsGoFurther() {
    let tree = tree("  + accelerate | percent: 10 | max: 3\n    + input a")
    let events: [InputEvent] = [1, -5, 10, 1000, .min].map { .movement(Point($0, 0)) }
    #expect(run(tree, events) == [1, -7, 20, 3000, .min].map { .movement(Point($0, 0)) })
  }

  @Test func aButtonScrolls() {
    let tree = tree("  + button-scroll | step: 10\n    + input a")
    #expect(
      run(tree, [down(.middleButton), .movement(Point(0, 25)), .movement(Point(0, -5)), .release(.middleButton)]) == [
        .wheel(Point(0, -2))
      ])
    #expect(run(tree, [down(.middleButton), .release(.middleButton)]) == [down(.middleButton), .release(.middleButton)])
    #expect(run(tree, [.movement(Point(1, 2)), .release(.middleButton)]) == [.movement(Point(1, 2))])
  }

  @Test func screensCanBeTurned() {
    let tree = tree("  + transform | swap: yes | flip_x: yes\n    + input a")
    #expect(
      run(tree, [.pointer(Point(1, 2)), .movement(Point(3, 4)), .touch(1, Point(.min, .min))]) == [
        .pointer(Point(65533, 1)), .movement(Point(-4, 3)), .touch(1, Point(.max, .min)),
      ])
  }

  @Test func mistakesAreNamed() {
    #expect(FilterTree(Node("config")) { _ in nil }.mistakes.first?.contains("there is no output") == true)
    #expect(tree("  + chargne").mistakes == ["line 3: there is no filter \"chargne\""])
    #expect(tree("  + merge\n    + input a\n    + input a").mistakes == ["line 5: the input \"a\" is there twice"])
    #expect(tree("  + remap\n    + key KEY_A | to: KEY_OOPS").mistakes == ["line 4: there is no key \"KEY_OOPS\""])
    #expect(tree("  + chargen\n    + map xx").mistakes.first?.contains("there is no map \"xx\"") == true)
    #expect(tree("  + chargen\n    + map | rom: gone").mistakes.first?.contains("no ROM \"gone\"") == true)
    #expect(tree("  + accelerate | percent: -1").mistakes.count == 1)
    var mistakes: [String] = []
    var map = KeyMap()
    map.add(Node.parse(Array("map\n+ key KEY_A | plain: ab\n+ kay\n-\n".utf8)).node!, &mistakes)
    #expect(mistakes.count == 2)
  }

  @Test func whatADriverHoldsIsReleasedWhenItGoes() {
    var held = HeldKeys()
    #expect(held.accept(down(.a)) && !held.accept(down(.a)) && held.accept(.touch(1, .zero)))
    #expect(!held.accept(.release(.b)) && !held.accept(.focusEnter) && !held.accept(.closeRequest))
    #expect(held.accept(.movement(.zero)) && !held.isEmpty)
    #expect(held.releases() == [.release(.a), .touchRelease(1)])
    #expect(held.isEmpty)
    for number in 0..<100 as Range<UInt16> { _ = held.accept(down(Key(rawValue: number))) }
    #expect(held.releases().count == 64)
  }

  @Test func tablesAreComplete() {
    for rows in [KeyMap.american, KeyMap.german, KeyMap.french] {
      for row in rows { #expect(row.unicodeScalars.count == KeyMap.keyOrder.count) }
    }
  }
}
