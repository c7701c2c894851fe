// What another thread serves in the checks.

import Bulkhead
import TestSupport

enum AdderFailure: UInt16, Failure {
  case tooMuch = 1
  case unreachable = 0xffff
}

enum Adder: Interface {
  typealias Failure = AdderFailure
  static var name: StaticString { "Adder" }

  static var add: Method<Adder, Pair<UInt64, UInt64>, UInt64> { Method(1) }
  static var echo: Method<Adder, Text, Text> { Method(2) }
  /// Keeps the signal context and signals it `count` times.
  static var signal: Method<Adder, Pair<UInt64, Capability<SignalTarget>>, Nothing> { Method(3) }
  /// Signals the context that is kept, from now on after each call.
  static var again: Method<Adder, Nothing, Nothing> { Method(4) }
  /// An object of its own, which lives until the next such call.
  static var make: Method<Adder, Nothing, Capability<Adder>> { Method(5) }
  /// Ends that object.
  static var end: Method<Adder, Nothing, Nothing> { Method(6) }
  /// Ends the thread.
  static var stop: Method<Adder, Nothing, Nothing> { Method(7) }
  /// Is not served.
  static var missing: Method<Adder, Nothing, Nothing> { Method(99) }
}

final class AdderObject: RPCObject {
  private let entrypoint: Entrypoint
  private var kept = OwnedCapability<SignalTarget>(adopting: .none)
  private var made: ServedObject<Adder>?

  init(_ entrypoint: Entrypoint) { self.entrypoint = entrypoint }

  func serve(_ request: inout Request) {
    request.serve(Adder.add) { numbers throws(AdderFailure) in
      let (sum, overflow) = numbers.first.addingReportingOverflow(numbers.second)
      if overflow { throw .tooMuch }
      return sum
    }
    request.serve(Adder.echo) { text throws(AdderFailure) in text }
    request.serve(
      Adder.signal,
      keeping: { (wish, received) throws(AdderFailure) in
        self.kept = received.keep(wish.second)
        self.kept.capability.submit(count: wish.first)
        return Nothing()
      })
    request.serve(Adder.again) { () throws(AdderFailure) in self.kept.capability.submit() }
    request.serve(Adder.make) { () throws(AdderFailure) -> Capability<Adder> in
      self.made = try? self.entrypoint.serve(AdderObject(self.entrypoint), as: Adder.self)
      return self.made?.capability ?? .none
    }
    request.serve(Adder.end) { () throws(AdderFailure) in self.made = nil }
    request.serve(Adder.stop) { () throws(AdderFailure) in self.entrypoint.stop() }
  }
}

/// Where the other thread says what it serves.
enum Registrar: Interface {
  typealias Failure = AdderFailure
  static var name: StaticString { "Registrar" }
  static var register: Method<Registrar, Capability<Adder>, Nothing> { Method(1) }
}

final class RegistrarObject: RPCObject {
  private(set) var adder = OwnedCapability<Adder>(adopting: .none)
  private let entrypoint: Entrypoint

  init(_ entrypoint: Entrypoint) { self.entrypoint = entrypoint }

  func serve(_ request: inout Request) {
    request.serve(
      Registrar.register,
      keeping: { (adder, received) throws(AdderFailure) in
        self.adder = received.keep(adder)
        self.entrypoint.stop()
        return Nothing()
      })
  }
}

/// Runs `body` while another thread serves an adder.
func withAdder(_ checks: Checks, _ body: (Capability<Adder>) -> Void) {
  let environment = checks.environment
  let registrar = RegistrarObject(environment.entrypoint)
  do throws(EntrypointError) {
    let served = try environment.entrypoint.serve(registrar, as: Registrar.self)
    let target = served.capability
    do throws(ThreadError) {
      let thread = try Thread(Text("adder"), environment: environment) { entrypoint in
        serveAdder(entrypoint, target)
      }
      environment.entrypoint.run()
      body(registrar.adder.capability)
      try? registrar.adder.capability.call(Adder.stop)
      thread.join()
    } catch { checks.expect(false, "a thread can be made") }
  } catch { checks.expect(false, "an object can be served") }
}

/// What the other thread does.
private func serveAdder(_ entrypoint: Entrypoint, _ registrar: Capability<Registrar>) {
  do throws(EntrypointError) {
    let object = try entrypoint.serve(AdderObject(entrypoint), as: Adder.self)
    try? registrar.call(Registrar.register, object.capability)
    entrypoint.run()
    _ = consume object
  } catch {
    try? registrar.call(Registrar.register, .none)
  }
}
