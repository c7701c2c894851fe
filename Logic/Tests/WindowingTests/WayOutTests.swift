import Geometry
import Input
import Testing

@testable import Windowing

/// Getting out of a component that has all input and hangs, and above all: not getting out of one that does not.
@Suite struct WayOutTests {
  let test = TestDesk()
  let app: Client
  let password: Client

  init() {
    app = test.client("app", Rectangle(0, 0, 40, 30))
    password = test.client("password")
    test.desk.setBuffer(password, Size(9, 9), hasAlpha: false)
    test.desk.now = 1_000_000
    test.click(5, 6)
    _ = test.events(app)
  }

  private static var call: [Key] { [.leftControl, .leftAlt, .delete] }

  private func callAttention() {
    for key in Self.call { test.press(key) }
    for key in Self.call.reversed() { test.release(key) }
  }

  private func expectApp(_ expected: [Key], at location: SourceLocation = #_sourceLocation) {
    expect(test.keys(app), expected.flatMap { [pressed($0), .release($0)] }, at: location)
  }

  @Test(arguments: [false, true]) func whoHangsLosesTheInputToEscape(isShown: Bool) {
    if isShown { test.show(password, Rectangle(0, 0, 9, 9)) }
    callAttention()
    test.type(.a)
    _ = test.events(app)
    test.desk.now += 5000
    test.type(.b)
    test.type(.escape)
    #expect(test.desk.exclusive == nil)
    #expect(test.desk.shownViews.allSatisfy { $0.view.owner === app })
    // It learns now that the keys are up that it was told of.
    _ = test.events(app)
    test.type(.c)
    expectApp([.c])
    // What was typed for it is not waiting there, and keys that it was never told of are not released.
    expect(test.keys(password), [])
  }

  @Test func theAttentionKeyIsAWayOutToo() {
    callAttention()
    test.desk.now += 5000
    _ = test.events(app)
    callAttention()
    #expect(test.desk.exclusive == nil)
    _ = test.events(app)
    test.type(.c)
    expectApp([.c])
    // Once more: it gets another chance, and as much time.
    callAttention()
    #expect(test.desk.exclusive === password)
    test.desk.now += 4999
    test.type(.escape)
    #expect(test.desk.exclusive === password)
    test.desk.now += 1
    test.type(.escape)
    #expect(test.desk.exclusive == nil)
  }

  @Test func nothingButThePersonEndsIt() {
    test.show(password, Rectangle(0, 0, 9, 9))
    callAttention()
    _ = test.events(app)
    test.desk.now += 1_000_000
    for key in [Key.a, .enter, .delete, .leftButton, .leftControl, .leftAlt] { test.type(key) }
    for event in [InputEvent.pointer(.zero), .wheel(Point(0, 1)), .touch(1, .zero), .touchRelease(1)] { test.handle(event) }
    let method = test.desk.addSource(isMethod: true)
    for key in Self.call + [.escape] { test.desk.handle(pressed(key), from: method) }
    test.desk.settle()
    #expect(test.desk.exclusive === password)
    expect(test.keys(app), [])
  }

  @Test func whoTakesEventsKeepsTheInput() {
    test.show(password, Rectangle(0, 0, 9, 9))
    callAttention()
    for _ in 0..<10 {
      test.desk.now += 4999
      test.type(.escape)
      // One at a time is slow, but alive.
      #expect(!test.desk.takeEvents(password, limit: 1).isEmpty)
      #expect(test.desk.exclusive === password)
    }
    _ = test.events(password)
    // Nothing to be answered for a long time is no sign of anything.
    test.desk.now += 1_000_000
    test.type(.escape)
    #expect(test.desk.exclusive === password)
    expect(test.keys(password), [pressed(.escape), .release(.escape)])
  }

  @Test func escapeThatRepeatsIsNoFreshOne() {
    callAttention()
    test.press(.escape)
    test.desk.now += 10_000
    test.press(.escape)
    #expect(test.desk.exclusive === password)
    test.release(.escape)
    test.press(.escape)
    #expect(test.desk.exclusive == nil)
  }

  @Test func aClockThatRunsBackwardsEndsNothing() {
    callAttention()
    test.desk.now = 5
    test.type(.escape)
    #expect(test.desk.exclusive === password)
  }

  @Test func whoAnswersAgainIsThereAgain() {
    test.show(password, Rectangle(0, 0, 9, 9))
    test.type(.a)
    test.desk.now += 6000
    test.type(.escape)
    #expect(test.desk.exclusive == nil)
    _ = test.events(password)
    test.desk.settle()
    #expect(test.desk.exclusive === password)
    test.type(.b)
    expect(test.keys(password), [pressed(.b), .release(.b)])
    expect(test.keys(app), [])
  }

  @Test func whoHangsAndEndsLeavesNothingBehind() {
    test.show(password, Rectangle(0, 0, 9, 9))
    test.type(.a)
    test.desk.now += 6000
    test.type(.escape)
    test.desk.remove(password)
    test.desk.settle()
    let next = test.client("password", Rectangle(0, 0, 9, 9))
    #expect(test.desk.exclusive === next)
  }
}
