// Asks for a session that the user is asked about, and answers in all the ways in which people and machines answer.

import Bulkhead
import Consent
import Input
import TestScreen
import TestSupport

@main final class TestConsent: Component {
  let environment: Environment
  private let checks: Checks
  private let person: Person

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    checks = Checks(environment)
    person = try Person(environment, reserved: 0)
    person.wait(100)
    let before = environment.quota
    checkYes()
    checkNo()
    checkNever()
    checkHaste()
    checkStorms()
    checkLimit()
    checkStop()
    checkClient()
    person.wait(200)
    let after = environment.quota
    checks.expect(
      after?.ramLimit == before?.ramLimit && after?.capabilityLimit == before?.capabilityLimit, "all donations come back")
    checks.finish()
  }

  // MARK: - The world around

  private func wish(_ label: StaticString = "asked") -> PendingSession {
    environment.request(
      Text("Greeter"), label: Text(label),
      donation: Quota(ram: Greeter.cost.ram + 8192, capabilities: Greeter.cost.capabilities + 4))
  }

  /// The user may be asked again.
  private func forgive() { person.forgive("test-consent") }

  private func canGreet(_ session: PendingSession) -> Bool {
    guard session.state == .open else { return false }
    let answer: Text? = try? session.capability.of(Greeter.self).call(Greeter.greet, Text("you"))
    return answer == Text("hello, you!")
  }

  private func finish(_ session: PendingSession) {
    session.close()
    person.wait(60)
    forgive()
  }
}

// MARK: - Cases

extension TestConsent {
  private func checkYes() {
    let session = wish()
    person.wait(50)
    checks.expect(person.isAsked && session.state == .opening, "the user is asked, and the component waits")
    person.wait(900)
    person.click(.yes)
    checks.expect(!person.isAsked && canGreet(session), "after the yes the component has its session")
    checks.expect(person.uses.count == 1, "and the report says so")
    finish(session)
    checks.expect(session.state == .closed && person.uses.isEmpty, "it ends when the component closes it")
  }

  private func checkNo() {
    for answer in [Key.escape, .enter, .space] {
      let session = wish()
      person.wait(900)
      person.press(answer)
      checks.expect(session.state == .refused(.denied) && !person.isAsked, "a key is a no")
      forgive()
    }
    let session = wish()
    person.wait(31_000)
    checks.expect(session.state == .refused(.denied) && !person.isAsked, "silence is a no")
    forgive()
  }

  private func checkNever() {
    checks.expect(wish("unheard").state == .refused(.denied), "what is never given is refused at once")
    checks.expect(wish("unrouted").state == .refused(.denied), "as what does not exist")
    let forged = wish("asked of | component: init")
    person.wait(50)
    checks.expect(!person.isAsked, "and nobody is asked")
    checks.expect(forged.state == .refused(.denied), "nor about a label that a report would take for more than one")
  }

  /// A click that was under way when the question appeared.
  private func checkHaste() {
    person.move(to: .yes)
    person.submit([.press(.leftButton, character: nil)])
    let session = wish()
    person.wait(300)
    let pale = person.color(of: .yes)
    person.submit([.release(.leftButton)])
    person.wait(100)
    person.submit([.press(.leftButton, character: nil), .release(.leftButton)])
    person.wait(100)
    checks.expect(person.isAsked && session.state == .opening, "hasty clicks answer nothing")
    person.wait(900)
    checks.expect(person.color(of: .yes) != pale, "the buttons show when an answer counts, however long that took")
    person.click(.no)
    checks.expect(session.state == .refused(.denied), "a calm one does")
    forgive()
  }

  /// 12,000 keys, a millisecond apart, from half a second before the question to a second and more after it; and slow ones.
  private func checkStorms() {
    for keys in [[Key.enter], [.space], [.tab, .enter], [.right, .space], [.left, .tab, .tab, .enter], [.y]] {
      storm(keys, count: 2000, milliseconds: 1, wishAt: 500)
    }
    storm([.right, .enter], count: 100, milliseconds: 131, wishAt: 5)
    storm([.tab, .enter], count: 40, milliseconds: 600, wishAt: 3)
  }

  private func storm(_ keys: [Key], count: Int, milliseconds: UInt64, wishAt moment: Int) {
    var session: PendingSession?
    for number in 0..<count {
      if number == moment { session = wish() }
      let key = keys[number % keys.count]
      person.submit([.press(key, character: nil), .release(key)])
      person.wait(milliseconds)
      if let session, session.state == .open { checks.expect(false, "a storm of keys got a session") }
    }
    person.wait(100)
    person.submit([.press(.escape, character: nil), .release(.escape)])
    person.wait(1000)
    person.submit([.press(.escape, character: nil), .release(.escape)])
    person.wait(100)
    checks.expect(session?.state == .refused(.denied), "a storm of keys gets nothing")
    forgive()
  }

  private func checkLimit() {
    for _ in 0..<3 {
      let session = wish()
      person.wait(900)
      person.click(.no)
      checks.expect(session.state == .refused(.denied), "no is no")
    }
    let session = wish()
    person.wait(50)
    checks.expect(session.state == .refused(.denied) && !person.isAsked, "who asks too often is refused unasked")
    let renamed = wish("again")
    person.wait(50)
    checks.expect(renamed.state == .refused(.denied) && !person.isAsked, "by whatever label it asks")
    forgive()
    let other = wish()
    person.wait(50)
    checks.expect(person.isAsked, "until the user looks at the settings")
    other.close()
    person.wait(50)
    checks.expect(!person.isAsked && other.state == .closed, "whoever gives up is not asked about any more")
    forgive()
  }

  private func checkStop() {
    let session = wish()
    person.wait(900)
    person.click(.yes)
    checks.expect(canGreet(session), "the component has its session")
    for number in person.uses { try? person.stop(number) }
    checks.expect(!canGreet(session), "when the user stops it, it is over at once")
    person.wait(50)
    checks.expect(person.uses.isEmpty, "and the report says so")
    do throws(ConsentFailure) {
      try person.stop(12345)
      checks.expect(false, "what does not go on cannot be stopped")
    } catch { checks.expect(error == .unknownUse, "what does not go on cannot be stopped") }
    finish(session)
  }

  /// The label and the rule are the system's: what the component says changes nothing.
  private func checkClient() {
    let session = environment.request(
      Text("Greeter"), label: Text("asked"),
      donation: Quota(ram: Greeter.cost.ram + 8192, capabilities: Greeter.cost.capabilities + 4),
      arguments: Text("consent: always | purpose: nothing"))
    person.wait(50)
    checks.expect(person.isAsked && session.state == .opening, "who says \"always\" is asked about all the same")
    session.close()
    let poor = environment.request(Text("Greeter"), label: Text("asked"), donation: Quota(ram: 3000, capabilities: 1))
    person.wait(50)
    checks.expect(poor.state == .refused(.insufficientRAM) && !person.isAsked, "nobody is asked about who cannot pay")
    person.wait(50)
  }
}
