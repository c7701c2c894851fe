// Asks for a session that the user is asked about, and answers in all the ways in which people and machines answer.

import Bulkhead
import Consent
import ConsentView
import Geometry
import HID
import Input
import TestSupport

@main final class TestConsent: Component {
  let environment: Environment
  private let screen: Screen
  private let input: Session<Event>
  private let control: Session<ConsentControl>
  private let uses: ROMContent
  private var failures = 0

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    screen = try Screen(environment, size: Size(640, 400))
    input = try environment.open(Event.self, label: Text("input"))
    control = try environment.open(ConsentControl.self)
    uses = try ROMContent(Text("uses"), environment: environment)
    try? uses.watch(.io) {}
    wait(100)
    let before = environment.quota
    checkYes()
    checkNo()
    checkNever()
    checkHaste()
    checkStorms()
    checkLimit()
    checkStop()
    checkClient()
    wait(200)
    let after = environment.quota
    expect(
      after?.ramLimit == before?.ramLimit && after?.capabilityLimit == before?.capabilityLimit, "all donations come back")
    environment.log(failures == 0 ? "nobody gets anything without a yes" : "\(failures) failures")
    environment.exit(failures)
  }

  private func expect(_ isTrue: Bool, _ what: String) {
    if isTrue { return }
    failures += 1
    environment.log("FAILED: \(what)")
  }

  // MARK: - The world around

  /// Lets time pass, while the screen is looked at and news arrive.
  private func wait(_ milliseconds: UInt64) {
    let end = environment.clock.now.microseconds + milliseconds * 1000
    while environment.clock.now.microseconds < end {
      screen.look()
      _ = environment.entrypoint.dispatchPendingIOSignals()
      environment.entrypoint.pause(.milliseconds(5))
    }
  }

  private func wish(_ label: StaticString = "asked") -> PendingSession {
    environment.request(
      Text("Greeter"), label: Text(label),
      donation: Quota(ram: Greeter.cost.ram + 8192, capabilities: Greeter.cost.capabilities + 4))
  }

  private func submit(_ events: [InputEvent]) { try? input.call(Event.submit, EventBatch(events)) }

  private var corner: Point {
    Point((screen.size.width - QuestionView.size.width) / 2, (screen.size.height - QuestionView.size.height) / 2)
  }

  /// Is a question on the screen? Its head has a colour of its own.
  private var isAsked: Bool {
    screen.look()
    return screen.color(corner + Point(4, 22)) == 0x7a2e8c
  }

  private func move(to choice: Choice) {
    let place = QuestionView.place(of: choice).offset(by: corner)
    let (x, y) = (place.minX + 8, place.minY + 8)
    submit([.pointer(screen.place(of: Point(x, y)))])
  }

  private func click(_ choice: Choice) {
    move(to: choice)
    submit([.press(.leftButton, character: nil)])
    wait(60)
    submit([.release(.leftButton)])
    wait(60)
  }

  /// The user may be asked again.
  private func forgive() { try? control.call(ConsentControl.forgive, Text("test-consent -> asked")) }

  private func canGreet(_ session: PendingSession) -> Bool {
    guard session.state == .open else { return false }
    let answer: Text? = try? session.capability.of(Greeter.self).call(Greeter.greet, Text("you"))
    return answer == Text("hello, you!")
  }

  private func finish(_ session: PendingSession) {
    session.close()
    wait(60)
    forgive()
  }

  /// The numbers of what goes on, as the report says.
  private var numbers: [UInt64] {
    var numbers: [UInt64] = []
    for node in Node.parse(uses.bytes).node?.nodes ?? [] where node.type.isSame(as: "use") {
      if let number = node.attribute("id").flatMap({ UInt64($0) }) { numbers.append(number) }
    }
    return numbers
  }
}

// MARK: - Cases

extension TestConsent {
  private func checkYes() {
    let session = wish()
    wait(50)
    expect(isAsked && session.state == .opening, "the user is asked, and the component waits")
    wait(900)
    click(.yes)
    expect(!isAsked && canGreet(session), "after the yes the component has its session")
    expect(numbers.count == 1, "and the report says so")
    finish(session)
    expect(session.state == .closed && numbers.isEmpty, "it ends when the component closes it")
  }

  private func checkNo() {
    for answer in [Key.escape, .enter, .space] {
      let session = wish()
      wait(900)
      submit([.press(answer, character: nil)])
      wait(60)
      submit([.release(answer)])
      wait(60)
      expect(session.state == .refused(.denied) && !isAsked, "a key is a no")
      forgive()
    }
    let session = wish()
    wait(31_000)
    expect(session.state == .refused(.denied) && !isAsked, "silence is a no")
    forgive()
  }

  private func checkNever() {
    expect(wish("unheard").state == .refused(.denied), "what is never given is refused at once")
    expect(wish("unrouted").state == .refused(.denied), "as what does not exist")
    wait(50)
    expect(!isAsked, "and nobody is asked")
  }

  /// A click that was under way when the question appeared.
  private func checkHaste() {
    move(to: .yes)
    submit([.press(.leftButton, character: nil)])
    let session = wish()
    wait(300)
    submit([.release(.leftButton)])
    wait(100)
    submit([.press(.leftButton, character: nil), .release(.leftButton)])
    wait(100)
    expect(isAsked && session.state == .opening, "hasty clicks answer nothing")
    wait(900)
    click(.no)
    expect(session.state == .refused(.denied), "a calm one does")
    forgive()
  }

  /// 10,000 keys in all, that begin before, with, and after the question.
  private func checkStorms() {
    for (round, keys) in [[Key.enter], [.space], [.tab, .enter], [.right, .space], [.y]].enumerated() {
      var session: PendingSession?
      for number in 0..<1000 {
        if number == round * 20 { session = wish() }
        for key in keys { submit([.press(key, character: nil), .release(key)]) }
        if number % 50 == 0 { wait(20) }
        if let session, session.state == .open { expect(false, "a storm of keys got a session") }
      }
      wait(100)
      submit([.press(.escape, character: nil), .release(.escape)])
      wait(1000)
      submit([.press(.escape, character: nil), .release(.escape)])
      wait(100)
      expect(session?.state == .refused(.denied), "a storm of keys gets nothing")
      forgive()
    }
  }

  private func checkLimit() {
    for _ in 0..<3 {
      let session = wish()
      wait(900)
      click(.no)
      expect(session.state == .refused(.denied), "no is no")
    }
    let session = wish()
    wait(50)
    expect(session.state == .refused(.denied) && !isAsked, "who asks too often is refused unasked")
    forgive()
    let other = wish()
    wait(50)
    expect(isAsked, "until the user looks at the settings")
    other.close()
    wait(50)
    expect(!isAsked && other.state == .closed, "whoever gives up is not asked about any more")
    forgive()
  }

  private func checkStop() {
    let session = wish()
    wait(900)
    click(.yes)
    expect(canGreet(session), "the component has its session")
    for number in numbers { try? control.call(ConsentControl.stop, number) }
    expect(!canGreet(session), "when the user stops it, it is over at once")
    wait(50)
    expect(numbers.isEmpty, "and the report says so")
    do throws(ConsentFailure) {
      try control.call(ConsentControl.stop, 12345)
      expect(false, "what does not go on cannot be stopped")
    } catch { expect(error == .unknownUse, "what does not go on cannot be stopped") }
    finish(session)
  }

  /// The label and the rule are the system's: what the component says changes nothing.
  private func checkClient() {
    let session = environment.request(
      Text("Greeter"), label: Text("asked"),
      donation: Quota(ram: Greeter.cost.ram + 8192, capabilities: Greeter.cost.capabilities + 4),
      arguments: Text("consent: always | purpose: nothing"))
    wait(50)
    expect(isAsked && session.state == .opening, "who says \"always\" is asked about all the same")
    session.close()
    let poor = environment.request(Text("Greeter"), label: Text("asked"), donation: Quota(ram: 3000, capabilities: 1))
    wait(50)
    expect(poor.state == .refused(.insufficientRAM) && !isAsked, "nobody is asked about who cannot pay")
    wait(50)
  }
}
