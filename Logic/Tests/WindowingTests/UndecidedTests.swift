import Geometry
import Input
import Testing

@testable import Windowing

/// What is typed right after a click, or after a key of the window manager, is for nobody but whom that gives the keyboard to.
@Suite struct UndecidedTests {
  let test = TestDesk()
  let manager: Client
  let one: Client
  let other: Client
  let frame: Client

  /// Two windows side by side below a frame of the second one; the first has the keyboard.
  init() {
    manager = test.client("wm")
    one = test.client("wm -> one", Rectangle(0, 0, 10, 10))
    other = test.client("wm -> other", Rectangle(20, 0, 10, 10))
    frame = test.client("wm -> frame", Rectangle(20, 10, 10, 10))
    for (number, client) in [(1, one), (2, other), (3, frame)] {
      let view = try! test.desk.find(client, 1)
      try! test.desk.adopt(manager, UInt32(number), view)
      try! test.desk.change(manager, .geometry(UInt32(number), view.geometry))
    }
    try! test.desk.setFrame(manager, 3, of: other)
    test.desk.settle()
    test.click(5, 6)
    takeAll()
  }

  private func takeAll() { for client in [one, other, frame, manager] { _ = test.events(client) } }

  private func altTab() {
    test.press(.leftAlt)
    test.type(.tab)
    test.release(.leftAlt)
  }

  /// The window manager answers as it does: having taken what there is.
  private func decide(_ client: Client?) -> Bool {
    takeClicks()
    defer { test.desk.settle() }
    return test.desk.focus(client, by: manager)
  }

  private func takeClicks() { _ = (test.events(manager), test.events(frame)) }

  private func typed(_ keys: [Key]) -> [InputEvent] { keys.flatMap { [pressed($0), .release($0)] } }

  // MARK: Clicks

  @Test func whoPressesAFrameTypesIntoItsWindow() {
    test.click(25, 16)
    test.type(.a)
    expect(test.keys(other), typed([.a]))
    expect(test.keys(frame), typed([.leftButton]))
    #expect(test.keys(one).isEmpty && test.desk.keyboard?.label == "wm -> other")
  }

  @Test func manyClicksAreSortedOutAtOnce() {
    var expected: (one: [Key], other: [Key]) = ([], [])
    for (round, key) in [Key.a, .b, .c, .d, .e, .f, .g, .h].enumerated() {
      if round % 2 == 0 { test.click(25, 16) } else { test.click(5, 6) }
      test.type(key)
      if round % 2 == 0 { expected.other.append(key) } else { expected.one += [.leftButton, key] }
    }
    expect(test.keys(one), typed(expected.one))
    expect(test.keys(other), typed(expected.other))
  }

  @Test func aFrameWhoseWindowIsGoneGivesNobodyTheKeyboard() {
    test.desk.remove(other)
    test.desk.settle()
    test.click(25, 16)
    test.type(.a)
    #expect(test.desk.keyboard?.label == "wm -> one", "as a view that nobody can have the keyboard of")
    test.click(5, 6)
    test.click(25, 16)
    #expect(frame.views.allSatisfy { $0.view.frameOf == nil })
  }

  @Test func aWindowThatClosesTakesTheKeyboardWithIt() {
    test.click(25, 16)
    test.desk.remove(other)
    test.desk.settle()
    test.type(.a)
    #expect(test.keys(one).isEmpty && test.desk.keyboard == nil)
  }

  @Test func anAnswerToAnOlderClickDoesNotCount() {
    test.click(25, 16)
    test.click(5, 6)
    // The window manager has not taken the second click yet.
    _ = test.events(frame)
    #expect(!test.desk.focus(other, by: manager))
    test.type(.a)
    expect(test.keys(one), typed([.leftButton, .a]))
    #expect(decide(one) && test.desk.keyboard?.label == "wm -> one")
  }

  @Test func aFingerThatWasNotHeardOfCountsAsAClick() {
    test.handle(.touch(0, Point(32768, 32768)))
    test.handle(.touchRelease(0))
    test.handle(.touch(1, Point(65535 / 40 * 5, 65535 / 30 * 6)))
    takeClicks()
    #expect(!test.desk.focus(other, by: manager))
    takeAll()
    #expect(test.desk.focus(other, by: manager))
  }

  @Test func nobodyFramesWhatIsNotTheirs() {
    let stranger = test.client("app", Rectangle(0, 20, 5, 5))
    #expect(!test.desk.mayFocus(stranger, by: manager) && !test.desk.mayFocus(manager, by: one))
    #expect(!test.desk.mayFocus(one, by: other))
    #expect(throws: DeskError.unknownView) { try test.desk.setFrame(one, 9, of: one) }
  }

  // MARK: Keys of the window manager

  @Test func whatFollowsWaitsForTheDecision() {
    altTab()
    test.type(.a)
    test.press(.b)
    #expect(test.keys(other).isEmpty)
    #expect(decide(other))
    test.release(.b)
    expect(test.events(other), [.focusEnter] + typed([.a, .b]))
    test.type(.c)
    expect(test.keys(other), typed([.c]))
    expect(test.keys(one), typed([.leftAlt]))
  }

  @Test func aDecisionThatChangesNothingLosesNothing() {
    altTab()
    test.type(.a)
    #expect(decide(nil))
    expect(test.keys(one), typed([.leftAlt, .a]))
  }

  @Test func whoNeverDecidesBlocksNobody() {
    altTab()
    test.type(.a)
    test.press(.b)
    test.desk.now += Desk.decisionTime
    // What was meant for somebody else does not come late.
    test.release(.b)
    test.type(.c)
    expect(test.keys(one), typed([.leftAlt, .c]))
    #expect(decide(other))
    test.type(.d)
    expect(test.keys(other), typed([.d]))
  }

  @Test func whoEndsWithoutADecisionBlocksNobody() {
    altTab()
    test.type(.a)
    test.desk.remove(manager)
    test.desk.settle()
    test.type(.b)
    expect(test.keys(one), typed([.leftAlt, .b]))
  }

  @Test func theNextKeyOfTheManagerBeginsAnew() {
    altTab()
    test.type(.a)
    altTab()
    test.type(.b)
    #expect(!test.desk.focus(other, by: manager), "it has not taken the second one")
    #expect(decide(other))
    expect(test.keys(other), typed([.b]))
    expect(test.keys(one), typed([.leftAlt]))
  }

  @Test func aClickElsewhereIsFaster() {
    altTab()
    test.type(.a)
    test.click(5, 6)
    test.type(.b)
    expect(test.keys(one), typed([.leftAlt, .leftButton, .b]))
    #expect(test.keys(other).isEmpty)
  }

  @Test func nothingThatWaitedComesAfterAPassword() {
    altTab()
    test.press(.a)
    let password = test.client("password", Rectangle(0, 0, 9, 9))
    test.type(.b)
    expect(test.keys(password), typed([.b]))
    #expect(decide(other))
    test.desk.remove(password)
    test.desk.settle()
    test.release(.a)
    test.type(.c)
    #expect(test.keys(other).isEmpty && test.keys(one) == typed([.leftAlt]))
  }

  @Test func theAttentionKeyWaitsForNobody() {
    let password = test.client("password")
    altTab()
    for key in [Key.leftControl, .leftAlt, .delete] { test.press(key) }
    #expect(test.keys(password).contains(pressed(.delete)))
    test.type(.a)
    #expect(test.keys(password) == typed([.a]) && test.keys(one) == typed([.leftAlt]))
  }

  @Test func whatWaitsIsBounded() {
    altTab()
    for _ in 0..<1000 { test.type(.a) }
    #expect((test.desk.undecided?.heir.queue.count ?? 0) <= EventQueue.capacity)
    #expect(decide(other))
    let keys = test.keys(other)
    #expect(keys.count % 2 == 0 && keys.count > 100, "each press with its release")
  }

  @Test func whoPlacesNoWindowsIsNotWaitedFor() {
    let test = TestDesk()
    let (app, manager) = (test.client("app 1", Rectangle(0, 0, 10, 10)), test.client("wm"))
    test.click(5, 8)
    test.type(.f12)
    test.type(.a)
    expect(test.keys(manager), [pressed(.f12), .release(.f12)])
    expect(test.keys(app), [.leftButton, .a].flatMap { [pressed($0), .release($0)] })
  }
}
