// Lives beside components that behave badly, and says whether it noticed. For tests.
//
// Every few milliseconds it visits the greeter with a new session, and uses memory. What it gets must be right, its account
// must be the same after each visit, and no visit may take longer than its configuration says.

import Bulkhead
import HID

@main final class Witness: Component {
  private let environment: Environment
  private let longest: UInt64
  private let perReport: Int
  private var reference: QuotaState?
  private var visits = 0
  /// Visits in a row that found the account changed.
  private var deviations = 0
  private var slowest: UInt64 = 0
  private var rhythm: Timeout?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let node = try environment.configuration().node
    do throws(Node.ValueError) {
      longest = UInt64(try node.number("longest-us", default: 1_000_000))
      perReport = try node.number("visits", default: 500)
      let period = UInt64(try node.number("period-us", default: 5000))
      rhythm = environment.entrypoint.every(.microseconds(period)) { [self] in self.visit() }
    } catch { throw .failed("the configuration has a bad number") }
  }

  private func visit() {
    checkAccount()
    let start = environment.clock.now.microseconds
    guard greets(), remembers() else { return }
    let time = environment.clock.now.microseconds - start
    slowest = max(slowest, time)
    if time > longest { complain("a visit took \(time) us") }
    visits += 1
    if visits % perReport == 0 { environment.log("undisturbed for \(visits) visits, none longer than \(slowest) us") }
  }

  private func greets() -> Bool {
    do throws(SessionError) {
      let greeter = try environment.open(Greeter.self)
      let answer: Text? = try? greeter.call(Greeter.greet, Text("hello"))
      guard let answer, answer == "hello, hello!" else { return refuse("the greeter does not greet") }
      return true
    } catch { return refuse("the greeter is not there") }
  }

  /// Fresh memory is zero, and keeps what is written to it.
  private func remembers() -> Bool {
    guard let ram = try? RAM(size: 16384), let mapping = try? Mapping(ram.dataspace, isWritable: true) else {
      return refuse("there is no memory")
    }
    for offset in stride(from: 0, to: 16384, by: 512) {
      guard mapping.load(offset, as: UInt64.self) == 0 else { return refuse("fresh memory is not zero") }
      mapping.store(UInt64(offset), at: offset)
    }
    KernelCall.yield()
    for offset in stride(from: 0, to: 16384, by: 512) where mapping.load(offset, as: UInt64.self) != UInt64(offset) {
      return refuse("memory changed")
    }
    return true
  }

  /// The first visits make the heap and the greeter's as large as they have to be. The greeter may take its time to close
  /// a session, but not longer than ten visits.
  private func checkAccount() {
    guard let quota = environment.quota else { return complain("there is no account") }
    if visits < 10 { reference = quota }
    deviations = reference == quota ? 0 : deviations + 1
    if deviations == 10 { complain("the account changed") }
  }

  private func complain(_ what: String) { environment.log("disturbed: " + what) }

  private func refuse(_ what: String) -> Bool {
    complain(what)
    return false
  }
}
