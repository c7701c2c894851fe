// A client that wants more than it was given.

import Bulkhead
import TestSupport

final class HostileClient {
  private let environment: Environment
  private let checks: Checks

  init(_ environment: Environment) {
    self.environment = environment
    checks = Checks(environment)
  }

  func attack() {
    checks.denies("no route: nobody is stopped", Steering.self, label: "stop -> gui")
    checks.denies("another action than the route gives", Steering.self, label: "stop -> victim")
    checks.denies("no such action", Steering.self, label: "kill -> victim")
    checks.denies("no such component", Steering.self, label: "restart -> nobody")
    checks.denies("nobody is asked about what is not there", Steering.self, label: "stop -> ghost")
    checks.denies("a label that goes on behind the name", Steering.self, label: "restart -> victim -> x")
    checks.denies("a session without a label", Steering.self)
    checks.denies("who there is is not for everybody", ROM.self, label: "state")
    checks.denies("another ROM of init's", ROM.self, label: "config -> state of init")
    useTwice()
    decide()
    environment.log(checks.failures == 0 ? "all attempts failed" : "FAILED: not all attempts failed")
  }

  /// What the route gives is good for one time.
  private func useTwice() {
    guard let session = try? environment.open(Steering.self, label: Text("restart -> victim")) else {
      return checks.expect(false, "what the route gives")
    }
    checks.expect((try? session.call(Steering.perform)) != nil, "what the route gives, once")
    checks.refuses("what the route gives, twice", SteeringFailure.spent) { () throws(SteeringFailure) in
      try session.call(Steering.perform)
    }
    session.close()
  }

  /// Who may take grants back gives nobody anything.
  private func decide() {
    guard let control = try? environment.open(ConsentControl.self) else {
      return checks.expect(false, "a session to take back")
    }
    let setting = ConsentSetting(label: Text("hostile"), service: Text("Record"), .allow)
    checks.refuses("it allows itself nothing", ConsentFailure.notAllowed) { () throws(ConsentFailure) in
      try control.call(ConsentControl.decide, setting)
    }
    checks.refuses("it forgives itself nothing", ConsentFailure.notAllowed) { () throws(ConsentFailure) in
      try control.call(ConsentControl.forgive, Text("hostile"))
    }
    checks.refuses("it ends nothing that is not there", ConsentFailure.unknownUse) { () throws(ConsentFailure) in
      try control.call(ConsentControl.stop, 4711)
    }
    control.close()
  }
}
