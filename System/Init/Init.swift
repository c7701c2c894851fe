// Init: runs the components that its configuration (the ROM "config") names. The first component of every system, and a
// component like any other: it can be a child of another init.

import Bulkhead
import Sandbox

@main
final class Init: Component {
  private let environment: Environment
  private let children: ChildSystem
  private let configuration: Session<ROM>
  private var news: SignalHandler?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    children = ChildSystem(environment)
    configuration = try environment.open(ROM.self, label: Text("config"))
    news = try? environment.entrypoint.onSignal { [self] _ in self.update() }
    if let signal = news?.capability { try? configuration.call(ROM.setSignal, signal) }
    if !apply() {
      environment.log("the configuration has mistakes: nothing is started")
      environment.exit(1)
    }
  }

  private func apply() -> Bool {
    do throws(ROMFailure) {
      let content: OwnedCapability<Dataspace> = try configuration.call(ROM.dataspace)
      let size = try configuration.call(ROM.size)
      guard let mapping = try? Mapping(content.capability) else { return false }
      return children.apply(Self.copy(mapping, Int(size)))
    } catch { return false }
  }

  private static func copy(_ mapping: borrowing Mapping, _ size: Int) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(size)
    for position in 0..<min(size, mapping.count) { text.append(mapping.load(position)) }
    return text
  }

  private func update() {
    if !apply() { environment.log("the configuration has mistakes: everything stays as it is") }
  }
}
