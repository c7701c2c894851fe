// A value that threads of all CPUs use one after the other.

import Bulkhead
import TestSupport

/// What several threads change in ways that would show if two of them did so at once.
private struct Ledger {
  var sum = 0
  var entries: [Int] = []
  var users = 0
  var isShared = false
}

func checkMutex(_ checks: Checks) {
  let ledger = Mutex(Ledger())
  do throws(ThreadError) {
    let first = try writer(0, checks.environment, ledger)
    let second = try writer(1, checks.environment, ledger)
    let third = try writer(2, checks.environment, ledger)
    first.join()
    second.join()
    third.join()
  } catch { return checks.expect(false, "threads can be made") }
  let end = ledger.withLock { $0 }
  checks.expect(!end.isShared, "what is locked has one user at a time")
  checks.expect(end.sum == 3 * 200 && end.users == 0, "nothing that is done in turn is lost")
  checkRefusals(checks, ledger)
}

private func writer(_ number: UInt64, _ environment: Environment, _ ledger: Mutex<Ledger>) throws(ThreadError) -> Thread {
  var options = ThreadOptions()
  let space = (try? environment.cpu.call(CPU.affinitySpace)) ?? Affinity(width: 1)
  options.cpu = number % max(UInt64(space.width) * UInt64(space.height), 1)
  return try Thread(Text("writer"), options: options, environment: environment) { _ in
    for round in 0..<200 {
      ledger.withLock { ledger in
        ledger.users += 1
        if ledger.users != 1 { ledger.isShared = true }
        // Not one instruction, and memory of the heap.
        let sum = ledger.sum
        ledger.entries = [sum, round]
        // Now and then another thread runs in the middle of it.
        if round % 50 == 0 { KernelCall.yield() }
        ledger.sum = ledger.entries[0] + 1
        ledger.users -= 1
      }
    }
    ledger.withLock { $0.entries = [] }
  }
}

private enum Refusal: Error { case refused }

private func checkRefusals(_ checks: Checks, _ ledger: Mutex<Ledger>) {
  do throws(Refusal) {
    try ledger.withLock { (_) throws(Refusal) -> Void in throw .refused }
    checks.expect(false, "what is thrown arrives")
  } catch {
    checks.expect(ledger.withLock { $0.users } == 0, "who throws unlocks")
  }
}
