// Light or dark: as the configuration says, or as the person chooses while the program runs.

import Bulkhead
import HID

/// `theme: dark`, `theme: light`, or `theme: chosen`: as the ROM `theme` says (`theme | name: dark`), from moment to moment.
public final class ThemeChoice {
  public private(set) var isDark: Bool
  /// Called whenever it is the other one now.
  public var onChange: (() -> Void)?
  private var content: ROMContent?

  /// - Parameter standard: whether it is dark as long as nobody says anything.
  /// - Throws: as opening a ROM session, if the configuration wants one.
  public init(_ environment: Environment, isDark standard: Bool = false) throws(SessionError) {
    isDark = standard
    guard let word = try environment.configuration().node.attribute("theme") else { return }
    if word.isSame(as: "chosen") { try follow(environment) } else { isDark = word.isSame(as: "dark") }
  }

  private func follow(_ environment: Environment) throws(SessionError) {
    let content = try ROMContent(Text("theme"), environment: environment)
    self.content = content
    try content.watch { [self] in read(content.bytes) }
  }

  /// Content that says neither changes nothing.
  private func read(_ bytes: [UInt8]) {
    guard let word = Node.parse(bytes).node?.name else { return }
    let wanted = word.isSame(as: "dark")
    guard wanted != isDark, wanted || word.isSame(as: "light") else { return }
    isDark = wanted
    onChange?()
  }
}
