import HID
import Testing

@testable import Launching

@Suite struct LauncherTests {
  private static let text = """
    config
    + init
      + parent-provides
        + service Gui
      + default-route | + any-service | + parent
    + program viewer | title: Pictures | icon: picture
      + start viewer | ram: 8M
        + config | theme: chosen
    + program log | title: Log
      + start log
    + program settings | title: Settings | call: yes
    -
    """

  private static func node(_ text: String) -> Node { Node.parse(Array((text + "\n").utf8)).node! }
  private static func launch(_ launcher: inout Launcher, _ indices: Int...) -> [Bool] { indices.map { launcher.launch($0) } }
  private static func read(_ launcher: inout Launcher, _ text: String) -> Bool { launcher.read(node(text)) }
  private static func make() -> Launcher { Launcher(node(text)) }
  private static func names(_ launcher: Launcher) -> [String] {
    launcher.configuration.nodes("start").compactMap { $0.name }
  }

  @Test func nothingRunsUntilItIsWanted() {
    let launcher = Self.make()
    #expect(launcher.mistakes.isEmpty)
    #expect(launcher.entries.map { $0.title } == ["Pictures", "Log", "Settings"])
    #expect(launcher.configuration.nodes.map { $0.type } == ["parent-provides", "default-route"])
  }

  @Test func whatIsWantedIsStartedOnce() {
    var launcher = Self.make()
    let news = Self.launch(&launcher, 1, 0, 0, 7, -1)
    #expect(news == [true, true, false, false, false])
    #expect(Self.names(launcher) == ["viewer", "log"])
    let start = launcher.configuration.nodes("start").first
    #expect(start?.attribute("ram") == "8M" && start?.node("config")?.attribute("theme") == "chosen")
    #expect(launcher.isRunning(0) && !launcher.isRunning(2))
  }

  @Test func whatEndedLeavesAndCanBeWantedAgain() {
    var launcher = Self.make()
    _ = Self.launch(&launcher, 0)
    let version = launcher.configuration.attribute("version")!
    let ended = "state | version: \(version)\n+ child viewer | exited: 0\n-"
    let isNews = Self.read(&launcher, ended)
    #expect(isNews)
    #expect(Self.names(launcher).isEmpty && launcher.configuration.attribute("version") != version)
    _ = Self.launch(&launcher, 0)
    // The same news again are about the one before.
    let isNewsAgain = Self.read(&launcher, ended)
    #expect(!isNewsAgain)
    #expect(Self.names(launcher) == ["viewer"])
    let second = launcher.configuration.attribute("version")!
    let isCrash = Self.read(&launcher, "state | version: \(second)\n+ child viewer | state: crashed\n-")
    #expect(isCrash && Self.names(launcher).isEmpty)
  }

  @Test func nonsenseInAReportEndsNothing() {
    var launcher = Self.make()
    _ = Self.launch(&launcher, 0)
    for text in [
      "state\n+ child viewer | exited: 0\n-", "state | version: x\n+ child viewer | exited: 0\n-",
      "state | version: 9\n+ child viewer\n+ child nobody | exited: 1\n+ child | exited: 1\n-",
    ] {
      let isNews = Self.read(&launcher, text)
      #expect(!isNews)
    }
    #expect(Self.names(launcher) == ["viewer"])
  }

  @Test func callsAreCounted() {
    var launcher = Self.make()
    #expect(launcher.called.nodes.isEmpty)
    let news = Self.launch(&launcher, 2, 2)
    #expect(news == [true, true])
    #expect(launcher.called.nodes("program").first?.attribute("times") == "2")
    #expect(Self.names(launcher).isEmpty)
  }

  @Test func programsThatMakeNoSenseAreLeftOut() {
    let text = """
      config
      + program a
      + program b | call: yes
        + start b
      + program c
        + start d
      + program e
        + start e
      + program e | call: yes
      -
      """
    let launcher = Launcher(Self.node(text))
    #expect(launcher.entries.map { $0.name } == ["e"])
    #expect(launcher.mistakes.count == 4)
    #expect(launcher.mistakes.first?.contains("program \"a\" needs") == true)
  }
}
