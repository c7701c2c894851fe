// Calls whose handlers wait for input: it is handled in the middle of the call, all else after it.

import Bulkhead
import TestSupport

private final class NestingAdder: RPCObject {
  let entrypoint: Entrypoint
  var io: Capability<SignalTarget> = .none
  var application: Capability<SignalTarget> = .none
  private(set) var (inputs, postponed, early, calls) = (0 as UInt64, 0 as UInt64, 0 as UInt64, 0 as UInt64)
  private var isServing = false

  init(_ entrypoint: Entrypoint) { self.entrypoint = entrypoint }

  func gotInput(_ count: UInt64) { inputs += count }

  func gotSignal(_ count: UInt64) {
    postponed += count
    if isServing { early += 1 }
  }

  func serve(_ request: inout Request) {
    request.serve(Adder.add) { numbers throws(AdderFailure) in
      self.waitForInput()
      return numbers.first + numbers.second
    }
    request.serve(Adder.stop) { () throws(AdderFailure) in self.entrypoint.stop() }
  }

  private func waitForInput() {
    isServing = true
    calls += 1
    application.submit()
    io.submit()
    while inputs < calls { entrypoint.dispatchOneIOSignal() }
    isServing = false
  }
}

func checkNestedCalls(_ checks: Checks) {
  let environment = checks.environment
  let entrypoint = environment.entrypoint
  let adder = NestingAdder(entrypoint)
  do throws(EntrypointError) {
    let io = try entrypoint.onSignal(.io) { adder.gotInput($0) }
    let application = try entrypoint.onSignal { adder.gotSignal($0) }
    (adder.io, adder.application) = (io.capability, application.capability)
    let served = try entrypoint.serve(adder, as: Adder.self)
    let target = served.capability
    var isRight = false
    do throws(ThreadError) { isRight = try callOften(checks, target) } catch { checks.expect(false, "a thread can be made") }
    checks.expect(isRight && adder.calls == 300, "300 calls are answered right while input is handled within each of them")
    checks.expect(adder.early == 0, "no other signal is handled within a call")
    if adder.postponed < 300 { handleTheRest(entrypoint) }
    checks.expect(adder.postponed == 300, "and none is lost")
    _ = consume served
  } catch { checks.expect(false, "an object can be served") }
}

/// Handles what is still postponed.
private func handleTheRest(_ entrypoint: Entrypoint) {
  let deadline = entrypoint.after(.milliseconds(1)) { entrypoint.stop() }
  entrypoint.run()
  _ = consume deadline
}

private let correct = Synchronized()

private func callOften(_ checks: Checks, _ target: Capability<Adder>) throws(ThreadError) -> Bool {
  correct.reset()
  let caller = try onCPU(1, checks.environment) { _ in
    for number in 0..<300 as Range<UInt64> {
      if (try? target.call(Adder.add, Pair(number, 1))) == number + 1 { correct.count() }
    }
    try? target.call(Adder.stop)
  }
  checks.environment.entrypoint.run()
  caller.join()
  return correct.value == 300
}
