// Behaves as badly towards its parent as its configuration says. For tests.

import Bulkhead
import HID

@main final class Abuser: Component {
  private let environment: Environment

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let kind = try environment.configuration().node.attribute("kind") ?? ""
    switch kind {
    case let kind where kind.isSame(as: "fuzz"): fuzz(rounds: 20_000)
    case let kind where kind.isSame(as: "flood"): flood()
    case let kind where kind.isSame(as: "mute"): announce("Mute")
    case let kind where kind.isSame(as: "lazy"): takeAndKeep()
    case let kind where kind.isSame(as: "liar"): lie()
    case let kind where kind.isSame(as: "beggar"): beg()
    default: throw .failed("the configuration names no known kind of abuse")
    }
    environment.entrypoint.sleep()
  }

  private func announce(_ service: StaticString) { try? environment.parent.call(Parent.announce, Text(service)) }

  /// Calls the parent with random methods, words and capabilities.
  private func fuzz(rounds: Int) {
    var random = Random(seed: 42)
    let capabilities = [
      environment.protectionDomain.index, environment.cpu.index, environment.addressSpace.index, environment.parent.index,
    ]
    for _ in 0..<rounds {
      var opcode = UInt16(random.below(18))
      if opcode == Parent.exit.opcode { opcode = 200 }
      var message = MessageWriter(label: opcode)
      for _ in 0..<random.below(40) { message.append(random.word()) }
      for _ in 0..<random.below(4) { message.append(capabilities[random.below(4)]) }
      MessageBuffer.accept = 0
      _ = KernelCall.call(environment.parent.index, message)
    }
    environment.log("\(rounds) random calls to the parent")
  }

  /// Opens sessions at a server that never answers, until its own quota is gone.
  private func flood() {
    var (id, opened) = (EnvironmentSession.firstFree, 0)
    while true {
      do throws(ParentFailure) {
        let request = SessionRequest(id: id, service: Text("Mute"), label: Text(), donation: Quota(ram: 2048))
        let _: Capability<AnySession> = try environment.parent.call(Parent.session, request)
      } catch {
        guard error == .pending else { break }
        opened += 1
      }
      id += 1
    }
    environment.log(opened > 100 ? "own quota is gone" : "only \(opened) sessions")
  }

  /// Takes every task of a server and never answers one.
  private func takeAndKeep() {
    announce("Lazy")
    while true {
      let _: NextTask? = try? environment.parent.call(Parent.nextTask)
      KernelCall.yield()
    }
  }

  /// Answers tasks that there are not, and those that there are wrongly.
  private func lie() {
    announce("Liar")
    var random = Random(seed: 7)
    while true {
      let task: NextTask? = try? environment.parent.call(Parent.nextTask)
      let id = task?.task.id ?? UInt64(random.below(1000))
      try? environment.parent.call(Parent.respond, Pair(id, UInt64(random.below(9))))
      try? environment.parent.call(Parent.deliver, Pair(id, environment.parent.erased))
      KernelCall.yield()
    }
  }

  /// Asks for ever more.
  private func beg() {
    var amount: UInt64 = 1
    for _ in 0..<10_000 {
      try? environment.parent.call(Parent.requestResources, Quota(ram: amount &* 4096, capabilities: amount))
      amount &+= 1
    }
    environment.log("begged 10000 times")
  }
}

/// The same numbers in every run.
struct Random {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func word() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    // Small numbers reach further than large ones.
    return state & 3 == 0 ? state : state & 0x1f
  }

  mutating func below(_ bound: Int) -> Int { Int(word() % UInt64(bound)) }
}
