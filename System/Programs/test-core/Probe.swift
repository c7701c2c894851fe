// Touches memory and devices in a thread of its own, so that a fault is a result and not the end.

import Bulkhead
import KernelABI
import Synchronization
import TestSupport

/// What a probe does.
enum Touch: UInt64 {
  case read = 0
  case write = 1
  case execute = 2
  /// Never ends.
  case spin = 3
}

private let address = Atomic<UInt64>(0)
private let action = Atomic<UInt64>(0)
private let value = Atomic<UInt64>(0)
private let isDone = Atomic(false)

/// What came of touching something.
enum Finding: Equatable {
  case value(UInt64)
  /// The kind of fault, and where.
  case fault(Fault, UInt64)
  /// It waits for a pager, or works on.
  case nothing
}

final class Probe {
  private let environment: Environment
  private let faults: SignalHandler
  private let stack: RAM
  private let stackMapping: Mapping
  private(set) var thread: Capability<CPUThread>?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    do throws(EntrypointError) { faults = try environment.entrypoint.onSignal { _ in } } catch { throw .failed("no signal") }
    do throws(PDFailure) { stack = try RAM(size: 16 << 10) } catch { throw .failed("no RAM") }
    do throws(RegionMapFailure) { stackMapping = try Mapping(stack.dataspace, isWritable: true) } catch {
      throw .failed("no mapping")
    }
    do throws(CPUFailure) { try environment.cpu.call(CPU.setFaultSignal, faults.capability) } catch {
      throw .failed("no fault signal")
    }
  }

  /// Touches something and says what came of it.
  func touch(_ what: Touch, _ place: UInt64, value written: UInt64 = 0) -> Finding {
    start(what, place, value: written)
    let finding = result()
    end()
    return finding
  }

  func start(_ what: Touch, _ place: UInt64, value written: UInt64 = 0, priority: UInt64 = 255) {
    address.store(place, ordering: .relaxed)
    action.store(what.rawValue, ordering: .relaxed)
    value.store(written, ordering: .relaxed)
    isDone.store(false, ordering: .releasing)
    let request = ThreadRequest("probe", in: environment.protectionDomain, priority: priority)
    thread = try? environment.cpu.call(CPU.createThread, request)
    let entry: @convention(c) (UInt) -> Void = probe
    // Safety: the address of a function, for a thread of this address space to start at.
    let start = unsafe UInt64(UInt(bitPattern: unsafeBitCast(entry, to: UnsafeRawPointer.self)))
    let high = stackMapping.address + UInt64(stackMapping.count)
    try? thread?.call(CPUThread.start, Pair(start, Pair(stackMapping.address, high)))
  }

  /// What came of it. Whoever expects that nothing does waits no longer than need be; on a busy machine a result may take long.
  func result(milliseconds: UInt64 = 10_000) -> Finding {
    let end = environment.clock.now.microseconds + milliseconds * 1000
    while environment.clock.now.microseconds < end {
      if isDone.load(ordering: .acquiring) { return .value(value.load(ordering: .relaxed)) }
      if let fault: ThreadFault = try? environment.cpu.call(CPU.nextFault), fault.fault != 0 {
        let kind = Fault(rawValue: UInt16(truncatingIfNeeded: fault.fault)) ?? .other
        return .fault(kind, fault.thread == "probe" ? fault.address : 0)
      }
      pause()
    }
    return .nothing
  }

  func pause(_ span: TimeSpan = .microseconds(200)) {
    MessageBuffer.deadline = environment.clock.ticks &+ environment.clock.ticks(span)
    _ = KernelCall.receive(.deadline)
  }

  func end() {
    guard let thread else { return }
    try? environment.cpu.call(CPU.killThread, thread)
    KernelCall.capability(.drop, thread.index)
    self.thread = nil
  }
}

/// The thread. Safety of all that it touches: there is none; a fault is what the test looks for.
@c(test_core_probe)
func probe(_ messagePage: UInt) {
  let place = UInt(address.load(ordering: .relaxed))
  switch Touch(rawValue: action.load(ordering: .relaxed)) ?? .spin {
  case .read: value.store(unsafe pointer(place).load(as: UInt64.self), ordering: .relaxed)
  case .write: unsafe pointer(place).storeBytes(of: value.load(ordering: .relaxed), as: UInt64.self)
  case .execute: unsafe unsafeBitCast(place, to: (@convention(c) () -> Void).self)()
  case .spin: while true { value.add(1, ordering: .relaxed) }
  }
  isDone.store(true, ordering: .releasing)
  while true { _ = KernelCall.receive(.none) }
}

private func pointer(_ place: UInt) -> UnsafeMutableRawPointer {
  // Safety: see above.
  unsafe UnsafeMutableRawPointer(bitPattern: place) ?? UnsafeMutableRawPointer(bitPattern: 8).unsafelyUnwrapped
}
