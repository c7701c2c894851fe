// What happens when a thread cannot go on.
//
// A page fault is resolved (RegionMap+Faults.swift) or waits for the owner of a region map. Everything else stops the
// thread: whoever watches over it is told, or else the fault is logged, in one line that says who, what and where.

import KernelABI
import RPC
import Sessions

/// What the kernel said about a fault.
struct FaultRecord {
  /// A `Fault`.
  let kind: UInt16
  /// For page faults, where; otherwise the instruction.
  let address: UInt64
  let instruction: UInt64
  let cause: FaultCause

  init(_ message: Received) {
    kind = message.tag.label
    address = message.word0
    instruction = message.word1
    cause = .notAttached
  }

  init(_ fault: FaultRecord, _ cause: FaultCause) {
    (kind, address, instruction) = (fault.kind, fault.address, fault.instruction)
    self.cause = cause
  }

  /// What a page fault wanted to do; nil for other faults.
  var access: RegionFault.Access? {
    switch kind {
    case Fault.read.rawValue: .read
    case Fault.write.rawValue: .write
    case Fault.execute.rawValue: .execute
    default: nil
    }
  }
}

/// Why a thread stands still (besides being paused).
enum Stop {
  case none
  case fault(FaultRecord)
  /// Something has to be attached to a region map first.
  case waits(FaultRecord, in: RegionMapObject, RegionFault)
}

extension ThreadObject {
  /// What the kernel is to do with the thread, which cannot go on.
  func handle(_ message: Received) -> FaultReply { handle(FaultRecord(message)) ? .resume : .suspend }

  /// - Returns: whether the thread can go on at once.
  private func handle(_ fault: FaultRecord) -> Bool {
    guard let access = fault.access else {
      halt(fault)
      return false
    }
    switch domain.resolve(fault.address, access) {
    case .mapped: return true
    case .waits(let inner, let position): wait(fault, in: inner, RegionFault(access, at: position))
    case .failed(let cause): halt(FaultRecord(fault, cause))
    }
    return false
  }

  /// The fault that stands in the way of the thread.
  var stoppingFault: FaultRecord? {
    switch stop {
    case .none: nil
    case .fault(let fault), .waits(let fault, in: _, _): fault
    }
  }

  // MARK: - Telling

  private func halt(_ fault: FaultRecord) {
    stop = .fault(fault)
    isFaultNew = true
    if faultSignal.exists, KernelCall.submit(faultSignal.capability.index).kind == .done { return }
    if session.reportFault() { return }
    system.say(description(of: fault))
    if domain === system.initDomain { system.refuse("init cannot go on") }
  }

  /// The fault that stopped the thread, if it was not told yet.
  func takeFault() -> ThreadFault? {
    guard isFaultNew, case .fault(let fault) = stop else { return nil }
    isFaultNew = false
    return ThreadFault(
      fault: UInt64(fault.kind), address: fault.address, instruction: fault.instruction, thread: Text(name))
  }

  private func description(of fault: FaultRecord) -> String {
    "Error: \(domain.label): \(what(fault)) by thread \"\(name)\" at ip \(Hex(fault.instruction).text)\(why(fault))"
  }

  private func what(_ fault: FaultRecord) -> String {
    let place = Hex(fault.address).text
    return switch Fault(rawValue: fault.kind) ?? .other {
    case .read: "illegal READ at \(place)"
    case .write: "illegal WRITE at \(place)"
    case .execute: "illegal EXECUTION at \(place)"
    case .divide: "division error"
    case .illegalInstruction: "illegal instruction"
    case .protection: "protection violation"
    case .breakpoint: "breakpoint"
    case .debug, .overflow, .bounds, .stack, .floatingPoint, .alignment, .simd, .other:
      "exception \(Hex(UInt64(fault.kind)).text)"
    }
  }

  private func why(_ fault: FaultRecord) -> String {
    guard fault.access != nil else { return "" }
    if fault.address < Frames.pageSize { return " (null pointer)" }
    if fault.address < stackLow, stackLow - fault.address <= 16 * Frames.pageSize { return " (stack overflow)" }
    return switch fault.cause {
    case .notAttached: " (nothing is attached there)"
    case .notAllowed: " (attached without that right)"
    case .outOfRAM: " (no RAM left for page tables)"
    }
  }

  // MARK: - Waiting for a region map

  var regionFault: RegionFault? {
    if case .waits(_, in: _, let fault) = stop { fault } else { nil }
  }

  private func wait(_ fault: FaultRecord, in map: RegionMapObject, _ missing: RegionFault) {
    stop = .waits(fault, in: map, missing)
    map.wait(self)
  }

  /// Leaves the map's list of waiting threads.
  func stopWaiting() {
    guard case .waits(let fault, in: let map, _) = stop else { return }
    map.forget(waiting: self)
    stop = .fault(fault)
  }

  /// Something was attached where the thread waits.
  func retry() {
    guard case .waits(let fault, in: _, _) = stop else { return }
    stop = .none
    if handle(fault) { go() }
  }

  /// Nobody will attach anything: the fault stops the thread.
  func abandon() {
    guard case .waits(let fault, in: _, _) = stop else { return }
    halt(fault)
  }
}

/// A number for people who read logs.
struct Hex {
  let text: String

  init(_ value: UInt64) { text = "0x" + String(value, radix: 16) }
}
