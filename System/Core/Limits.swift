// What core gives out at most, and what things cost in capabilities.
//
// One rule: a capability of an account is a slot of core's own capability table. Every kernel object takes one, and so
// does every capability of a client that core keeps. The table is made large enough for all at the start, so that no
// client can fill it for the others.

import KernelABI
import RPC
import Sessions

enum CoreLimits {
  /// No component can be more urgent than this; core itself is above.
  static var priority: UInt64 { 254 }
  /// Bytes without which no system of any use starts.
  static var leastRAM: UInt64 { 16 << 20 }
  /// Microseconds.
  static var longestPeriod: UInt64 { 1 << 32 }
  /// Ticks: what the kernel needs for its own work on behalf of a budget.
  static var smallestBudget: UInt64 { 5_000 }

  /// How many capabilities init gets on a machine with that many bytes of RAM.
  static func capabilities(ram: UInt64) -> UInt64 { min(15_000, ram / (24 << 10)) }

  /// Pages of core's capability table for that many capabilities, and for what travels with messages.
  static func tablePages(capabilities: UInt64) -> Int {
    min(Int(capabilities) / CapabilityTableLimits.slotsPerPage + 8, CapabilityTableLimits.maximumPages)
  }
}

/// Costs in capabilities.
enum CapabilityCost {
  /// The domain, its session, its address space, and the address space's fault signal.
  static var domain: UInt64 { 4 }
  /// The thread, its scheduling context, its session, its fault handler, and its fault signal.
  static var thread: UInt64 { 5 }
  static var dataspace: UInt64 { 1 }
  /// An RPC object or a signal context of a component.
  static var object: UInt64 { 1 }
  /// The region map, its dataspace, and its fault signal.
  static var regionMap: UInt64 { 3 }
}

/// Costs of sessions, covering their kernel objects, what core keeps for them, and what core remembers of them.
enum SessionCost {
  static var ram: UInt64 { 4096 }

  /// The session's own capabilities: its object, and those it keeps.
  static func capabilities(_ service: CoreService) -> UInt64 {
    switch service {
    case .domain: CapabilityCost.domain
    case .log, .rom, .ports, .trace, .regionMaps, .audit: 1
    case .cpu, .deviceMemory: 2
    case .interrupt: 3
    }
  }
}

/// The services of core.
enum CoreService {
  case domain, cpu, regionMaps, rom, log, deviceMemory, ports, interrupt, trace, audit

  init?(_ name: Text) {
    if name == PD.name {
      self = .domain
    } else if name == CPU.name {
      self = .cpu
    } else if name == RM.name {
      self = .regionMaps
    } else if name == ROM.name {
      self = .rom
    } else if name == Log.name {
      self = .log
    } else if name == IOMemory.name {
      self = .deviceMemory
    } else if name == IOPort.name {
      self = .ports
    } else if name == IRQ.name {
      self = .interrupt
    } else if name == Trace.name {
      self = .trace
    } else if name == Audit.name {
      self = .audit
    } else {
      return nil
    }
  }

  static var names: String { "PD, CPU, RM, ROM, LOG, IO_MEM, IO_PORT, IRQ, TRACE and AUDIT" }
}
