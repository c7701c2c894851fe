// What the host tool measures with: printed only if the boot archive has a module "statistics", which the tool adds.

import RPC

extension System {
  private var isMeasured: Bool { boot.module(named: "statistics") != nil }

  /// A component is about to run; the first one is worth a line.
  func noteChild() {
    guard !hasChild else { return }
    hasChild = true
    let unused = frames.free * Frames.pageSize + CoreHeap.untouched
    if isMeasured { machine.log("bench: boot.unused-ram.bytes \(unused) bytes") }
  }

  /// The machine is about to be switched off.
  func reportEnd() {
    guard isMeasured else { return }
    var longest: UInt64 = 0
    for cpu in 0..<boot.cpuCount { longest = max(longest, machine.counters(cpu: cpu).word0) }
    machine.log("bench: interrupts-off.longest \(longest) ticks")
  }
}
