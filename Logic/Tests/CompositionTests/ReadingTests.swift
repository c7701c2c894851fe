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
        + cpu | budget_us: 200 | period_us: 1000 | deadline_us: 900
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
    #expect(child.time == TimePromise(budget: 200, period: 1000, deadline: 900))
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
    ("config | prio_levels: many\n-\n", "1:10 \"prio_levels\" is \"many\", but must be a whole number"),
    ("config\n+ default | rma: 1M\n-\n", "2:13 unknown attribute \"rma\" in \"default\": did you mean \"ram\"?"),
    ("config\n+ default-route | + servcie X | + parent\n-\n", "2:19 unknown node \"servcie\" in \"default-route\""),
    ("config\n+ affinity-space | widht: 2\n-\n", "2:20 unknown attribute \"widht\" in \"affinity-space\": did you mean"),
    ("config\n+ affinity-space | width: 0\n-\n", "2:1 \"width\" is 0, but must be at least 1"),
    ("config\n+ affinity-space | height: -2\n-\n", "2:1 \"height\" is -2, but must be at least 1"),
    (start + "\n  + affinity | height: 0\n-\n", "3:3 \"height\" is 0, but must be at least 1"),
    (start + "\n  + affinity | widt: 1\n-\n", "3:16 unknown attribute \"widt\" in \"affinity\": did you mean \"width\"?"),
    (start + "\n  + cpu | budget_us: 20\n-\n", "3:3 \"period_us\" is 0, but must be at least 1"),
    (start + "\n  + cpu | budget_us: 20 | period_us: 10\n-\n", "3:3 \"budget_us\" is at most \"period_us\""),
    (start + "\n  + cpu | budget_us: 20 | period_us: 2147483649\n-\n", "3:3 \"budget_us\" is at most \"period_us\""),
    (
      start + "\n  + cpu | budget_us: 20 | period_us: 50 | deadline_us: 10\n-\n",
      "3:3 within \"deadline_us\" there is no room for \"budget_us\""
    ),
    (start + "\n  + cpu | budget: 20\n-\n", "3:11 unknown attribute \"budget\" in \"cpu\""),
    (start + "\n  + affinity | xpos: -1\n-\n", "3:3 \"xpos\" must not be negative"),
    ("config\n+ heartbeat | rate_ms: 0\n-\n", "2:1 \"rate_ms\" is 0, but must be at least 1"),
    ("config\n+ heartbeat | rate: 5\n-\n", "2:15 unknown attribute \"rate\" in \"heartbeat\": remove it, or use"),
    ("config\n+ report | delay_ms: soon\n-\n", "2:12 \"delay_ms\" is \"soon\", but must be a whole number"),
    ("config\n+ report | ids: some\n-\n", "2:12 \"ids\" is \"some\", but must be yes or no"),
    ("config\n+ report\n+ report\n-\n", "3:1 \"config\" has a second \"report\" (the first is in line 2): remove one"),
    ("config\n+ resource\n-\n", "2:1 \"resource\" needs \"name\": write \"+ resource NAME\""),
    ("config\n+ resource RAM | keep: 1\n-\n", "2:18 unknown attribute \"keep\" in \"resource\""),
    (
      "config\n+ resource RAM | preserve: 1K\n+ resource RAM | preserve: 2K\n-\n",
      "3:1 there is a second \"resource RAM\" (the first is in line 2): remove one of them"
    ),
    ("config\n+ alias | child: b\n-\n", "2:1 \"alias\" needs \"name\": write \"+ alias NAME\""),
    ("config\n+ alias a | chidl: b\n-\n", "2:13 unknown attribute \"chidl\" in \"alias\": did you mean \"child\"?"),
    ("config\n+ parent-provides | + servic X\n-\n", "2:21 unknown node \"servic\" in \"parent-provides\""),
    ("config\n+ parent-provides | + service\n-\n", "2:21 \"service\" needs \"name\": write \"+ service NAME\""),
    ("config\n+ parent-provides | + service X | a: b\n-\n", "2:35 unknown attribute \"a\" in \"service\""),
    ("config\n+ service X | + polcy\n-\n", "2:15 unknown node \"polcy\" in \"service\": did you mean \"policy\"?"),
    ("config\n+ service | + default-policy | + child a\n-\n", "2:1 \"service\" needs \"name\""),
    ("config\n+ service X | + policy | label: a\n-\n", "2:15 the policy leads nowhere: add \"| + child NAME\""),
    ("config\n+ service X | + policy | lable: a | + child b\n-\n", "2:26 unknown attribute \"lable\" in \"policy\""),
    (
      "config\n+ service X | + default-policy | label: a | + child b\n-\n",
      "2:34 unknown attribute \"label\" in \"default-policy\": remove it"
    ),
    ("config\n+ service X | + default-policy | + child\n-\n", "2:34 \"child\" needs \"name\": write \"+ child NAME\""),
    (
      "config\n+ service X | + default-policy | + child a\n+ service X | + default-policy | + child b\n-\n",
      "3:1 there is a second \"service X\" (the first is in line 2): remove one of them"
    ),
    (start + "\n  + route | + local\n-\n", "3:13 unknown node \"local\" in \"route\": remove it, or use one of service"),
    (start + "\n  + route | a: b\n-\n", "3:13 unknown attribute \"a\" in \"route\": remove it"),
    (
      start + "\n  + route | + any-service X | + parent\n-\n",
      "3:27 unknown attribute \"name\" in \"any-service\": remove it, or use one of label"
    ),
    (
      start + "\n  + route | + service X | + parent b\n-\n",
      "3:36 unknown attribute \"name\" in \"parent\": remove it, or use one of label, identity"
    ),
    (start + "\n  + provides\n    + service X\n    + service X\n-\n", "5:5 service \"X\" is named twice: remove one of them"),
    (start + "\n  + binary a\n  + binary b\n-\n", "4:3 \"start\" has a second \"binary\" (the first is in line 3)"),
    (start + "\n  + binary a | b: c\n-\n", "3:16 unknown attribute \"b\" in \"binary\": remove it, or use one of name"),
    (start + " | managing_system: maybe\n-\n", "2:34 \"managing_system\" is \"maybe\", but must be yes or no"),
    (start + " | priority: high\n-\n", "2:34 \"priority\" is \"high\", but must be a whole number"),
    (start + "\n  + exit | propagate: maybe\n-\n", "3:12 \"propagate\" is \"maybe\", but must be yes or no"),
    (start + "\n  + crash | retsart: yes\n-\n", "3:13 unknown attribute \"retsart\" in \"crash\": did you mean \"restart\"?"),
    (start + "\n  + crash | restart: yes | limit: -1\n-\n", "3:3 \"limit\" must not be negative"),
    (start + "\n  + managed | max_ram: 2M | max: 3\n-\n", "3:29 unknown attribute \"max\" in \"managed\""),
    (start + "\n  + managed | max_caps: 5\n-\n", "3:3 child \"a\" gets more than it may ask for: raise \"max_ram\""),
    (start + "\n  + heartbeat | restart_after_skipped: x\n-\n", "3:17 \"restart_after_skipped\" is \"x\", but must be a whole"),
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
