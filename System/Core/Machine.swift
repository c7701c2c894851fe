// The machine capability, typed: one function for each operation that core uses (KernelABI/Machine.swift).

import KernelABI
import RPC
import Sessions

/// What the kernel answered, when it did not do what core asked.
struct KernelRefusal: Error {
  let outcome: Outcome
}

/// The right to create and destroy kernel objects.
struct Machine {
  let capability: CapabilityIndex
  let thread: CapabilityIndex

  private func call(
    _ operation: MachineOperation, _ w0: UInt64 = 0, _ w1: UInt64 = 0, _ w2: UInt64 = 0, _ w3: UInt64 = 0, _ w4: UInt64 = 0,
    _ w5: UInt64 = 0
  ) -> Received {
    var message = MessageWriter(label: operation.rawValue)
    message.append(w0)
    message.append(w1)
    message.append(w2)
    message.append(w3)
    message.append(w4)
    message.append(w5)
    return KernelCall.call(capability, message)
  }

  private func create(_ received: Received) throws(KernelRefusal) -> CapabilityIndex {
    guard received.outcome.kind == .done else { throw KernelRefusal(outcome: received.outcome.kind) }
    return CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: received.word0))
  }

  private func word(_ index: CapabilityIndex) -> UInt64 { UInt64(index.rawValue) }

  func createDomain(at page: UInt64, topTable: UInt64) throws(KernelRefusal) -> CapabilityIndex {
    try create(call(.createDomain, page, topTable))
  }

  func createThread(at page: UInt64, messagePage: UInt64, virtual: UInt64, in domain: CapabilityIndex) throws(KernelRefusal)
    -> CapabilityIndex
  {
    try create(call(.createThread, page, messagePage, virtual, word(domain)))
  }

  func createSchedulingContext(at address: UInt64) throws(KernelRefusal) -> CapabilityIndex {
    try create(call(.createSchedulingContext, address))
  }

  func createObject(at address: UInt64, server: CapabilityIndex, badge: UInt64) throws(KernelRefusal) -> CapabilityIndex {
    try create(call(.createRPCObject, address, word(server), badge))
  }

  func createSignalContext(at address: UInt64, receiver: CapabilityIndex, imprint: UInt64) throws(KernelRefusal)
    -> CapabilityIndex
  {
    try create(call(.createSignalContext, address, word(receiver), imprint))
  }

  /// Destroys an object; when this returns, its memory is free.
  func destroy(_ object: CapabilityIndex) { _ = call(.destroy, word(object)) }

  func addTablePage(_ page: UInt64, to domain: CapabilityIndex) { _ = call(.addTablePage, word(domain), page) }
  func addPageTablePage(_ page: UInt64, to domain: CapabilityIndex) { _ = call(.addPageTablePage, word(domain), page) }

  func map(_ virtual: UInt64, to physical: UInt64, pages: UInt64, flags: MapFlags, in domain: CapabilityIndex) -> (
    outcome: Outcome, pages: UInt64
  ) {
    let answer = call(.map, word(domain), virtual, physical, pages, flags.rawValue)
    return (answer.outcome.kind, answer.word0)
  }

  func unmap(_ virtual: UInt64, pages: UInt64, in domain: CapabilityIndex) {
    var done: UInt64 = 0
    while done < pages {
      let answer = call(.unmap, word(domain), virtual + done * 4096, pages - done)
      guard answer.outcome.kind == .done, answer.word0 > 0 else { return }
      done += answer.word0
    }
  }

  /// The index under which `domain` knows the capability from now on.
  func grant(_ object: CapabilityIndex, to domain: CapabilityIndex) throws(KernelRefusal) -> CapabilityIndex {
    try create(call(.grant, word(domain), word(object)))
  }

  func configure(_ thread: CapabilityIndex, context: CapabilityIndex, faultHandler: CapabilityIndex) {
    _ = call(.configureThread, word(thread), word(context), word(faultHandler))
  }

  func configure(_ context: CapabilityIndex, cpu: UInt64, priority: UInt64, budget: UInt64, period: UInt64) -> Bool {
    call(.configureSchedulingContext, word(context), cpu, priority, budget, period, 0).outcome.kind == .done
  }

  func setThreadPointer(_ thread: CapabilityIndex, to address: UInt64) {
    _ = call(.setThreadPointer, word(thread), address)
  }

  func start(_ thread: CapabilityIndex, at instruction: UInt64, stack: UInt64, argument: UInt64) -> Bool {
    call(.startThread, word(thread), instruction, stack, argument).outcome.kind == .done
  }

  func pause(_ thread: CapabilityIndex) { _ = call(.pauseThread, word(thread)) }
  func resume(_ thread: CapabilityIndex) { _ = call(.resumeThread, word(thread)) }
  func executionTime(_ thread: CapabilityIndex) -> UInt64 { call(.executionTime, word(thread)).word0 }

  /// - Returns: false if it runs, or never did.
  func setSingleStep(_ thread: CapabilityIndex, _ isOn: Bool) -> Bool {
    call(.singleStep, word(thread), isOn ? 1 : 0).outcome.kind == .done
  }

  /// nil if the thread does not stand still.
  func registers(_ thread: CapabilityIndex) -> ThreadRegisters? {
    let answer = call(.readRegisters, word(thread))
    guard answer.outcome.kind == .done else { return nil }
    var reader = MessageReader(answer)
    return try? ThreadRegisters(from: &reader)
  }

  /// - Returns: false if the thread does not stand still, or the values are not a component's.
  func setRegisters(_ thread: CapabilityIndex, _ registers: ThreadRegisters) -> Bool {
    var message = MessageWriter(label: MachineOperation.writeRegisters.rawValue)
    message.append(word(thread))
    registers.encode(into: &message)
    return KernelCall.call(capability, message).outcome.kind == .done
  }

  /// Core's capability to what slot `number` of a domain's table names, `.none` if that is nothing; nil behind the last slot.
  func held(_ number: Int, in domain: CapabilityIndex) -> CapabilityIndex? {
    let answer = call(.held, word(domain), UInt64(number))
    guard answer.outcome.kind == .done else { return nil }
    return CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: answer.word0))
  }

  // MARK: - Devices

  func createInterrupt(at address: UInt64, source: UInt64, signal: CapabilityIndex, trigger: InterruptTrigger)
    throws(KernelRefusal) -> (capability: CapabilityIndex, messageAddress: UInt64, messageData: UInt64)
  {
    let answer = call(.createInterrupt, address, source, word(signal), trigger.rawValue)
    return (try create(answer), answer.word1, answer.word2)
  }

  func acknowledge(_ interrupt: CapabilityIndex) { _ = call(.acknowledgeInterrupt, word(interrupt)) }

  func readPort(_ port: UInt16, width: UInt8) -> UInt32 {
    UInt32(truncatingIfNeeded: call(.portRead, UInt64(port), UInt64(width)).word0)
  }

  func writePort(_ port: UInt16, width: UInt8, _ value: UInt32) {
    _ = call(.portWrite, UInt64(port), UInt64(width), UInt64(value))
  }

  // MARK: - The machine

  /// Prints a line on the serial console.
  func log(_ bytes: [UInt8]) {
    var start = 0
    while start < bytes.count {
      let end = min(start + 2048, bytes.count)
      putText(bytes[start..<end])
      // Nothing but the length: further words would overwrite the text.
      var message = MessageWriter(label: MachineOperation.log.rawValue)
      message.append(UInt64(end - start))
      _ = KernelCall.call(capability, message)
      start = end
    }
  }

  /// The kernel reads the text from word 1 of the message page on.
  private func putText(_ bytes: ArraySlice<UInt8>) {
    var word: UInt64 = 0
    for (position, byte) in bytes.enumerated() {
      word |= UInt64(byte) << UInt64(position % 8 * 8)
      if position % 8 == 7 || position == bytes.count - 1 {
        MessageBuffer[word: 1 + position / 8] = word
        word = 0
      }
    }
  }

  func log(_ text: String) { log(Array((text + "\r\n").utf8)) }

  /// Ends the machine.
  func halt(_ exitValue: Int) { _ = call(.halt, UInt64(exitValue & 0xff)) }

  func counters(cpu: UInt64) -> Received { call(.counters, cpu) }
}
