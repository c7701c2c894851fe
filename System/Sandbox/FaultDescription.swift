// What a thread did, in words for the log.

import Bulkhead
import Composition
import KernelABI

extension CrashReport {
  init(_ fault: ThreadFault) {
    self.init(thread: fault.thread.string, cause: Self.cause(fault), instruction: fault.instruction)
  }

  private static func cause(_ fault: ThreadFault) -> String {
    let address = fault.address.hexadecimal
    switch Fault(rawValue: UInt16(truncatingIfNeeded: fault.fault)) ?? .other {
    case .read: return "illegal read of address \(address)"
    case .write: return "illegal write to address \(address)"
    case .execute: return "illegal execution of address \(address)"
    case .divide: return "division error"
    case .debug: return "debug exception"
    case .breakpoint: return "breakpoint"
    case .overflow: return "overflow exception"
    case .bounds: return "bounds exception"
    case .illegalInstruction: return "illegal instruction"
    case .protection: return "protection violation"
    case .stack: return "stack fault"
    case .floatingPoint: return "floating-point exception"
    case .alignment: return "alignment exception"
    case .simd: return "SIMD exception"
    case .other: return "exception"
    }
  }
}
