import HID
import Input
import Testing

@testable import InputFilter

/// A tree of filters with one input, and what the person does at it.
private struct Keyboard {
  let tree: FilterTree
  var events: [InputEvent] = []

  init(_ lines: String, rom: String = "") {
    tree = FilterTree(Node.parse(Array("config\n+ output\n  + chargen\n\(lines)    + input a\n    + input b\n-\n".utf8)).node!)
    {
      _ in Node.parse(Array(rom.utf8)).node
    }
  }

  mutating func press(_ keys: Key..., from input: String = "a") {
    for key in keys { tree.handle(.press(key, character: nil), from: input, at: 0) }
    events += tree.take()
  }

  mutating func release(_ keys: Key..., from input: String = "a") {
    for key in keys { tree.handle(.release(key), from: input, at: 0) }
    events += tree.take()
  }

  mutating func tap(_ key: Key) -> Unicode.Scalar? {
    press(key)
    release(key)
    guard case .press(_, let character)? = events.dropLast().last else { return nil }
    return character
  }

  mutating func chooseNext() {
    press(.leftMeta, .space)
    release(.space, .leftMeta)
  }
}

@Suite struct KeyMapChoiceTests {
  private var three: String { "    + map us\n    + map de\n    + map fr\n" }

  @Test func thePersonChoosesTheNextMap() {
    var keyboard = Keyboard(three)
    #expect(keyboard.tap(.y) == "y")
    keyboard.chooseNext()
    #expect(keyboard.tree.keyMap == "de" && keyboard.tap(.y) == "z")
    keyboard.chooseNext()
    #expect(keyboard.tree.keyMap == "fr" && keyboard.tap(.q) == "a")
    keyboard.chooseNext()
    #expect(keyboard.tree.keyMap == "us" && keyboard.tap(.y) == "y")
  }

  @Test func nobodyElseGetsTheKey() {
    var keyboard = Keyboard(three)
    keyboard.chooseNext()
    #expect(keyboard.events == [.press(.leftMeta, character: nil), .release(.leftMeta)])
    // Also if the modifier is released first, and if another keyboard presses the key meanwhile.
    keyboard.events = []
    keyboard.press(.leftMeta, .space)
    keyboard.release(.leftMeta)
    keyboard.press(.space, from: "b")
    keyboard.release(.space)
    keyboard.release(.space, from: "b")
    #expect(keyboard.events == [.press(.leftMeta, character: nil), .release(.leftMeta)])
    #expect(keyboard.tree.keyMap == "fr")
    #expect(keyboard.tap(.space) == " ")
  }

  @Test func whatWasPressedBeforeIsReleased() {
    var keyboard = Keyboard(three)
    // The key before the modifier: an ordinary space, and its release is no choice either.
    keyboard.press(.space, .leftMeta)
    keyboard.release(.space, .leftMeta)
    #expect(
      keyboard.events == [
        .press(.space, character: " "), .press(.leftMeta, character: nil), .release(.space), .release(.leftMeta),
      ])
    // A key that is held during the choice.
    keyboard.events = []
    keyboard.press(.y)
    keyboard.chooseNext()
    keyboard.release(.y)
    #expect(keyboard.events.first == .press(.y, character: "y") && keyboard.events.last == .release(.y))
    #expect(keyboard.events.count == 4 && keyboard.tap(.y) == "z")
  }

  @Test func nothingOfTheOldMapGoesOn() {
    var keyboard = Keyboard("    + map de\n    + map us\n    + repeat | delay_ms: 200 | rate_ms: 50\n")
    keyboard.press(.a)
    keyboard.chooseNext()
    #expect(keyboard.tree.nextTime == nil)
    keyboard.release(.a)
    // A dead key of the German map does not change a letter of the American one.
    keyboard.chooseNext()
    keyboard.press(Key(rawValue: 41))
    keyboard.release(Key(rawValue: 41))
    keyboard.chooseNext()
    #expect(keyboard.tap(.a) == "a")
  }

  @Test func oneMapTakesNoKey() {
    var keyboard = Keyboard("    + map us\n")
    keyboard.chooseNext()
    #expect(keyboard.events.count == 4)
    let needless = Keyboard("    + map us\n    + switch KEY_PAUSE\n").tree
    #expect(needless.mistakes == ["line 5: there is no other map to choose"])
  }

  @Test func theKeysAreConfigured() {
    var keyboard = Keyboard("    + map us\n    + map de\n    + switch KEY_F5\n")
    keyboard.chooseNext()
    #expect(keyboard.tree.keyMap == "us")
    keyboard.press(Key(rawValue: 63))
    #expect(keyboard.tree.keyMap == "de")
    #expect(Keyboard("    + map us\n    + map de\n    + switch KEY_OOPS\n").tree.mistakes.count == 1)
    #expect(Keyboard("    + map us\n    + map de\n    + switch KEY_F5 | with: OOPS\n").tree.mistakes.count == 1)
  }

  @Test func aROMAddsToAMapOrIsOneByItself() {
    let rom = "map\n+ key KEY_A | plain: α\n-\n"
    var added = Keyboard("    + map us\n    + map de\n    + map | rom: greek\n", rom: rom)
    #expect(added.tap(.a) == "a")
    added.chooseNext()
    #expect(added.tap(.a) == "α" && added.tap(.y) == "z")
    var own = Keyboard("    + map us\n    + map | rom: greek | as: greek\n", rom: rom)
    own.chooseNext()
    #expect(own.tree.keyMap == "greek" && own.tap(.a) == "α" && own.tap(.y) == nil)
  }

  @Test func theReportSaysWhichIsInUse() {
    var keyboard = Keyboard(three)
    let first = keyboard.tree.takeKeyMapReport()
    #expect(first?.name == "us" && first?.nodes("map").map(\.name) == ["us", "de", "fr"])
    #expect(first?.node("switch")?.name == "KEY_SPACE" && first?.node("switch")?.attribute("with") == "KEY_LEFTMETA")
    // Only news, and nothing about what is typed.
    _ = keyboard.tap(.a)
    #expect(keyboard.tree.takeKeyMapReport() == nil)
    keyboard.chooseNext()
    #expect(keyboard.tree.takeKeyMapReport()?.name == "de")
    #expect(Keyboard("    + map us\n").tree.takeKeyMapReport()?.node("switch") == nil)
    #expect(Keyboard("").tree.takeKeyMapReport() == nil)
  }

  @Test func aNewConfigurationKeepsTheChoiceIfItCan() {
    let tree = Keyboard(three).tree
    tree.choose("fr")
    #expect(tree.keyMap == "fr")
    tree.choose("gone")
    #expect(tree.keyMap == "fr")
  }
}
