// What happens while a password is entered, page by page:
//
//     first use:  phrase and colour ──▶ a new password ──▶ the same again ──▶ (asked, if somebody waits)
//     later:      asked for a password ──▶ right, wrong, or cancelled
//     restarted:  the attention key ──▶ asked for the password, and only then phrase and colour are known again
//
// After a restart, phrase and colour are not there to be shown: they are sealed with the password, so that nobody reads them from a
// disk. What tells the real dialog then is the attention key, which no program gets; without it nothing can be typed.
//
// Invariant: what was typed is overwritten when a page is left for good, and never leaves this value but through
// `withPassword`, for the one who makes a key of it.

/// What the person sees.
public enum EntryPage: Equatable, Sendable {
  /// The dialog is not there.
  case away
  /// First use: what shall the person recognise this dialog by?
  case choosing
  /// First use: a new password.
  case typing
  /// First use: the same once more.
  case repeating
  /// After a restart: nothing is typed before the attention key.
  case calling
  /// The password, or what `subject` says, for whom there is in `requester`.
  case asked
  /// It is being looked at whether it is right.
  case checking
  /// Nobody wants anything: the person looked whether this is the real one.
  case greeting
  /// What was kept of the password cannot be read: nobody is asked, and no new one is chosen.
  case broken
}

/// What the person is asked for.
public enum EntrySubject: Equatable, Sendable {
  /// The one of this machine.
  case password
  /// What protects something that was made elsewhere.
  case passphrase
}

/// What is known at the start.
public enum EntryMemory: Equatable, Sendable {
  /// Nothing: this is the first use.
  case none
  case known(Identity)
  /// There is a password; phrase and colour are known when it was entered.
  case sealed
  /// There was one, and it cannot be told from others any more.
  case broken
}

/// What the dialog says about what was done last.
public enum EntryRemark: Equatable, Sendable {
  case none
  case wrong
  /// Of the phrase or the password: fewer characters than there must be.
  case tooShort
  case different
}

/// What a person does.
public enum EntryAction: Equatable, Sendable {
  case character(Unicode.Scalar)
  case backspace
  case enter
  case escape
  /// The attention key.
  case attention
  /// One of `Identity.colors`.
  case color(Int)
  case nextColor
  case previousColor
}

/// What the owner has to do now.
public enum EntryOutcome: Equatable, Sendable {
  /// The password is new: keep what tells it from others, then call `kept`.
  case isNew
  /// Find out whether the password is right, then call `judged`.
  case isEntered
  /// Whoever waited gets nothing.
  case isCancelled
  /// Nothing more to do; the dialog goes away.
  case isOver
}

public struct Entry: ~Copyable {
  public private(set) var page = EntryPage.away
  public private(set) var remark = EntryRemark.none
  /// Who waits, by its label.
  public private(set) var requester: String?
  public private(set) var subject = EntrySubject.password
  private var memory: EntryMemory
  /// What is being chosen, or was.
  private var chosen = Identity()
  private var typed = Secret()
  private var first = Secret()
  private var failures = 0

  public static var leastPhrase: Int { 3 }
  public static var leastPassword: Int { 4 }
  /// So many wrong ones, and whoever waits gets nothing.
  public static var patience: Int { 5 }

  public init(_ memory: EntryMemory = .none) {
    self.memory = memory
    if case .known(let identity) = memory { chosen = identity }
  }

  /// The first use is over.
  public var isSetUp: Bool { memory != .none }

  /// What the dialog shows; nil: that is not known yet.
  public var identity: Identity? {
    switch memory {
    case .none, .known: chosen
    case .sealed, .broken: nil
    }
  }

  /// How many characters of a password there are.
  public var count: Int { typed.characters }

  /// Does `body` with what was entered.
  public func withPassword<R>(_ body: (Span<UInt8>) -> R) -> R { body(typed.span) }

  /// Shows the dialog.
  /// - Parameters:
  ///   - requester: nil: the person called, and nobody waits.
  ///   - isCalled: the person called.
  ///   - isAgain: what was entered last was wrong.
  public mutating func begin(
    for requester: String?, _ subject: EntrySubject = .password, isCalled: Bool = true, isAgain: Bool = false
  ) {
    clear()
    self.requester = requester
    self.subject = subject
    failures = 0
    switch memory {
    case .none: page = .choosing
    case .broken: page = .broken
    case .known: page = requester == nil ? .greeting : .asked
    case .sealed: page = requester == nil ? .greeting : isCalled ? .asked : .calling
    }
    if isAgain { remark = .wrong }
  }

  /// Phrase and colour, known again.
  public mutating func remember(_ identity: Identity) {
    chosen = identity
    memory = .known(identity)
  }

  /// Forgets what was typed.
  private mutating func clear() {
    typed.removeAll()
    first.removeAll()
    remark = .none
  }

  /// Takes the dialog away.
  public mutating func end() {
    clear()
    requester = nil
    page = .away
  }

  /// The new password is kept.
  public mutating func kept() -> EntryOutcome? {
    clear()
    memory = .known(chosen)
    if requester == nil { return .isOver }
    page = .asked
    return nil
  }

  /// Whether it was the right password.
  public mutating func judged(isRight: Bool) -> EntryOutcome? {
    clear()
    page = .asked
    if isRight { return .isOver }
    failures += 1
    if failures >= Self.patience { return .isCancelled }
    remark = .wrong
    return nil
  }
}

extension Entry {
  public mutating func handle(_ action: EntryAction) -> EntryOutcome? {
    switch page {
    case .away, .checking: return nil
    case .greeting: return action == .escape || action == .enter ? .isOver : nil
    case .broken: return action == .escape || action == .enter ? .isCancelled : nil
    case .calling: return answerCall(action)
    case .choosing: return choose(action)
    case .typing, .repeating, .asked: return type(action)
    }
  }

  private mutating func answerCall(_ action: EntryAction) -> EntryOutcome? {
    if action == .attention { page = .asked }
    return action == .escape ? .isCancelled : nil
  }

  private mutating func choose(_ action: EntryAction) -> EntryOutcome? {
    remark = .none
    switch action {
    case .character(let scalar): chosen.append(scalar)
    case .backspace: chosen.removeLast()
    case .color(let number): chosen.choose(number)
    case .nextColor: chosen.choose(chosen.color + 1)
    case .previousColor: chosen.choose(chosen.color - 1)
    case .escape: return .isCancelled
    case .attention: break
    case .enter:
      guard chosen.count >= Self.leastPhrase else { return complain(.tooShort) }
      page = .typing
    }
    return nil
  }

  private mutating func complain(_ remark: EntryRemark) -> EntryOutcome? {
    self.remark = remark
    return nil
  }

  private mutating func type(_ action: EntryAction) -> EntryOutcome? {
    remark = .none
    switch action {
    case .character(let scalar): _ = typed.append(scalar)
    case .backspace: typed.removeLast()
    case .escape: return .isCancelled
    case .enter: return enter()
    case .attention, .color, .nextColor, .previousColor: break
    }
    return nil
  }

  private mutating func enter() -> EntryOutcome? {
    if page == .repeating { return compare() }
    if page == .typing {
      guard typed.characters >= Self.leastPassword else { return complain(.tooShort) }
      swap(&typed, &first)
      page = .repeating
      return nil
    }
    if typed.isEmpty { return nil }
    page = .checking
    return .isEntered
  }

  private mutating func compare() -> EntryOutcome? {
    let isSame = typed.isSame(as: first)
    first.removeAll()
    if isSame {
      page = .checking
      return .isNew
    }
    typed.removeAll()
    page = .typing
    return complain(.different)
  }
}
