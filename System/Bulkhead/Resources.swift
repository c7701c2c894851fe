// When quota runs out: asking the parent, and waiting until it is granted.
//
// Happens in the middle of anything, allocations included, so nothing here allocates, and no handler runs meanwhile.

enum Resources {
  /// How long to wait between two looks at whether a request was granted.
  private static var patience: TimeSpan { .milliseconds(5) }

  /// Asks for quota, and waits a little: the caller tries again what failed, as often as it takes.
  static func request(_ quota: Quota) {
    let start = StartRecord.current
    try? start.parent.call(Parent.requestResources, quota)
    let clock = Clock(ticksPerMillisecond: start.ticksPerMillisecond)
    MessageBuffer.deadline = clock.ticks &+ clock.ticks(patience)
    _ = KernelCall.receive(.deadline)
  }

  /// Does `attempt`, asking the parent for what is missing of `quota` whenever the account does not suffice.
  static func insist<R>(on quota: Quota, _ attempt: () throws(PDFailure) -> R) throws(PDFailure) -> R {
    while true {
      do throws(PDFailure) {
        return try attempt()
      } catch {
        guard error == .outOfRAM || error == .outOfCapabilities else { throw error }
        // Only what is missing.
        request(error == .outOfRAM ? Quota(ram: quota.ram) : Quota(capabilities: quota.capabilities))
      }
    }
  }
}
