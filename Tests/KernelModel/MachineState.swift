// What the simulated machine remembers: memory in one array of pages, time that moves when the driver says so, and for each
// CPU a timer, what is loaded, and which translations it cached. A rule of the hardware that the kernel breaks is
// noted in `problem`.

import Glibc
import KernelABI

@testable import Kernel

/// A page-table entry.
struct Translation: Equatable {
  let physical: UInt64
  let flags: UInt64
}

final class MachineState {
  let base: UnsafeMutableRawPointer
  let pages: Int
  var now: Ticks = 1_000
  /// The CPU that executes at the moment.
  var current = 0
  var timers: [Ticks?]
  /// CPUs that another one notified and that did not enter the kernel since.
  var notified: Set<Int> = []
  /// Keys of the threads whose machine state each CPU has in its registers.
  var loaded: [UInt?]
  /// The active address space of each CPU; 0: none.
  var activeSpaces: [UInt64]
  /// Pages whose translation each CPU has cached since it activated its address space.
  var cached: [Set<UInt64>]
  /// How often a CPU forgot translations because another one asked it to.
  var flushes = 0
  /// All mappings: address space, then page.
  var mappings: [UInt64: [UInt64: Translation]] = [:]
  /// Regions of 64 pages that have a page table.
  var tables: [UInt64: Set<UInt64>] = [:]
  /// The pages that those are in.
  var tablePages: [UInt64: Set<UInt64>] = [:]
  var attached: Set<Int> = []
  var masked: Set<Int> = []
  var random: SplitMix
  /// How often out of 100 a long operation finds an interrupt waiting.
  var interruptPercentage: UInt64 = 0
  var printed: [UInt8] = []
  var exitValue: UInt8?
  /// The fault with which core's first thread ended everything.
  var coreFault: Fault?
  var ports: [UInt16: UInt32] = [:]
  /// The first rule of the hardware that was broken.
  var problem: String?

  init(cpus: Int, pages: Int, seed: UInt64) {
    self.pages = pages
    random = SplitMix(seed)
    timers = Array(repeating: nil, count: cpus)
    loaded = Array(repeating: nil, count: cpus)
    activeSpaces = Array(repeating: 0, count: cpus)
    cached = Array(repeating: [], count: cpus)
    base = Self.allocate(pages * 4096)
    // No machine starts with empty memory.
    base.initializeMemory(as: UInt8.self, repeating: 0xa5, count: pages * 4096)
  }

  /// The kernel's trees are shaped by addresses, so that memory is always at the same place, if that is free.
  private static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    let hint = UnsafeMutableRawPointer(bitPattern: 0x3000_0000_0000)
    let memory = mmap(hint, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory, memory != MAP_FAILED else { fatalError("no memory for the simulated machine") }
    return memory
  }

  deinit { munmap(base, pages * 4096) }

  func fail(_ text: String) { problem = problem ?? text }

  func word(at address: UInt64) -> UInt64 { base.load(fromByteOffset: Int(address), as: UInt64.self) }
  func store(_ value: UInt64, at address: UInt64) { base.storeBytes(of: value, toByteOffset: Int(address), as: UInt64.self) }
}
