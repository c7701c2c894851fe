// Everything that a mail program that was taken over could try at the signer; the person before the screen; and somebody who
// types by program.

import Bulkhead
import Consent
import Geometry
import Input
import SigningView
import TestScreen
import TestSupport

@main final class TestSigner: Component {
  let environment: Environment
  let checks: Checks
  let person: Seat
  private let method: Session<Event>

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    checks = Checks(environment)
    person = try Seat(environment, size: Size(1024, 768))
    method = try environment.open(Event.self, label: Text("method"))
    person.wait(100)
    let before = environment.quota
    try checkYes()
    try checkOrder()
    try checkNo()
    try checkTyping()
    try checkDeceptions()
    try checkLongMessage()
    try checkWithdrawal()
    try checkExhaustion()
    try checkFlood()
    person.wait(200)
    let after = environment.quota
    checks.expect(
      after?.ramLimit == before?.ramLimit && after?.capabilityLimit == before?.capabilityLimit, "all donations come back")
    checks.finish()
  }

  // MARK: - The person

  var corner: Point {
    let size = person.screen.size
    return Point((size.width - SigningView.size.width) / 2, (size.height - SigningView.size.height) / 2)
  }

  /// Is a message before the person? The question's head has a colour of its own.
  var isAsked: Bool { person.color(at: corner + Point(4, 22)) == 0x0f5c5c }

  private func point(in choice: Choice) -> Point { corner + SigningView.place(of: choice).origin + Point(8, 8) }

  /// Can the question be answered with yes? Its button has the head's colour then.
  var canSign: Bool { person.color(at: point(in: .yes)) == 0x0f5c5c }

  func click(_ choice: Choice) { person.click(point(in: choice)) }

  /// What programs type.
  private func typeByProgram(_ keys: [Key]) {
    for key in keys {
      try? method.call(Event.submit, EventBatch([.press(key, character: nil)]))
      person.wait(60)
      try? method.call(Event.submit, EventBatch([.release(key)]))
      person.wait(900)
    }
  }

  /// Waits for a question and until it can be answered, and says yes.
  private func sign(_ client: Client) -> Bool {
    guard person.wait(upTo: 20_000, { isAsked && canSign }) else { return false }
    click(.yes)
    return person.wait(upTo: 20_000) { client.state == .signed }
  }
}

// MARK: - Cases

extension TestSigner {
  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func checkYes() throws(SessionError) {
    let client = try Client(environment, label: "mail")
    let message = Self.text("Content-Type: text/plain\r\n\r\nI owe you 10 EUR.\r\n")
    checks.expect((try? client.hand(in: message)) != nil && client.state == .open, "a message is handed in")
    checks.refuses("without a question there is no signature", SignerFailure.notSigned) { () throws(SignerFailure) in
      _ = try client.signature()
    }
    checks.expect((try? client.ask()) != nil && client.state == .asking, "and the person is asked")
    checks.expect(person.wait(upTo: 20_000) { isAsked }, "the message is on the screen")
    checks.refuses("nothing can be added then", SignerFailure.busy) { () throws(SignerFailure) in try client.append(1) }
    checks.refuses("before the answer there is no signature", SignerFailure.notSigned) { () throws(SignerFailure) in
      _ = try client.signature()
    }
    checks.expect(sign(client), "after the yes it is signed")
    checks.expect(client.isSigned(message), "what is signed is what was handed in, not what the block has now")
    checks.expect((try? client.publicKey())?.first == UInt8(ascii: "-"), "and there is a public key")
    checks.expect(!isAsked, "the question is gone")
  }

  private func checkOrder() throws(SessionError) {
    let client = try Client(environment, label: "mail")
    checks.refuses("nothing is no message", SignerFailure.incomplete) { () throws(SignerFailure) in try client.ask() }
    checks.refuses("nor are no bytes", SignerFailure.incomplete) { () throws(SignerFailure) in try client.begin(0) }
    checks.refuses("nothing goes on no message", SignerFailure.incomplete) { () throws(SignerFailure) in try client.append(1) }
    checks.expect((try? client.begin(10)) != nil && (try? client.append(9)) != nil, "most of a message")
    checks.refuses("cannot be signed", SignerFailure.incomplete) { () throws(SignerFailure) in try client.ask() }
    checks.refuses("nor more than all of it", SignerFailure.tooLong) { () throws(SignerFailure) in try client.append(2) }
    checks.refuses("nor a block and more", SignerFailure.tooLong) { () throws(SignerFailure) in try client.append(.max) }
    checks.refuses("other sizes are too large", SignerFailure.tooLong) { () throws(SignerFailure) in try client.begin(.max) }
  }

  private func checkNo() throws(SessionError) {
    let client = try Client(environment, label: "pushy")
    for round in 0..<2 as Range<UInt64> {
      checks.expect((try? client.hand(in: Self.text("sign this\r\n"))) != nil && (try? client.ask()) != nil, "asks")
      if round > 0 {
        person.wait(3000)
        checks.expect(!isAsked, "who was refused waits")
      }
      checks.expect(person.wait(upTo: 20_000) { isAsked }, "the person is asked")
      person.wait(900)
      person.press(round == 0 ? .escape : .enter)
      checks.expect(client.state == .refused && !isAsked, "a key is a no")
      checks.refuses("which gives nothing", SignerFailure.notSigned) { () throws(SignerFailure) in _ = try client.signature() }
    }
  }

  private func checkTyping() throws(SessionError) {
    let client = try Client(environment, label: "typist")
    checks.expect((try? client.hand(in: Self.text("typed\r\n"))) != nil && (try? client.ask()) != nil, "asks")
    checks.expect(person.wait(upTo: 20_000) { isAsked && canSign }, "the person is asked")
    typeByProgram([.tab, .enter, .space, .escape, .enter])
    checks.expect(client.state == .asking && isAsked, "what programs type answers nothing")
    for _ in 0..<20 { person.submit([.press(.tab, character: nil), .release(.tab)]) }
    person.submit([.press(.enter, character: nil), .release(.enter)])
    person.wait(100)
    checks.expect(client.state == .asking, "nor does a storm of keys")
    checks.expect(sign(client) && client.isSigned(Self.text("typed\r\n")), "a person does")
  }

  private func checkLongMessage() throws(SessionError) {
    let client = try Client(environment, label: "long", room: 4 << 20)
    var message = Self.text("harmless\r\n")
    for _ in 0..<30_000 { message += [13, 10] }
    message += Self.text("and I give you all I have\r\n")
    checks.expect((try? client.hand(in: message)) != nil && (try? client.ask()) != nil, "a message that goes on below")
    checks.expect(person.wait(upTo: 20_000) { isAsked }, "is shown")
    person.wait(900)
    checks.expect(!canSign, "without its end there is no yes")
    click(.yes)
    checks.expect(client.state == .asking, "whatever is pressed")
    person.press(.end)
    checks.expect(sign(client) && client.isSigned(message), "with its end there is")
  }

  private func checkWithdrawal() throws(SessionError) {
    do {
      let client = try Client(environment, label: "shy")
      checks.expect((try? client.hand(in: Self.text("a\r\n"))) != nil && (try? client.ask()) != nil, "asks")
      checks.expect(person.wait(upTo: 20_000) { isAsked }, "and is shown")
      checks.expect((try? client.begin(5)) != nil, "begins another message")
      checks.expect(person.wait(upTo: 20_000) { !isAsked } && client.state == .open, "and the question is gone")
      checks.expect((try? client.hand(in: Self.text("b\r\n"))) != nil && (try? client.ask()) != nil, "asks")
      checks.expect(person.wait(upTo: 20_000) { isAsked }, "and is shown")
    }
    checks.expect(person.wait(upTo: 20_000) { !isAsked }, "who goes takes the question along")
  }

  /// Somebody asks and takes it back, as fast as it can.
  private func checkFlood() throws(SessionError) {
    let (flooder, honest) = (try Client(environment, label: "flood"), try Client(environment, label: "mail"))
    var rounds = 0
    func flood() {
      if (try? flooder.hand(in: Self.text("flood\r\n"))) != nil, (try? flooder.ask()) != nil { rounds += 1 }
      try? flooder.begin(1)
    }
    flood()
    checks.expect((try? honest.hand(in: Self.text("honest\r\n"))) != nil && (try? honest.ask()) != nil, "somebody else asks")
    let isShown = person.wait(upTo: 20_000) {
      flood()
      return canSign
    }
    checks.expect(isShown, "and is shown, however many others ask")
    click(.yes)
    let isSigned = person.wait(upTo: 20_000) {
      flood()
      return honest.state == .signed
    }
    checks.expect(isSigned && honest.isSigned(Self.text("honest\r\n")), "and signed for")
    checks.expect(rounds > 100, "there were many")
  }

  private func checkExhaustion() throws(SessionError) {
    let poor = try Client(environment, label: "poor", room: 0)
    checks.refuses("who pays nothing keeps nothing", SignerFailure.outOfRAM) { () throws(SignerFailure) in
      try poor.begin(1 << 20)
    }
    var clients: [Client] = []
    for _ in 0..<20 {
      let client = try Client(environment, label: "many", room: 64 << 10)
      checks.expect(
        (try? client.hand(in: Self.text("one of many\r\n"))) != nil && (try? client.ask()) != nil, "one of many asks")
      clients.append(client)
    }
    let honest = try Client(environment, label: "mail")
    checks.expect((try? honest.hand(in: Self.text("still\r\n"))) != nil && (try? honest.ask()) != nil, "somebody else asks")
    clients = []
    checks.expect(sign(honest) && honest.isSigned(Self.text("still\r\n")), "and is served when the others are gone")
  }
}
