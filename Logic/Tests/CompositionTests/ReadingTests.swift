import Composition
import HID
import Testing

/// What a configuration means, and what is said about those that mean nothing.
@Suite struct ReadingTests {
  @Test func readsEverything() throws {
    let it = configuration(
      """
      config | prio_levels: 4 | verbose: yes | version: 7
      + parent-provides
        + service ROM
        + service PD
      + default | caps: 80
      + default-route | + any-service | + parent
      + affinity-space | width: 4
      + report | ids: yes | child_ram: yes | delay_ms: 250
      + heartbeat | rate_ms: 500
      + resource RAM | preserve: 64K
      + resource CAP | preserve: 33
      + alias disk | child: nvme
      + start nvme | ram: 2M | priority: -3 | version: b | ld: no | managing_system: yes
        + binary driver
        + provides
          + service Block
          + service Timer
        + heartbeat | restart_after_skipped: 3
        + affinity | xpos: 1 | width: 2
        + exit | propagate: yes
        + crash | restart: yes | limit: 5
        + managed | max_ram: 4M
        + config | a: b
          + c
        + route
          + service ROM | label_last: font | + child fonts | label: x -> y
          + service LOG
            + parent | resource: quiet
            + any-child
      -
      """)
    #expect(it.priorityLevels == 4 && it.isVerbose && it.version == "7")
    #expect(it.parentServices == ["ROM", "PD"])
    #expect(it.affinitySpace?.width == 4)
    #expect(it.report?.ids == true && it.report?.childRAM == true && it.report?.requested == false && it.report?.delay == 250)
    #expect(it.heartbeatPeriod == 500)
    #expect(it.preserved == Resources(ram: 65536, capabilities: 33))
    #expect(it.child(named: "disk")?.name == "nvme")
    let child = try #require(it.children.first)
    #expect(child.binary == "driver" && child.version == "b" && child.priority == -3)
    #expect(child.quota == Resources(ram: 2 << 20, capabilities: 80))
    #expect(child.provides == ["Block", "Timer"])
    #expect(child.heartbeat?.restartAfterSkipped == 3)
    #expect(child.affinity == AffinityLocation(x: 1, y: 0, width: 2, height: 1))
    #expect(child.propagatesExit)
    #expect(child.crash == CrashPolicy(restarts: true, limit: 5))
    #expect(child.maximum == Resources(ram: 4 << 20, capabilities: 80))
    #expect(child.configuration == "config | a: b\n+ c\n-\n")
    #expect(child.route.rules.count == 2)
    #expect(child.route.rules[0].filter.last == "font")
    #expect(child.route.rules[0].targets[0].rewriting.label == "x -> y")
    #expect(child.route.rules[1].targets.count == 2)
  }

  @Test func defaultsCountWhereverTheyStand() {
    let it = configuration("config\n+ start a\n+ default | ram: 1M | caps: 50\n+ default-route | + any-service | + parent\n-\n")
    #expect(it.children[0].quota == Resources(ram: 1 << 20, capabilities: 50))
    #expect(it.children[0].route.rules.count == 1)
  }

  @Test func disabledNodesDoNotCount() {
    #expect(configuration("config\nx start a\n  ram: 1M\n-\n").children.isEmpty)
  }

  private static let start = "config\n+ start a | ram: 1M | caps: 10"

  @Test(arguments: [
    ("config | verbos: yes\n-\n", "1:10 unknown attribute \"verbos\" in \"config\": did you mean \"verbose\"?"),
    ("config\n+ strat a\n-\n", "2:1 unknown node \"strat\" in \"config\": did you mean \"start\"?"),
    ("config\n+ policy\n-\n", "2:1 unknown node \"policy\" in \"config\": remove it, or use one of parent-provides, default,"),
    ("config | verbose: maybe\n-\n", "1:10 \"verbose\" is \"maybe\", but must be yes or no"),
    ("config | prio_levels: 3\n-\n", "1:1 prio_levels must be a power of two from 1 to 128, not 3"),
    ("config\n+ start\n-\n", "2:1 \"start\" needs \"name\": write \"+ start NAME\""),
    ("config\n+ start a | caps: 1\n-\n", "2:1 child \"a\" gets no RAM: add \"ram: 1M\""),
    ("config\n+ start a | ram: 1M\n-\n", "2:1 child \"a\" gets no capabilities: add \"caps: 100\""),
    (start + " | rma: 1\n-\n", "2:34 unknown attribute \"rma\" in \"start\": did you mean \"ram\"?"),
    ("config\n+ start a | ram: lots | caps: 1\n-\n", "2:13 \"ram\" is \"lots\", but must be a number of bytes"),
    ("config\n+ start a | ram: 1M | caps: -4\n-\n", "2:1 \"caps\" must not be negative"),
    (start + "\n" + "+ start a | ram: 1M | caps: 10\n-\n", "3:1 child \"a\" is started twice (first in line 2)"),
    (start + " | priority: 1\n-\n", "2:1 priority 1 is not within 0...0, as prio_levels is 1"),
    (start + " | priority: -1\n-\n", "2:1 priority -1 is not within 0...0"),
    ("config\n+ start a -> b | ram: 1M | caps: 10\n-\n", "2:1 the name of a child has at most 64 bytes and no \" -> \""),
    (start + "\n  + route | + service\n-\n", "3:13 \"service\" needs \"name\""),
    (start + "\n  + route | + service X\n-\n", "3:13 the rule leads nowhere: add a target"),
    (start + "\n  + route | + service X | + child\n-\n", "3:27 \"child\" needs \"name\""),
    (
      start + "\n  + route | + service X | + parnet\n-\n",
      "3:27 unknown node \"parnet\" in \"service\": did you mean \"parent\"?"
    ),
    (start + "\n  + route | + service X | lable: a | + parent\n-\n", "3:27 unknown attribute \"lable\" in \"service\""),
    (
      start + "\n  + route | + any-service | + parent | + any-child\n-\n",
      "3:40 \"any-child\" stands inside of \"parent\": give each"
    ),
    (start + "\n  + crash | limit: 3\n-\n", "3:3 \"limit\" counts restarts, but there are none: add \"restart: yes\""),
    (start + "\n  + exit | propagat: yes\n-\n", "3:12 unknown attribute \"propagat\" in \"exit\": did you mean \"propagate\"?"),
    (start + "\n  + provides | + Timer\n-\n", "3:16 unknown node \"Timer\" in \"provides\": remove it, or use one of service"),
    (start + "\n  + binary\n-\n", "3:3 \"binary\" needs \"name\""),
    (start + "\n  + heartbeat | restart: 1\n-\n", "3:17 unknown attribute \"restart\" in \"heartbeat\": remove it, or use"),
    ("config\n+ resource DISK | preserve: 1\n-\n", "2:1 unknown resource \"DISK\": write RAM or CAP"),
    ("config\n+ alias a\n-\n", "2:1 \"alias\" needs \"child\": write \"child: ...\""),
    ("config\n+ report | idd: yes\n-\n", "2:12 unknown attribute \"idd\" in \"report\": did you mean \"ids\"?"),
    ("config\nnonsense\n-\n", "2:1 expected"),
    ("", "1:1 the text is empty"),
  ])
  func refuses(_ text: String, _ expected: String) {
    let complaints = SandboxConfiguration.read(Array(text.utf8)).diagnostics.map {
      "\($0.position.line):\($0.position.column) \($0.message)"
    }
    #expect(complaints.contains { $0.hasPrefix(expected) }, "\(complaints)")
  }

  @Test func saysEverythingAtOnce() {
    let text = "config | a: b\n+ start x | ram: y | caps: 1\n  + route | + service S\n+ start x | ram: 1M\n-\n"
    #expect(SandboxConfiguration.read(Array(text.utf8)).diagnostics.count == 6)
  }

  /// No text may stop the reader.
  @Test func survivesNoise() {
    let words = [
      "config", "\n", "+ ", "start", " a", " | ", "ram: 1M", "caps: 9", "route", "service", "any-service", "parent", "child b",
      "  ", "-", "provides", "99999999999999999999", "priority: -9", "\n+ start x", "label: q",
    ]
    for seed in 1...3000 as ClosedRange<UInt64> {
      var random = RandomSource(seed)
      var text = "config\n"
      for _ in 0..<random.below(40) { text += words[random.below(words.count)] }
      _ = SandboxConfiguration.read(Array(text.utf8))
    }
  }
}
