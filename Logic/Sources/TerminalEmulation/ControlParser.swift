// Which bytes are text and which are commands: the states of a VT500 (after Paul Williams), for UTF-8.
//
// Whatever comes, each byte costs a bounded amount of work, and what is kept of a command has a fixed size: parameters
// beyond the sixteenth are dropped, numbers stop at 65,535, and a string that is too long counts as none.

/// A control sequence: `ESC [`, then perhaps one of `< = > ?`, parameters, an intermediate character, and a final one.
struct ControlSequence {
  static var most: Int { 16 }
  /// 0 if there is none.
  var prefix: UInt8 = 0
  var intermediate: UInt8 = 0
  private var values = [16 of UInt16](repeating: 0)
  /// Bit n: parameter n follows a colon, and so belongs to the one before it.
  private var colons: UInt32 = 0
  private(set) var count = 0

  /// A parameter; 0 if it was left out.
  func value(_ index: Int) -> Int { index < count ? Int(values[index]) : 0 }
  /// A parameter for which 0 means 1, as for distances.
  func distance(_ index: Int) -> Int { max(1, value(index)) }
  func isSubparameter(_ index: Int) -> Bool { index < count && colons >> UInt32(index) & 1 == 1 }

  fileprivate mutating func digit(_ byte: UInt8) {
    if count == 0 { count = 1 }
    guard count <= Self.most else { return }
    let value = UInt32(values[count - 1]) * 10 + UInt32(byte - 0x30)
    values[count - 1] = UInt16(clamping: value)
  }

  fileprivate mutating func separate(isColon: Bool) {
    count = max(count, 1)
    // One more than there are: what follows is read and dropped.
    guard count <= Self.most else { return }
    count += 1
    if isColon, count <= Self.most { colons |= 1 << UInt32(count - 1) }
  }

  fileprivate mutating func finish() { count = min(count, Self.most) }
}

enum ControlAction {
  case none
  case print(Unicode.Scalar)
  /// A control character that acts at once.
  case control(UInt8)
  /// `ESC`, perhaps one character of 0x20...0x2f, and a final one.
  case escape(intermediate: UInt8, final: UInt8)
  case sequence(ControlSequence, final: UInt8)
  /// An operating system command: `ESC ]`, a string, and its end.
  case command([UInt8])
}

struct ControlParser {
  private enum State {
    case ground, escape, escapeIntermediate, sequence, sequenceIntermediate, ignoredSequence, command, ignoredString
  }

  static var mostCommandBytes: Int { 512 }

  private var state = State.ground
  private var text = UTF8Reader()
  private var sequence = ControlSequence()
  private var intermediate: UInt8 = 0
  private var command: [UInt8] = []
  private var isCommandTooLong = false

  /// Reads a byte.
  /// - Returns: what to do; `isAgain`: a character broke off before this byte, which is to be read again.
  mutating func read(_ byte: UInt8) -> (action: ControlAction, isAgain: Bool) {
    if state == .ground, byte >= 0x20 || text.isPending { return readText(byte) }
    return (readControl(byte), false)
  }

  private mutating func readText(_ byte: UInt8) -> (action: ControlAction, isAgain: Bool) {
    switch text.read(byte) {
    case .pending: return (.none, false)
    case .broken: return (.print("\u{fffd}"), true)
    case .scalar(let scalar):
      // DEL, and control characters of eight bits, which nobody uses with UTF-8 but who wants to confuse.
      if (0x7f...0x9f).contains(scalar.value) { return (.none, false) }
      return (.print(scalar), false)
    }
  }

  private mutating func readControl(_ byte: UInt8) -> ControlAction {
    switch byte {
    case 0x18, 0x1a:
      state = .ground
      return .none
    case 0x1b: return begin()
    default: break
    }
    switch state {
    case .command, .ignoredString: return readString(byte)
    case .ground: return .control(byte)
    default: break
    }
    if byte < 0x20 { return .control(byte) }
    if byte >= 0x7f { return .none }
    return readCommand(byte)
  }

  /// An escape character. It also ends a string.
  private mutating func begin() -> ControlAction {
    let isCommand = state == .command
    state = .escape
    intermediate = 0
    return isCommand ? finishCommand() : .none
  }

  private mutating func readString(_ byte: UInt8) -> ControlAction {
    if byte == 7 {
      let isCommand = state == .command
      state = .ground
      return isCommand ? finishCommand() : .none
    }
    guard state == .command, byte >= 0x20 else { return .none }
    if command.count < Self.mostCommandBytes { command.append(byte) } else { isCommandTooLong = true }
    return .none
  }

  private mutating func finishCommand() -> ControlAction {
    defer { command.removeAll(keepingCapacity: true) }
    return isCommandTooLong ? .none : .command(command)
  }

  private mutating func readCommand(_ byte: UInt8) -> ControlAction {
    switch state {
    case .escape: return readEscape(byte)
    case .escapeIntermediate: return finishEscape(byte)
    case .sequence: return readSequence(byte)
    case .sequenceIntermediate, .ignoredSequence: return finishSequence(byte)
    case .ground, .command, .ignoredString: return .none
    }
  }

  private mutating func readEscape(_ byte: UInt8) -> ControlAction {
    switch byte {
    case UInt8(ascii: "["):
      (state, sequence) = (.sequence, ControlSequence())
    case UInt8(ascii: "]"):
      (state, isCommandTooLong) = (.command, false)
      command.removeAll(keepingCapacity: true)
    case UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"): state = .ignoredString
    case 0x20...0x2f: (state, intermediate) = (.escapeIntermediate, byte)
    default: return finishEscape(byte)
    }
    return .none
  }

  private mutating func finishEscape(_ byte: UInt8) -> ControlAction {
    // More than one intermediate character: none that is known here.
    if byte < 0x30 {
      intermediate = 0xff
      return .none
    }
    state = .ground
    return .escape(intermediate: intermediate, final: byte)
  }

  private mutating func readSequence(_ byte: UInt8) -> ControlAction {
    switch byte {
    case 0x30...0x39: sequence.digit(byte)
    case 0x3a, 0x3b: sequence.separate(isColon: byte == 0x3a)
    case 0x3c...0x3f:
      if sequence.count == 0, sequence.prefix == 0 { sequence.prefix = byte } else { state = .ignoredSequence }
    default: return finishSequence(byte)
    }
    return .none
  }

  private mutating func finishSequence(_ byte: UInt8) -> ControlAction {
    switch byte {
    case 0x20...0x2f where state == .sequence:
      (state, sequence.intermediate) = (.sequenceIntermediate, byte)
      return .none
    case 0x20...0x3f:
      state = .ignoredSequence
      return .none
    default:
      let isIgnored = state == .ignoredSequence
      state = .ground
      sequence.finish()
      return isIgnored ? .none : .sequence(sequence, final: byte)
    }
  }
}
