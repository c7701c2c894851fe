// Opens all services that there are anywhere, and some that there are not, under all sorts of labels. One session of each service
// stays open.

import Bulkhead

struct ServiceAttempts {
  private let environment: Environment
  /// By position in `names`.
  private var isOpened: [Bool]
  private var id: UInt64 = 1000

  private static var names: [StaticString] {
    [
      "PD", "CPU", "RM", "ROM", "LOG", "TRACE", "AUDIT", "IO_MEM", "IO_PORT", "IRQ", "Greeter", "Platform", "Timer", "RTC",
      "Entropy", "Event", "Capture", "Gui", "Report", "Terminal", "LogHistory", "Consent", "Record", "Play", "Camera", "Unlock",
      "Block", "Signer", "Signing", "Steering", "VM", "Parent", "CPUThread", "RegionMap", "SignalTarget", "init", "core", "",
    ]
  }

  private static var labels: [StaticString] {
    [
      "", "config", "binary", "secret", "init", "core", "keeper", "init -> keeper", "keys", "audit", "keeper -> secret", " -> ",
      "..",
      "*",
      "a | b: c", "\u{1b}[2J", "\u{202e}", "a label that is longer than the forty-eight bytes which a text has in its place",
    ]
  }

  init(_ environment: Environment) {
    self.environment = environment
    isOpened = Self.names.map { _ in false }
  }

  mutating func run() {
    for (position, name) in Self.names.enumerated() {
      for label in Self.labels where open(name, label) {
        if isOpened[position] { close() }
        isOpened[position] = true
        id += 1
      }
    }
  }

  /// The services that it got, in the order of the list.
  var openedText: String {
    var text = ""
    for (position, name) in Self.names.enumerated() where isOpened[position] { text += text.isEmpty ? "\(name)" : " \(name)" }
    return text
  }

  private func open(_ name: StaticString, _ label: StaticString) -> Bool {
    let request = SessionRequest(
      id: id, service: Text(name), label: Text(label), donation: Quota(ram: 256 << 10, capabilities: 16),
      arguments: Text("base: 0x100000 | size: 4096 | number: 1 | managing_system: yes | priority: 0"))
    do throws(ParentFailure) {
      let session: Capability<AnySession> = try environment.parent.call(Parent.session, request)
      return session.index != .none
    } catch { return error == .pending && becomesAvailable() }
  }

  /// Waits for a server's answer.
  private func becomesAvailable() -> Bool {
    while true {
      do throws(ParentFailure) {
        let session: Capability<AnySession> = try environment.parent.call(Parent.sessionCapability, id)
        return session.index != .none
      } catch { guard error == .pending else { return false } }
      KernelCall.yield()
    }
  }

  private func close() { try? environment.parent.call(Parent.close, id) }
}
