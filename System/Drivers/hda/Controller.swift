// A High Definition Audio controller (specification 1.0a): reset, its rings of commands and answers, its streams' registers.
//
// Whatever the last driver left running is stopped before anything else: by the reset at the latest. What the device says is
// checked, and nothing waits for it without end.

import Bulkhead
import Driver
import HDA

final class Controller {
  let registers: DeviceRegisters
  let capabilities: HDACapabilities
  private let environment: Environment
  /// Rings of commands and answers, and the streams' lists of buffers.
  let memory: DMABuffer
  private var ring = CommandRing(0x40)
  private var commandsWritten = 0
  private var answersRead = 0

  private static var answersOffset: Int { 1024 }
  private static var listsOffset: Int { 3072 }
  private static var listSize: Int { 512 }

  init(_ device: Device, _ platform: PlatformConnection, _ environment: Environment) throws(SessionError) {
    self.environment = environment
    registers = try device.memory(0)
    guard registers.count >= 0x180 else { throw .failed("the sound controller's registers are cut off") }
    capabilities = HDACapabilities(registers.load(HDARegister.capabilities))
    let end = HDACapabilities.registers(ofStream: capabilities.inputs + capabilities.outputs)
    guard registers.count >= end else { throw .failed("the sound controller's registers are cut off") }
    memory = try platform.allocateDMA(4096)
    guard capabilities.isWide || memory.address >> 32 == 0 else { throw .failed("the sound controller cannot reach memory") }
    try reset()
    try startRings()
  }

  // MARK: - Waiting

  /// Looks until something is so, for at most 100 ms.
  func wait(_ isSo: () -> Bool) -> Bool {
    for _ in 0..<1000 {
      if isSo() { return true }
      environment.entrypoint.pause(.microseconds(100))
    }
    return isSo()
  }

  // MARK: - Reset (4.2.2, 4.3)

  private func reset() throws(SessionError) {
    for number in 0..<capabilities.inputs + capabilities.outputs {
      registers.store(0 as UInt8, at: HDACapabilities.registers(ofStream: number) + HDARegister.streamControl)
    }
    registers.store(0 as UInt8, at: HDARegister.commandsControl)
    registers.store(0 as UInt8, at: HDARegister.answersControl)
    registers.store(0 as UInt32, at: HDARegister.control)
    guard wait({ !isOutOfReset }) else { throw .failed("the sound controller does not let itself be reset") }
    environment.entrypoint.pause(.microseconds(200))
    registers.store(HDABit.isOutOfReset, at: HDARegister.control)
    guard wait({ isOutOfReset }) else { throw .failed("the sound controller does not come out of its reset") }
    // Codecs have 521 microseconds to report.
    environment.entrypoint.pause(.milliseconds(1))
  }

  private var isOutOfReset: Bool { registers.load(HDARegister.control, as: UInt32.self) & HDABit.isOutOfReset != 0 }

  /// The addresses at which there is a codec.
  var codecAddresses: [UInt8] {
    let found: UInt16 = registers.load(HDARegister.codecs)
    return (0..<15).filter { found >> UInt16($0) & 1 != 0 }
  }

  // MARK: - Commands (4.4)

  private func startRings() throws(SessionError) {
    guard let commands = CommandRing(registers.load(HDARegister.commandsSize)),
      let answers = CommandRing(registers.load(HDARegister.answersSize)), commands == answers
    else { throw .failed("the sound controller has no ring for commands") }
    ring = commands
    set(commands.code, HDARegister.commandsSize, HDARegister.answersSize)
    store(address: memory.address, HDARegister.commandsLow)
    store(address: memory.address + UInt64(Self.answersOffset), HDARegister.answersLow)
    registers.store(0 as UInt16, at: HDARegister.commandsWritten)
    registers.store(HDABit.resetsPointer, at: HDARegister.commandsRead)
    _ = wait { registers.load(HDARegister.commandsRead, as: UInt16.self) & HDABit.resetsPointer != 0 }
    registers.store(0 as UInt16, at: HDARegister.commandsRead)
    registers.store(HDABit.resetsPointer, at: HDARegister.answersWritten)
    registers.store(1 as UInt16, at: HDARegister.answersPerInterrupt)
    registers.store(HDABit.runsAnswers | HDABit.notesAnswers, at: HDARegister.answersControl)
    registers.store(HDABit.runsCommands, at: HDARegister.commandsControl)
  }

  /// Both rings are as long.
  private func set(_ code: UInt8, _ places: Int...) {
    for place in places {
      let value: UInt8 = registers.load(place)
      registers.store(value & ~3 | code, at: place)
    }
  }

  private func store(address: UInt64, _ register: Int) {
    registers.store(UInt32(truncatingIfNeeded: address), at: register)
    registers.store(UInt32(truncatingIfNeeded: address >> 32), at: register + 4)
  }

  /// Sends a command and waits for the answer; nil if none comes.
  func ask(_ verb: Verb) -> UInt32? {
    guard let entries = ring?.entries else { return nil }
    commandsWritten = (commandsWritten + 1) % entries
    memory.mapping.store(verb.word, at: commandsWritten * 4)
    registers.store(UInt16(commandsWritten), at: HDARegister.commandsWritten)
    let next = (answersRead + 1) % entries
    guard wait({ Int(registers.load(HDARegister.answersWritten, as: UInt16.self) & 0xff) == next }) else { return nil }
    answersRead = next
    // Without this the controller waits before it goes on.
    registers.store(5 as UInt8, at: HDARegister.answersStatus)
    return memory.mapping.load(Self.answersOffset + next * 8)
  }

  // MARK: - Interrupts

  /// Interrupts for those streams, and for nothing else.
  func allowInterrupts(ofStreams streams: [Int]) {
    let bits = streams.reduce(0 as UInt32) { $0 | 1 << UInt32($1) }
    registers.store(HDABit.interrupts | bits, at: HDARegister.interruptControl)
  }

  /// Writes a list of buffers where the controller finds it, and says where that is.
  /// - Parameter index: 0 or 1.
  func write(_ list: BufferList, index: Int) -> UInt64 {
    let place = Self.listsOffset + index * Self.listSize
    for (number, word) in list.words.enumerated() { memory.mapping.store(word, at: place + number * 4) }
    return memory.address + UInt64(place)
  }
}
