// Breaks the rule that its configuration names, to show what happens then. For tests.

import Bulkhead
import HID

@main final class Crasher: Component {
  init(_ environment: Environment) throws(SessionError) {
    let kind = try Self.kind(environment)
    guard let violation = Violation(kind) else { throw .failed("the configuration names no known kind of crash") }
    do throws(RegionMapFailure) { try violation.commit(environment) } catch {}
    throw .failed("the crash did not happen")
  }

  /// The attribute `kind` of the configuration.
  private static func kind(_ environment: Environment) throws(SessionError) -> String {
    let rom = try environment.open(ROM.self, label: Text("config"))
    guard let text = try? read(rom), let kind = Node.parse(text).node?.attribute("kind") else {
      throw .failed("the configuration has no attribute \"kind\"")
    }
    return kind
  }

  private static func read(_ rom: borrowing Session<ROM>) throws(ROMFailure) -> [UInt8] {
    let content: OwnedCapability<Dataspace> = try rom.call(ROM.dataspace)
    let size = Int(try rom.call(ROM.size))
    var text: [UInt8] = []
    guard let mapping = try? Mapping(content.capability) else { return text }
    for position in 0..<min(size, mapping.count) { text.append(mapping.load(position)) }
    return text
  }
}
