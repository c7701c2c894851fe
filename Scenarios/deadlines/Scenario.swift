// Two components that must have their work done in time, and others that take what is left: what is promised is computed when the
// scenario is checked (`./bulkhead report deadlines` shows it), and kept when it runs.

import Sessions
import TypedComposition

// Both want all the time there is.
let control = Component(Programs.load.self, "control", priority: 0) {
  Time(.milliseconds(2), every: .milliseconds(10), within: .milliseconds(3))
  Config(["kind": "alone"])
}
let picture = Component(Programs.load.self, "picture", priority: -1) {
  Time(.milliseconds(10), every: .milliseconds(40), within: .milliseconds(20))
  Config(["kind": "alone"])
}

let greeter = Component(Programs.greeter.self, priority: -2)
let steady = Component(Programs.steady.self, priority: -3) {
  EndsTheSystem()
  Route(Greeter.self, to: greeter.greeter)
  Route.othersToParent
}

Scenario(
  "deadlines", about: "Promises of time are computed before they are given, and others still get their work done.", cpus: 1
) {
  Must(#"^\[init -> greeter\] waiting for visitors$"#)
  Never("crashed")
  Ends(with: 0)
  Entry("qemu", nil, ["args": "-icount shift=0,sleep=off"])
  System(priorityLevels: 4) {
    ParentProvides(ROM.self, PD.self, CPU.self, Log.self)
    DefaultQuota(ram: .mebibytes(1), capabilities: 100)
    DefaultRoute(.othersToParent)
    control
    picture
    greeter
    steady
  }
}.compose()
