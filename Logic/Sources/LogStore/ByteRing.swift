// The newest bytes of a text that one writes and others read at any time, in memory that they share.
//
// Of what a reader copied it knows afterwards whether it was overwritten meanwhile: the writer says first how far it is about
// to write, then writes, and then says how far it wrote. Numbers that are read here are used to compare, never as a place
// beyond the memory.
//
//     word 0      how many bytes were ever written, those included that are being written
//     word 1      how many were written completely
//     byte 64...  the bytes; the number of a byte, modulo the room, is its place

/// Memory that somebody else writes. Accesses happen in the order of the program, each once.
public protocol SharedBytes {
  /// Bytes there are.
  var count: Int { get }
  func word(_ index: Int) -> UInt64
  func byte(_ offset: Int) -> UInt8
}

/// Memory that somebody else reads.
public protocol WritableSharedBytes: SharedBytes {
  func setWord(_ index: Int, _ value: UInt64)
  func setByte(_ offset: Int, _ value: UInt8)
}

public struct ByteRing<Memory: SharedBytes> {
  public let memory: Memory

  private static var start: Int { 64 }

  /// - Parameter memory: more than 64 bytes, zero at the start.
  public init(_ memory: Memory) { self.memory = memory }

  /// How many bytes are kept.
  public var room: UInt64 { UInt64(memory.count - Self.start) }

  private func place(_ number: UInt64) -> Int { Self.start + Int(number % room) }

  /// What was written since.
  /// - Parameter position: how many bytes the reader has; afterwards, how many it will have.
  /// - Returns: the bytes, and how many before them were overwritten.
  public func read(after position: inout UInt64) -> (bytes: [UInt8], lost: UInt64) {
    let end = memory.word(1)
    guard end > position else { return ([], 0) }
    let from = max(position, end > room ? end - room : 0)
    let copy = (from..<end).map { memory.byte(place($0)) }
    // Whatever the writer has reached since then is not what it was.
    let begun = memory.word(0)
    let valid = max(from, min(end, begun > room ? begun - room : 0))
    defer { position = end }
    return (Array(copy[Int(valid - from)...]), valid - position)
  }
}

extension ByteRing where Memory: WritableSharedBytes {
  /// The writer's: for the one there is.
  public func append(_ bytes: [UInt8]) {
    let begin = memory.word(1)
    memory.setWord(0, begin &+ UInt64(bytes.count))
    for (index, byte) in bytes.enumerated() { memory.setByte(place(begin &+ UInt64(index)), byte) }
    memory.setWord(1, begin &+ UInt64(bytes.count))
  }
}
