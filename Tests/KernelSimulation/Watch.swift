// Says which seed it was when the kernel crashes the whole simulation, or does not come back.

import Glibc

enum Watch {
  /// Much longer than a seed takes, in seconds.
  private static var patience: UInt32 { 300 }

  /// Prepared beforehand: a signal handler cannot do much, and has no state of its own.
  private nonisolated(unsafe) static var message: UnsafeMutablePointer<CChar>?

  static func begin(_ seed: UInt64) {
    let text = """
      FAILED: seed \(seed): the kernel crashed, or did not come back
      replay: BULKHEAD_SIMULATION_SEED=\(seed) BULKHEAD_SIMULATION_STEPS=20000 ./bulkhead test --filter simulated

      """
    free(message)
    message = strdup(text)
    for number in [SIGALRM, SIGSEGV, SIGBUS, SIGILL, SIGTRAP] { signal(number) { _ in Watch.report() } }
    alarm(patience)
  }

  private static func report() -> Never {
    if let message { _ = write(STDOUT_FILENO, message, strlen(message)) }
    _exit(1)
  }
}
