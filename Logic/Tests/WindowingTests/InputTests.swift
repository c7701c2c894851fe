import Geometry
import Input
import Testing

@testable import Windowing

/// Who gets which event, and above all who does not.
@Suite struct InputTests {
  let test = TestDesk()

  @Test func whoIsClickedGetsTheKeyboard() {
    let (one, other) = (test.client("app 1", Rectangle(0, 0, 10, 10)), test.client("app 2", Rectangle(20, 0, 10, 10)))
    test.click(5, 8)
    test.type(.a)
    expect(
      test.events(one),
      [
        .pointer(Point(5, 4)), .focusEnter, pressed(.leftButton), .release(.leftButton), pressed(.a), .release(.a),
      ])
    #expect(test.events(other).isEmpty)
    #expect(test.desk.keyboard?.label == "app 1" && test.desk.keyboard?.color == 0x445566)
    test.click(25, 8)
    expect(test.events(one), [.hoverLeave, .focusLeave])
    expect(test.keys(other), [pressed(.leftButton), .release(.leftButton)])
  }

  @Test func withoutFocusNobodyGetsKeys() {
    let one = test.client("app 1", Rectangle(0, 0, 10, 10))
    test.move(5, 8)
    test.type(.a)
    #expect(test.keys(one).isEmpty)
  }

  @Test func whoReceivesAPressReceivesAllUntilTheLastRelease() {
    let (one, other) = (test.client("app 1", Rectangle(0, 0, 10, 10)), test.client("app 2", Rectangle(20, 0, 10, 10)))
    test.move(5, 8)
    test.press(.leftButton)
    _ = test.events(one)
    test.move(25, 8)
    test.press(.a)
    test.press(.rightButton)
    test.release(.leftButton)
    test.release(.rightButton)
    test.release(.a)
    expect(
      test.events(one),
      [
        .pointer(Point(25, 4)), pressed(.a), pressed(.rightButton), .release(.leftButton), .release(.rightButton),
        .release(.a), .hoverLeave,
      ])
    #expect(test.events(other).isEmpty)
  }

  @Test func aLockSurvivesNeitherItsClientNorGoesToAnother() {
    let (one, other) = (test.client("app 1", Rectangle(0, 0, 10, 10)), test.client("app 2", Rectangle(0, 0, 10, 10)))
    test.click(5, 8)
    _ = test.events(other)
    test.press(.a)
    test.desk.remove(other)
    test.desk.settle()
    // What is typed on goes to nobody, until all keys are up.
    test.press(.leftButton)
    test.press(.b)
    test.release(.a)
    test.release(.b)
    test.release(.leftButton)
    #expect(test.keys(one).isEmpty)
    test.click(5, 8)
    expect(test.keys(one), [pressed(.leftButton), .release(.leftButton)])
  }

  @Test func transientFocusLastsAsLongAsTheButton() {
    let (app, panel) = (test.client("app 1", Rectangle(0, 0, 10, 10)), test.client("panel", Rectangle(20, 0, 10, 10)))
    test.click(5, 8)
    test.move(25, 8)
    test.press(.leftButton)
    test.type(.a)
    test.release(.leftButton)
    _ = test.events(app)
    test.type(.b)
    expect(test.keys(panel), [pressed(.leftButton), pressed(.a), .release(.a), .release(.leftButton)])
    expect(test.keys(app), [pressed(.b), .release(.b)])
  }

  @Test func globalKeysGoToTheirClientOnly() {
    let (app, manager) = (test.client("app 1", Rectangle(0, 0, 10, 10)), test.client("wm"))
    test.click(5, 8)
    _ = test.events(app)
    test.press(.f12)
    test.type(.a)
    test.release(.f12)
    expect(test.keys(manager), [pressed(.f12), pressed(.a), .release(.a), .release(.f12)])
    #expect(test.events(app).isEmpty)
  }

  @Test func aGlobalKeyWithAModifierTakesAllOver() {
    let (app, manager) = (test.client("app 1", Rectangle(0, 0, 10, 10)), test.client("wm"))
    test.click(5, 8)
    _ = test.events(app)
    test.type(.tab)
    expect(test.keys(app), [pressed(.tab), .release(.tab)])
    test.press(.leftAlt)
    test.type(.tab)
    test.type(.tab)
    test.release(.leftAlt)
    expect(test.keys(app), [pressed(.leftAlt), .release(.leftAlt)])
    expect(
      test.keys(manager),
      [
        pressed(.leftAlt), pressed(.tab), .release(.tab), pressed(.tab), .release(.tab), .release(.leftAlt),
      ])
  }

  @Test func nobodySeesTheAttentionKey() {
    let (app, entry) = (test.client("app 1", Rectangle(0, 0, 10, 10)), test.client("password"))
    test.click(5, 8)
    _ = test.events(app)
    for key in [Key.leftControl, .leftAlt, .delete] { test.press(key) }
    for key in [Key.delete, .leftAlt, .leftControl] { test.release(key) }
    expect(test.keys(app), [pressed(.leftControl), pressed(.leftAlt)])
    expect(test.keys(entry), [pressed(.delete), .release(.delete)])
    test.desk.remove(entry)
    test.desk.settle()
    expect(test.keys(app), [.release(.leftControl), .release(.leftAlt)])
  }

  @Test func nobodySeesTheAttentionKeyEvenIfNobodyWaitsForIt() {
    let app = test.client("app 1", Rectangle(0, 0, 10, 10))
    test.click(5, 8)
    test.press(.rightControl)
    test.press(.leftAlt)
    _ = test.events(app)
    test.type(.delete)
    #expect(test.events(app).isEmpty)
    for key in [Key.leftAlt, .rightControl] { test.release(key) }
    _ = test.events(app)
    // What is typed now is meant for whoever should have been there.
    test.type(.b)
    expect(test.keys(app), [])
    #expect(test.desk.keyboard == nil)
    test.type(.escape)
    test.type(.c)
    expect(test.keys(app), [pressed(.c), .release(.c)])
  }

  @Test func theAttentionKeyReachesThroughAQuestion() {
    let (entry, question) = (test.client("password"), test.client("consent", Rectangle(0, 0, 10, 10)))
    test.press(.leftControl)
    test.press(.leftAlt)
    _ = test.events(question)
    test.press(.delete)
    expect(test.events(question), [.release(.leftControl), .release(.leftAlt), .focusLeave])
    expect(test.keys(entry), [pressed(.delete)])
  }

  @Test func whileSomebodyIsExclusiveNobodyElseGetsAnything() {
    let (app, manager) = (test.client("app 1", Rectangle(0, 0, 30, 20)), test.client("wm"))
    test.click(5, 8)
    _ = (test.events(app), test.desk.takeInputNews())
    let question = test.client("consent", Rectangle(10, 10, 5, 5))
    // Also where the pointer is: it may be clicked at without a further move.
    expect(test.events(question), [.focusEnter, .pointer(Point(5, 4))])
    // As if any view had come between: nothing of it stays lit.
    expect(test.events(app), [.hoverLeave])
    _ = test.desk.takeInputNews()
    for event: InputEvent in [.wheel(Point(0, 1)), .movement(Point(3, 3)), .touch(0, Point(9, 9)), .touchRelease(0)] {
      test.handle(event)
    }
    test.click(2, 9)
    for key in [Key.a, .f12, .tab] { test.type(key) }
    _ = test.desk.focus(app, by: app)
    test.desk.remove(manager)
    test.desk.settle()
    #expect(test.events(app).isEmpty)
    #expect(test.keys(question).count == 8)
    #expect(test.desk.takeInputNews().allSatisfy { $0 === question } && test.events(app).isEmpty)
    try! test.desk.destroyView(question, 1)
    test.desk.settle()
    // It may be clicked without a further move.
    expect(test.events(app), [.pointer(Point(2, 5))])
  }

  /// As long as a key is held that was for somebody exclusive, nobody else hears of the pointer.
  @Test func thePointerIsToldOnceNoKeyIsHeld() {
    let app = test.client("app 1", Rectangle(0, 0, 30, 20))
    test.click(5, 8)
    let question = test.client("consent", Rectangle(10, 10, 5, 5))
    _ = test.events(app)
    test.press(.escape)
    try! test.desk.destroyView(question, 1)
    test.desk.settle()
    expect(test.events(app), [])
    test.release(.escape)
    expect(test.events(app), [.pointer(Point(5, 4))])
  }

  @Test func keysThatWereDownBeforeAreReleasedAfterwardsAndNotWithin() {
    let app = test.client("app 1", Rectangle(0, 0, 30, 20))
    test.click(5, 8)
    test.press(.a)
    _ = test.events(app)
    let question = test.client("consent", Rectangle(10, 10, 5, 5))
    test.release(.a)
    test.press(.b)
    expect(test.events(app), [.hoverLeave])
    expect(test.events(question), [.focusEnter, .pointer(Point(5, 4)), pressed(.b)])
    try! test.desk.destroyView(question, 1)
    test.desk.settle()
    expect(test.events(question), [.release(.b), .focusLeave])
    expect(test.events(app), [.release(.a)])
    // The key that is still down is nobody's, and so is what is pressed until it is released.
    test.press(.c)
    test.release(.c)
    #expect(test.events(app).isEmpty)
    test.release(.b)
    expect(test.events(app), [.pointer(Point(5, 4))])
    test.type(.d)
    expect(test.events(app), [pressed(.d), .release(.d)])
  }

  @Test func aGlobalKeyDoesNotLearnWhatWasTypedForSomebodyExclusive() {
    let (manager, question) = (test.client("wm"), test.client("password", Rectangle(10, 10, 5, 5)))
    test.press(.s)
    try! test.desk.destroyView(question, 1)
    test.desk.settle()
    test.type(.f12)
    test.release(.s)
    expect(test.events(manager), [pressed(.f12), .release(.f12)])
  }

  @Test func entryGoesBeforeQuestions() {
    let question = test.client("consent", Rectangle(10, 10, 5, 5))
    let entry = test.client("password", Rectangle(0, 0, 5, 5))
    _ = test.events(question)
    test.type(.a)
    #expect(test.events(question).isEmpty)
    expect(test.keys(entry), [pressed(.a), .release(.a)])
    test.desk.remove(entry)
    test.desk.settle()
    test.type(.b)
    expect(test.keys(question), [pressed(.b), .release(.b)])
  }

  @Test func onlyOwnSessionsCanBeGivenTheKeyboard() {
    let (manager, mine) = (test.client("wm"), test.client("wm -> editor", Rectangle(0, 0, 9, 9)))
    let (foreign, lookalike) = (test.client("app 1", Rectangle(0, 0, 9, 9)), test.client("wmx", Rectangle(0, 0, 9, 9)))
    #expect(test.desk.focus(mine, by: manager))
    #expect(!test.desk.focus(foreign, by: manager) && !test.desk.focus(lookalike, by: manager))
    #expect(!test.desk.focus(manager, by: mine))
    test.desk.settle()
    test.type(.a)
    expect(test.keys(mine), [pressed(.a), .release(.a)])
    #expect(test.keys(foreign).isEmpty)
  }

  @Test func aDriverThatGoesReleasesWhatItHeld() {
    let app = test.client("app 1", Rectangle(0, 0, 10, 10))
    test.click(5, 8)
    let second = test.desk.addSource()
    test.press(.a)
    test.desk.handle(.press(.a, character: nil), from: second)
    test.desk.handle(.press(.b, character: nil), from: second)
    _ = test.events(app)
    test.desk.remove(second)
    expect(test.events(app), [.release(.b)])
    test.release(.a)
    expect(test.events(app), [.release(.a)])
  }

  @Test func driversCannotClaimFocusAndReleasesNeedPresses() {
    let app = test.client("app 1", Rectangle(0, 0, 10, 10))
    test.click(5, 8)
    _ = test.events(app)
    for event in [InputEvent.focusEnter, .focusLeave, .hoverLeave, .closeRequest, .release(.a), .touchRelease(3)] {
      test.handle(event)
    }
    #expect(test.events(app).isEmpty)
  }

  @Test func fingersStayWithWhomTheyTouched() {
    let (one, other) = (test.client("app 1", Rectangle(0, 0, 10, 10)), test.client("app 2", Rectangle(20, 0, 10, 10)))
    let place = { (x: Int32, y: Int32) in Point(x * 65536 / 40 + 100, y * 65536 / 30 + 100) }
    test.handle(.touch(0, place(5, 8)))
    test.handle(.touch(0, place(25, 8)))
    test.handle(.touch(1, place(26, 9)))
    test.handle(.touchRelease(0))
    expect(test.events(one), [.focusEnter, .touch(0, Point(5, 4)), .touch(0, Point(25, 4)), .focusLeave, .touchRelease(0)])
    expect(test.events(other), [.focusEnter, .touch(1, Point(26, 5))])
  }

  @Test func hoverIsLeftOnce() {
    let app = test.client("app 1", Rectangle(0, 0, 10, 10))
    test.move(5, 8)
    test.move(30, 20)
    test.move(31, 21)
    expect(test.events(app), [.pointer(Point(5, 4)), .hoverLeave])
    #expect(test.desk.hover == nil)
  }

  /// Between the attention key and the first picture of who was called, a person may already type a password.
  @Test func whatFollowsTheAttentionKeyIsForWhoWasCalled() {
    let test = TestDesk()
    let (app, password) = (test.client("app", Rectangle(0, 0, 40, 30)), test.client("password"))
    test.desk.setBuffer(password, Size(9, 9), hasAlpha: false)
    test.click(5, 6)
    for key in [Key.leftControl, .leftAlt] { test.press(key) }
    _ = test.events(app)
    // In one batch, as a fast typist's keys arrive.
    for key in [Key.delete, .a] { test.desk.handle(pressed(key), from: test.source) }
    test.desk.settle()
    expect(test.events(app), [.hoverLeave])
    expect(test.keys(password), [pressed(.delete), pressed(.a)])
    for key in [Key.a, .delete, .leftAlt, .leftControl] { test.release(key) }
    test.type(.b)
    test.show(password, Rectangle(0, 0, 9, 9))
    test.type(.c)
    expect(test.keys(password), [.release(.a), .release(.delete)] + [Key.b, .c].flatMap { [pressed($0), .release($0)] })
    expect(test.events(app), [])
    try! test.desk.destroyView(password, 1)
    test.desk.settle()
    expect(test.keys(app), [.release(.leftControl), .release(.leftAlt)])
    test.type(.d)
    expect(test.keys(app), [pressed(.d), .release(.d)])
  }

  @Test func whoWasCalledAndFallsTakesNothingAlong() {
    let test = TestDesk()
    let (app, password) = (test.client("app", Rectangle(0, 0, 40, 30)), test.client("password"))
    test.click(5, 6)
    for key in [Key.leftControl, .leftAlt, .delete] { test.press(key) }
    #expect(test.desk.exclusive === password)
    test.desk.remove(password)
    test.desk.settle()
    for key in [Key.delete, .leftAlt, .leftControl] { test.release(key) }
    _ = test.events(app)
    test.type(.escape)
    test.type(.a)
    expect(test.keys(app), [pressed(.a), .release(.a)])
  }

  @Test func inputMethodsTypeNoPasswords() {
    let test = TestDesk()
    let (app, password) = (test.client("app", Rectangle(0, 0, 40, 30)), test.client("password"))
    test.desk.setBuffer(password, Size(9, 9), hasAlpha: false)
    test.click(5, 6)
    _ = test.events(app)
    let method = test.desk.addSource(isMethod: true)
    func say(_ event: InputEvent) {
      test.desk.handle(event, from: method)
      test.desk.settle()
    }
    for key in [Key.a, .leftControl, .leftAlt, .delete] { say(pressed(key)) }
    expect(test.keys(app), [pressed(.a), pressed(.leftControl), pressed(.leftAlt)])
    #expect(test.desk.exclusive == nil)
    test.show(password, Rectangle(0, 0, 9, 9))
    _ = test.events(password)
    say(pressed(.b))
    for event in [InputEvent.release(.b), .release(.a), .pointer(.zero), .touch(0, .zero), .wheel(Point(0, 1))] { say(event) }
    expect(test.events(password), [])
    // What it held down does not stand in a driver's way.
    test.type(.a)
    expect(test.keys(password), [pressed(.a), .release(.a)])
    expect(test.events(app), [.hoverLeave])
  }
}
