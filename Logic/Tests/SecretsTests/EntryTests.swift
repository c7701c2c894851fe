import Testing

@testable import Secrets

@Suite struct EntryTests {
  /// What is to be seen of an entry, as a value of its own.
  private struct Seen: Equatable {
    var page: EntryPage
    var remark = EntryRemark.none
    var count = 0
    var password = ""
  }

  private func look(_ entry: borrowing Entry) -> Seen {
    let password = entry.withPassword { span in
      var bytes: [UInt8] = []
      for index in span.indices { bytes.append(span[index]) }
      return String(decoding: bytes, as: UTF8.self)
    }
    return Seen(page: entry.page, remark: entry.remark, count: entry.count, password: password)
  }

  /// Types and presses: `\n` is Enter, `\u{8}` backspace, `\u{1b}` Escape.
  private func type(_ text: String, into entry: inout Entry) -> EntryOutcome? {
    var last: EntryOutcome?
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": last = entry.handle(.enter)
      case "\u{8}": last = entry.handle(.backspace)
      case "\u{1b}": last = entry.handle(.escape)
      default: last = entry.handle(.character(scalar))
      }
    }
    return last
  }

  private var known: Identity { Identity(phrase: "green tea", color: Identity.colors[3])! }

  @Test func firstUseAsksForPhraseColourAndPasswordTwice() {
    var entry = Entry()
    entry.begin(for: nil)
    var outcome = type("ab\n", into: &entry)
    #expect(outcome == nil && look(entry) == Seen(page: .choosing, remark: .tooShort))
    _ = entry.handle(.nextColor)
    _ = type("c\n", into: &entry)
    let identity = entry.identity
    #expect(identity?.phrase == "abc" && identity?.color == 1)
    _ = type("abc\n", into: &entry)
    #expect(look(entry) == Seen(page: .typing, remark: .tooShort, count: 3, password: "abc"))
    _ = type("d\n", into: &entry)
    #expect(look(entry) == Seen(page: .repeating))
    outcome = type("abcd\n", into: &entry)
    #expect(outcome == .isNew && look(entry) == Seen(page: .checking, count: 4, password: "abcd"))
    outcome = entry.kept()
    let isSetUp = entry.isSetUp
    #expect(outcome == .isOver && isSetUp && look(entry).password.isEmpty)
  }

  @Test func twoDifferentPasswordsAreNone() {
    var entry = Entry()
    entry.begin(for: nil)
    var outcome = type("abc\nabcd\nabce\n", into: &entry)
    #expect(outcome == nil && look(entry) == Seen(page: .typing, remark: .different))
    outcome = type("abce\nabce\n", into: &entry)
    #expect(outcome == .isNew)
  }

  @Test func whoWaitedIsNamedAfterTheFirstUse() {
    var entry = Entry()
    entry.begin(for: "vault")
    var outcome = type("abc\nabcd\nabcd\n", into: &entry)
    #expect(outcome == .isNew)
    outcome = entry.kept()
    let requester = entry.requester
    #expect(outcome == nil && look(entry) == Seen(page: .asked) && requester == "vault")
  }

  @Test func aWrongPasswordGivesNothing() {
    var entry = Entry(.known(known))
    entry.begin(for: "vault")
    for round in 1...Entry.patience {
      var outcome = type("wrong\nmore\n", into: &entry)
      #expect(outcome == nil && look(entry) == Seen(page: .checking, count: 5, password: "wrong"))
      outcome = entry.judged(isRight: false)
      #expect(outcome == (round == Entry.patience ? .isCancelled : nil))
      #expect(look(entry).password.isEmpty)
    }
  }

  @Test func theRightOneIsEnough() {
    var entry = Entry(.known(known))
    entry.begin(for: "vault")
    var outcome = type("\nsecreX\u{8}t\n", into: &entry)
    #expect(outcome == .isEntered && look(entry).password == "secret")
    outcome = entry.judged(isRight: true)
    #expect(outcome == .isOver && look(entry).password.isEmpty)
  }

  @Test(arguments: ["", "ab", "abc\n", "abc\nxyz", "abc\nxyza\n", "abc\nxyza\nxy"])
  func escapeEndsTheFirstUseAnywhere(_ before: String) {
    var entry = Entry()
    entry.begin(for: "vault")
    _ = type(before, into: &entry)
    let outcome = type("\u{1b}", into: &entry)
    entry.end()
    let isSetUp = entry.isSetUp
    #expect(outcome == .isCancelled && look(entry) == Seen(page: .away) && !isSetUp)
  }

  @Test func whoeverOnlyLooksTypesNothing() {
    var entry = Entry(.known(known))
    entry.begin(for: nil)
    _ = type("secret", into: &entry)
    #expect(look(entry) == Seen(page: .greeting))
    let outcome = type("\n", into: &entry)
    #expect(outcome == .isOver)
  }

  @Test func phrasesHaveNoControlCharactersAndAnEnd() {
    var entry = Entry()
    entry.begin(for: nil)
    _ = entry.handle(.character("\u{7}"))
    for _ in 0..<100 { _ = entry.handle(.character("ß")) }
    _ = entry.handle(.previousColor)
    var identity = entry.identity
    #expect(identity?.count == Identity.longest && identity?.color == Identity.colors.count - 1)
    _ = entry.handle(.color(2))
    identity = entry.identity
    #expect(identity?.rgb == Identity.colors[2])
  }

  @Test func anIdentityHasAColourOfTheseOnly() {
    #expect(Identity(phrase: "x", color: 0x123456) == nil)
    #expect(Identity(phrase: String(repeating: "x", count: 41), color: Identity.colors[0]) == nil)
  }

  @Test func afterARestartNothingIsTypedBeforeTheAttentionKey() {
    var entry = Entry(.sealed)
    entry.begin(for: "vault", isCalled: false)
    var outcome = type("secret\n", into: &entry)
    #expect(outcome == nil && look(entry) == Seen(page: .calling))
    outcome = entry.handle(.attention)
    #expect(outcome == nil && look(entry) == Seen(page: .asked))
    outcome = type("secret\n", into: &entry)
    var identity = entry.identity
    #expect(outcome == .isEntered && identity == nil)
    entry.remember(known)
    outcome = entry.judged(isRight: true)
    identity = entry.identity
    #expect(outcome == .isOver && identity == known)
    entry.begin(for: "vault", isCalled: false)
    #expect(look(entry) == Seen(page: .asked))
  }

  @Test func theCallItselfIsEnough() {
    var entry = Entry(.sealed)
    entry.begin(for: "vault", isCalled: true)
    #expect(look(entry) == Seen(page: .asked))
    entry.begin(for: nil)
    let outcome = type("secret\n", into: &entry)
    #expect(outcome == .isOver && look(entry) == Seen(page: .greeting))
  }

  @Test func escapeLeavesTheCall() {
    var entry = Entry(.sealed)
    entry.begin(for: "vault", isCalled: false)
    let outcome = type("\u{1b}", into: &entry)
    #expect(outcome == .isCancelled)
  }

  @Test func damageIsNoFirstUse() {
    var entry = Entry(.broken)
    for requester in ["vault", nil] {
      entry.begin(for: requester, isCalled: requester == nil)
      let outcome = type("abc\nabcd\nabcd\n", into: &entry)
      #expect(outcome == .isCancelled && look(entry) == Seen(page: .broken))
    }
    let isSetUp = entry.isSetUp
    #expect(isSetUp)
  }

  @Test func aPassphraseIsJudgedElsewhereAndAskedForAgain() {
    var entry = Entry(.known(known))
    entry.begin(for: "vault", .passphrase)
    let outcome = type("horse 7\n", into: &entry)
    let subject = entry.subject
    #expect(outcome == .isEntered && subject == .passphrase)
    entry.begin(for: "vault", .passphrase, isAgain: true)
    #expect(look(entry) == Seen(page: .asked, remark: .wrong))
  }

  @Test func whileItIsLookedAtNothingCounts() {
    var entry = Entry(.known(known))
    entry.begin(for: "vault")
    _ = type("wrong\n", into: &entry)
    for action in [EntryAction.character("x"), .enter, .escape, .attention, .backspace] {
      let outcome = entry.handle(action)
      #expect(outcome == nil && look(entry) == Seen(page: .checking, count: 5, password: "wrong"))
    }
  }
}

@Suite struct WrongAnswersTests {
  @Test func eachOneTakesLonger() {
    var wrong = WrongAnswers()
    let pauses = (0..<9).map { _ in wrong.add() }
    #expect(pauses == [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000])
  }

  @Test func theRightOneEndsIt() {
    var wrong = WrongAnswers()
    for _ in 0..<1000 { _ = wrong.add() }
    #expect(wrong.add() == WrongAnswers.longest)
    wrong.clear()
    #expect(wrong.add() == 500)
  }
}
