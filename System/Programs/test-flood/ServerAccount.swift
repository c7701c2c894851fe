// The account of the GUI server, as init's state report has it.

import Bulkhead
import HID

final class ServerAccount {
  private let state: ROMContent
  private var first = Amounts()

  private struct Amounts {
    var used = 0
    var available = 0
    var capabilities = 0
  }

  /// Pages that a heap takes once and keeps.
  private static var slack: Int { 256 << 10 }

  init(_ environment: Environment) throws(SessionError) {
    state = try ROMContent(Text("state"), environment: environment)
  }

  private var amounts: Amounts {
    state.refresh()
    guard let root = Node.parse(state.bytes).node,
      let gui = root.nodes("child").first(where: { $0.name?.isSame(as: "gui") == true }), let ram = gui.node("ram"),
      let capabilities = gui.node("caps")
    else { return Amounts() }
    return Amounts(
      used: (try? ram.bytes("used", default: 0)) ?? 0, available: (try? ram.bytes("avail", default: 0)) ?? 0,
      capabilities: (try? capabilities.number("avail", default: 0)) ?? 0)
  }

  func remember() { first = amounts }

  /// Clients' donations come on top of what the server has; what is made for them is taken from those.
  var isUntouched: Bool {
    let now = amounts
    return now.available + Self.slack >= first.available && now.capabilities >= first.capabilities && first.available > 0
  }

  /// The flooders are gone, and so is all that was made for them.
  var isAsBefore: Bool { isUntouched && amounts.used <= first.used + Self.slack }

  var text: String {
    let now = amounts
    return "\(first.used) bytes used and \(first.available) left became \(now.used) and \(now.available)"
  }
}
