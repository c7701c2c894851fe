import Geometry
import Input
import Testing

@testable import Widgets

@Suite struct KeyboardTests {
  let form = Element<Wish>.column([
    .field("ab", submit: .press(5), edit: { .edit($0) }), .button("one", .press(1)), .button("off", nil),
    .checkbox("two", isOn: false, .press(2)), .button("go", style: .primary, .press(9)),
  ])

  @Test func tabGoesRoundAndSpacePresses() throws {
    var program = try Program(form)
    program.press(.tab, .tab, .space, .tab, .enter, .tab, .tab, .tab, .space)
    #expect(program.wishes == [.press(1), .press(2), .press(1)])
    program.wishes = []
    program.send(.press(.leftShift, character: nil))
    program.press(.tab, .tab, .tab, .space)
    #expect(program.wishes == [.press(2)])
  }

  @Test func enterPressesThePrimaryButton() throws {
    var program = try Program(form)
    program.press(.enter)
    #expect(program.wishes == [.press(9)])
    program.press(.tab, .enter)
    #expect(program.wishes == [.press(9), .press(5)])
  }

  @Test func keysWithoutFocusDoNothing() throws {
    var program = try Program(.column([.button("one", .press(1))]))
    program.type("x ")
    program.press(.space, .escape, .left, .delete, .pageDown, .f1)
    #expect(program.wishes.isEmpty)
  }

  @Test func arrowsSelectRows() throws {
    let rows = (0..<50).map { Element<Wish>.row(.press($0), .text("row \($0)")) }
    var program = try Program(.scroll(.column(spacing: 0, rows)))
    program.press(.down, .down, .up, .up, .up)
    #expect(program.wishes == [.press(1), .press(0)])
    program.wishes = []
    for _ in 0..<60 { program.press(.down) }
    #expect(program.wishes == (1..<50).map { .press($0) })
  }

  @Test func choicesMoveByArrows() throws {
    var program = try Program(.column([.choice(["a", "b"], selected: 1) { .choose($0) }]))
    program.press(.tab, .right, .left)
    #expect(program.wishes == [.choose(0)])
  }

  @Test func typingEdits() throws {
    var program = try Program(.field("ab", edit: { .edit($0) }))
    program.click(395, 10)
    program.type("c")
    #expect(program.wishes == [.edit("abc")])
    // The program did not take it: it is as before.
    program.type("d")
    program.press(.home)
    program.type("x")
    program.press(.backspace)
    #expect(program.wishes == [.edit("abc"), .edit("abd"), .edit("xab"), .edit("b")])
  }

  @Test func controlCharactersAreNotTyped() throws {
    var program = try Program(.field("", edit: { .edit($0) }))
    program.click(10, 10)
    program.type("\u{1b}\u{7f}\u{0}\n")
    #expect(program.wishes.isEmpty)
  }

  /// The text of a field after keys, and what is selected.
  private func editing(_ text: String, _ cursor: Int, _ keys: [(Key, Modifiers)]) -> (String, Range<Int>) {
    var editing = FieldEditing(text, cursor: cursor, anchor: cursor)
    for (key, modifiers) in keys { _ = editing.press(key, nil, modifiers) }
    return (editing.text, editing.selection)
  }

  @Test func editingKeys() {
    let (none, shift, control) = (Modifiers(), Modifiers(shift: true), Modifiers(control: true))
    #expect(editing("abc", 1, [(.backspace, none)]) == ("bc", 0..<0))
    #expect(editing("abc", 0, [(.backspace, none)]) == ("abc", 0..<0))
    #expect(editing("abc", 3, [(.delete, none)]) == ("abc", 3..<3))
    #expect(editing("abc", 1, [(.delete, none)]) == ("ac", 1..<1))
    #expect(editing("abc", 0, [(.right, shift), (.right, shift), (.delete, none)]) == ("c", 0..<0))
    #expect(editing("abc", 3, [(.left, shift), (.left, none)]) == ("abc", 2..<2))
    #expect(editing("one two", 7, [(.backspace, control)]) == ("one ", 4..<4))
    #expect(editing("one two", 0, [(.right, control), (.right, shift)]) == ("one two", 3..<4))
    #expect(editing("one", 1, [(.a, control)]) == ("one", 0..<3))
    #expect(editing("one", 1, [(.a, control), (.backspace, none)]) == ("", 0..<0))
    #expect(editing("", 9, [(.left, none), (.end, none)]) == ("", 0..<0))
  }

  @Test func fieldsDoNotGrowWithoutLimit() {
    var editing = FieldEditing("", cursor: 0, anchor: 0)
    for _ in 0..<5000 { _ = editing.press(.a, "x", Modifiers()) }
    #expect(editing.scalars.count == FieldEditing.longest)
  }

  @Test func modifiersAreForgottenWhenTheFocusLeaves() throws {
    var program = try Program(form)
    program.send(.press(.leftShift, character: nil), .focusLeave, .focusEnter)
    program.press(.tab, .tab, .space)
    #expect(program.wishes == [.press(1)])
  }
}
