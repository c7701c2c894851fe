import Geometry
import Input
import Testing

@testable import Windowing

/// The person types for somebody who ends meanwhile.
@Suite struct UnheardTests {
  let test = TestDesk()
  let app: Client
  let password: Client

  /// An application has the keyboard, and somebody types a password.
  init() {
    app = test.client("app", Rectangle(0, 0, 40, 30))
    test.click(5, 6)
    password = test.client("password", Rectangle(0, 0, 9, 9))
    test.type(.a)
    _ = test.events(app)
  }

  private func fall() {
    test.desk.remove(password)
    test.desk.settle()
    _ = test.events(app)
  }

  private func expectApp(_ expected: [Key], at location: SourceLocation = #_sourceLocation) {
    expect(test.keys(app), expected.flatMap { [pressed($0), .release($0)] }, at: location)
  }

  @Test func theRestOfAPasswordIsForNobody() {
    test.press(.b)
    fall()
    test.release(.b)
    for key in [Key.c, .enter, .leftShift, .f12] { test.type(key) }
    test.press(.d)
    test.press(.d)
    expectApp([])
    #expect(test.desk.keyboard == nil)
    test.type(.leftButton)
    test.release(.d)
    // A button that was pressed while a key was down said nothing.
    test.type(.e)
    expectApp([])
  }

  @Test func globalKeysAreSilentAsWell() {
    let manager = test.client("wm")
    fall()
    for key in [Key.f12, .leftAlt, .tab] { test.press(key) }
    #expect(test.events(manager).isEmpty)
  }

  @Test func escapeEndsItAndIsNobodys() {
    fall()
    test.press(.escape)
    #expect(test.desk.keyboard?.label == "app")
    test.release(.escape)
    expectApp([])
    test.type(.c)
    expectApp([.c])
  }

  @Test func clicksAndFingersEndItAndAreHeard() {
    fall()
    test.click(5, 6)
    test.type(.c)
    expectApp([.leftButton, .c])
    let next = test.client("password", Rectangle(0, 0, 9, 9))
    test.desk.remove(next)
    test.desk.settle()
    _ = test.events(app)
    test.handle(.touch(0, Point(0x4000, 0x8000)))
    test.handle(.touchRelease(0))
    test.type(.d)
    expectApp([.d])
  }

  @Test func movingThePointerEndsNothing() {
    fall()
    test.move(20, 20)
    test.handle(.wheel(Point(0, 1)))
    test.type(.c)
    expectApp([])
  }

  @Test func inputMethodsNeitherEndItNorType() {
    let method = test.desk.addSource(isMethod: true)
    fall()
    for key in [Key.escape, .leftButton, .c] {
      test.desk.handle(pressed(key), from: method)
      test.desk.handle(.release(key), from: method)
    }
    test.type(.d)
    expectApp([])
  }

  @Test func whoComesBackIsHeardAndLeavesAllAsItWas() {
    fall()
    test.type(.b)
    let next = test.client("password", Rectangle(0, 0, 9, 9))
    test.type(.c)
    expect(test.keys(next), [pressed(.c), .release(.c)])
    try! test.desk.destroyView(next, 1)
    test.desk.settle()
    _ = test.events(app)
    test.type(.d)
    expectApp([.d])
  }

  /// It fell a second time, before the person had answered the first one.
  @Test func itLastsThroughFurtherFalls() {
    fall()
    let next = test.client("password", Rectangle(0, 0, 9, 9))
    test.type(.b)
    test.desk.remove(next)
    test.desk.settle()
    _ = test.events(app)
    test.type(.c)
    expectApp([])
  }

  @Test func whoWasNotHeardTakesNothingAlong() {
    let question = test.client("consent", Rectangle(0, 0, 5, 5))
    test.desk.remove(question)
    test.desk.settle()
    try! test.desk.destroyView(password, 1)
    test.desk.settle()
    _ = test.events(app)
    test.type(.b)
    expectApp([.b])
  }
}
