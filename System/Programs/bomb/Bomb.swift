// Starts as many of its own kind as its configuration says, which do the same, down to the last generation, which says
// that it is there. All that it has it divides among them.

import Bulkhead
import HID
import Sandbox

@main final class Bomb: Component {
  private var children: ChildSystem?

  init(_ environment: Environment) throws(SessionError) {
    let node = try environment.configuration().node
    let (generations, count): (Int, Int)
    do throws(Node.ValueError) {
      (generations, count) = (try node.number("generations", default: 0), try node.number("children", default: 2))
    } catch { throw .failed("the configuration has a bad number") }
    if generations <= 0 || count <= 0 {
      environment.log("armed")
      return
    }
    guard let quota = environment.quota else { throw .failed("there is no account") }
    let children = ChildSystem(environment)
    self.children = children
    let text = Self.configuration(generations - 1, count, Share(of: quota, among: count))
    if !children.apply(Array(text.utf8)) { throw .failed("the configuration is refused") }
  }

  private static func configuration(_ generations: Int, _ count: Int, _ share: Share) -> String {
    var text = """
      config
      + parent-provides
        + service ROM
        + service PD
        + service CPU
        + service LOG
      + resource RAM | preserve: 32K
      + resource CAP | preserve: 4
      + default | ram: \(share.ram >> 10)K | caps: \(share.capabilities)
      + default-route | + any-service | + parent

      """
    for number in 0..<count {
      text += "+ start \(number)\n  + binary bomb\n  + config | generations: \(generations) | children: \(count)\n"
    }
    return text + "-\n"
  }
}

/// What each child gets of all that is left: its parent keeps what it needs to watch over them.
private struct Share {
  let ram: UInt64
  let capabilities: UInt64

  init(of quota: QuotaState, among count: Int) {
    let (ram, capabilities) = (quota.ramLimit - quota.ramUsed, quota.capabilityLimit - quota.capabilitiesUsed)
    self.ram = (max(ram, 256 << 10) - (256 << 10)) / UInt64(count)
    self.capabilities = (max(capabilities, 24) - 24) / UInt64(count)
  }
}
