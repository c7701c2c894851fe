// The controller's registers (High Definition Audio Specification 1.0a, 3.3), and what can be said about them without having
// any.

/// Offsets from the start of the controller's memory.
public enum HDARegister {
  public static var capabilities: Int { 0x00 }
  public static var control: Int { 0x08 }
  public static var codecs: Int { 0x0e }
  public static var interruptControl: Int { 0x20 }
  public static var interruptStatus: Int { 0x24 }
  public static var commandsLow: Int { 0x40 }
  public static var commandsHigh: Int { 0x44 }
  public static var commandsWritten: Int { 0x48 }
  public static var commandsRead: Int { 0x4a }
  public static var commandsControl: Int { 0x4c }
  public static var commandsSize: Int { 0x4e }
  public static var answersLow: Int { 0x50 }
  public static var answersHigh: Int { 0x54 }
  public static var answersWritten: Int { 0x58 }
  public static var answersPerInterrupt: Int { 0x5a }
  public static var answersControl: Int { 0x5c }
  public static var answersStatus: Int { 0x5d }
  public static var answersSize: Int { 0x5e }
  /// Of the first stream.
  public static var streams: Int { 0x80 }
  /// Bytes a stream.
  public static var streamSize: Int { 0x20 }

  // Of a stream, from its first register.
  public static var streamControl: Int { 0x00 }
  /// Bits 16...23 of the control: the stream's tag.
  public static var streamTag: Int { 0x02 }
  public static var streamStatus: Int { 0x03 }
  public static var streamPosition: Int { 0x04 }
  public static var streamLength: Int { 0x08 }
  public static var streamLastEntry: Int { 0x0c }
  public static var streamFormat: Int { 0x12 }
  public static var streamListLow: Int { 0x18 }
  public static var streamListHigh: Int { 0x1c }
}

/// Bits of the registers.
public enum HDABit {
  /// Control: 0 resets the controller.
  public static var isOutOfReset: UInt32 { 1 }
  /// Interrupt control: the topmost one allows all others.
  public static var interrupts: UInt32 { 1 << 31 }
  /// Control of the rings of commands and answers.
  public static var runsCommands: UInt8 { 1 << 1 }
  public static var runsAnswers: UInt8 { 1 << 1 }
  public static var notesAnswers: UInt8 { 1 << 0 }
  /// The pointers' reset.
  public static var resetsPointer: UInt16 { 1 << 15 }
  /// Stream control.
  public static var resetsStream: UInt8 { 1 << 0 }
  public static var runsStream: UInt8 { 1 << 1 }
  public static var interruptsOnCompletion: UInt8 { 1 << 2 }
  /// Stream status: written as 1 to be cleared.
  public static var allStreamNews: UInt8 { 0x1c }
}

/// What a controller has.
public struct HDACapabilities: Equatable, Sendable {
  public let inputs: Int
  public let outputs: Int
  /// Can it reach memory above 4 GiB?
  public let isWide: Bool

  public init(_ word: UInt16) {
    outputs = Int(word >> 12 & 0xf)
    inputs = Int(word >> 8 & 0xf)
    isWide = word & 1 != 0
  }

  /// The number of the first output stream; that of the first input stream is 0.
  public var firstOutput: Int { inputs }

  /// Where a stream's registers begin.
  public static func registers(ofStream number: Int) -> Int {
    HDARegister.streams + number * HDARegister.streamSize
  }
}

/// The size of the rings of commands and answers: 256, 16 or 2 entries, whatever is the largest the controller can (3.3.24).
public struct CommandRing: Equatable, Sendable {
  public let entries: Int
  /// What the size register is told.
  public let code: UInt8

  /// Nil if the register names no size.
  public init?(_ register: UInt8) {
    if register & 0x40 != 0 {
      (entries, code) = (256, 2)
    } else if register & 0x20 != 0 {
      (entries, code) = (16, 1)
    } else if register & 0x10 != 0 {
      (entries, code) = (2, 0)
    } else {
      return nil
    }
  }
}

/// A stream's memory as the controller is told (3.6.2): periods of the same length, one after the other, each of which
/// interrupts at its end.
public struct BufferList: Equatable, Sendable {
  /// The memory of the samples; a multiple of 128.
  public let address: UInt64
  /// Bytes of a period; a multiple of 128.
  public let period: Int
  /// 2...256.
  public let count: Int

  public init(address: UInt64, period: Int, count: Int) {
    precondition(address % 128 == 0 && period > 0 && period % 128 == 0 && (2...256).contains(count), "no such list")
    self.address = address
    self.period = period
    self.count = count
  }

  /// Bytes of all periods.
  public var length: Int { period * count }
  /// Bytes of the list itself.
  public var size: Int { count * 16 }

  /// The list, as it stands in memory.
  public var words: [UInt32] {
    (0..<count).flatMap { index -> [UInt32] in
      let start = address + UInt64(index * period)
      return [UInt32(truncatingIfNeeded: start), UInt32(truncatingIfNeeded: start >> 32), UInt32(period), 1]
    }
  }
}

/// How far a stream came since it was last asked, in a ring.
public struct RingProgress: Equatable, Sendable {
  public let size: Int
  /// Where it was.
  public private(set) var position = 0

  /// - Precondition: `size` is positive.
  public init(size: Int) {
    precondition(size > 0, "an empty ring")
    self.size = size
  }

  /// - Parameter new: where the stream is now. A position outside of the ring is no progress.
  /// - Returns: how much was passed: less than the ring, as nobody can see how often it went round.
  public mutating func advance(to new: Int) -> Int {
    guard new >= 0, new < size else { return 0 }
    let passed = new >= position ? new - position : new + size - position
    position = new
    return passed
  }
}
