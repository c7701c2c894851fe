// The scenario "hello", in Swift. A test holds what comes of it against Scenarios/hello/scenario.hid.

import Sessions
import TypedComposition

let greeter = Component(Programs.greeter.self, ram: .mebibytes(1), capabilities: 100) {
  Route.othersToParent
}

let hello = Component(Programs.hello.self, ram: .kibibytes(256), capabilities: 50) {
  EndsTheSystem()
  Route(Greeter.self, to: greeter.greeter)
  Route.othersToParent
}

Scenario("hello", about: "Two isolated components talk to each other.", cpus: 2) {
  Must(#"^\[init -> greeter\] waiting for visitors$"#)
  Must(#"^\[init -> hello\] the greeter says: hello, hello!$"#)
  Ends(with: 0)
  System {
    ParentProvides(ROM.self, PD.self, CPU.self, Log.self)
    greeter
    hello
  }
}.compose()
