// The scenario "tour", in Swift: services, policies, a nested init, a crash. A test holds what comes of it against
// Scenarios/tour/scenario.hid.

import Sessions
import TypedComposition

// Services: each is a component that can reach nothing but its own configuration.
let timer = Component(Programs.timer.self)
let greeter = Component(Programs.greeter.self)
let reports = Component(Programs.report_rom.self, ram: .mebibytes(1), capabilities: 100) {
  // The only flow of information between the two: from the clock's report to the panel's ROM.
  Config { Entry("policy", nil, ["label": "panel -> time", "report": "clock -> time"]) }
}
let filter = Component(Programs.log_filter.self) {
  Config { Entry("policy", nil, ["label": "chatterbox", "with": "important"]) }
}

// Their users: each reaches what its route says, and nothing else exists for it.
let hello = Component(Programs.hello.self) {
  Route(Greeter.self, to: greeter.greeter)
  Route.othersToParent
}
let clock = Component(Programs.clock.self) {
  Config(["period_ms": "250"])
  Route(Timer.self, to: timer.timer)
  Route(Report.self, to: reports.report)
  Route.othersToParent
}
let panel = Component(Programs.panel.self) {
  Config(["until": "12"])
  EndsTheSystem()
  Route(ROM.self, label: "time", to: reports.rom)
  Route.othersToParent
}
let chatterbox = Component(Programs.dummy.self, "chatterbox") {
  Config {
    for line in ["nobody wants to know this", "this is important"] { Entry("log", nil, ["string": line]) }
  }
  Route(Log.self, to: filter.log)
  Route.othersToParent
}

// A system within: whatever breaks in there stays in there.
let workshop = Subsystem("workshop", ram: .mebibytes(4), capabilities: 300, priority: -1) {
  ParentProvides(ROM.self, PD.self, CPU.self, Log.self)
  DefaultRoute(.othersToParent)
  Component(Programs.crasher.self, "clumsy", ram: .kibibytes(512), capabilities: 60) {
    Restarts(2)
    Config(["kind": "null-write"])
  }
}

let about = "A composed system: services, policies, a nested init, a component that crashes and comes back."
Scenario("tour", about: about, timeout: 90) {
  Must(#"^\[init -> hello\] the greeter says: hello, hello!$"#, anywhere: true)
  Must(#"^\[init -> workshop\] child "clumsy" crashed: illegal write to address 0x0 .* restart 1 of 2$"#, anywhere: true)
  Must(
    #"^\[init -> workshop\] child "clumsy" crashed: .* it stays stopped: the limit of restarts \(2\) is reached$"#,
    anywhere: true)
  Must(#"^\[init -> log_filter\] \[chatterbox\] this is important$"#, anywhere: true)
  Must(#"^\[init -> panel\] the clock says [0-9]+ ms$"#)
  Must(#"^\[init -> panel\] that was the tour$"#)
  Never("nobody wants to know")
  Ends(with: 0)
  System(priorityLevels: 2) {
    ParentProvides(ROM.self, PD.self, CPU.self, Log.self)
    DefaultQuota(ram: .kibibytes(512), capabilities: 60)
    DefaultRoute(.othersToParent)
    timer
    greeter
    reports
    filter
    hello
    clock
    panel
    chatterbox
    workshop
  }
}.compose()
