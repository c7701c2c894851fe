import HID
import Testing

@Suite struct HIDTests {
  private func parsed(_ text: String) throws -> Node {
    let result = Node.parse(text)
    #expect(result.diagnostics.isEmpty, "\(result.diagnostics)")
    return try #require(result.node)
  }

  private func complaints(_ text: String) -> [String] {
    Node.parse(text).diagnostics.map { "\($0.position.line):\($0.position.column) \($0.message)" }
  }

  @Test func readsAConfiguration() throws {
    let node = try parsed(
      """
      config | verbose: yes
      + parent-provides
        + service ROM
        + service PD
      . a comment | with a bar
      + start timer | ram: 1M
        + provides | + service Timer
        + route | + any-service | + parent
      + start app
        caps: 200
        + route
          + service ROM | label_last: font | + child fonts
          + any-service                    | + parent
      x start old | ram: 1M
      -
      anything behind the end is not looked at
      """)
    #expect(node.type == "config")
    #expect(node.nodes("start").map { $0.name } == ["timer", "app"])
    #expect(node.node("parent-provides")?.nodes.map { $0.name } == ["ROM", "PD"])
    let timer = node.nodes("start")[0]
    #expect(try timer.bytes("ram", default: 0) == 1 << 20)
    #expect(timer.node("provides")?.node("service")?.name == "Timer")
    #expect(timer.node("route")?.node("any-service")?.node("parent") != nil)
    let app = node.nodes("start")[1]
    #expect(try app.number("caps", default: 0) == 200)
    #expect(app.node("route")?.nodes[0].attribute("label_last") == "font")
    #expect(app.node("route")?.nodes[0].node("child")?.name == "fonts")
  }

  @Test func barsLeadTheEye() throws {
    let node = try parsed(
      """
      config
      + start outer
      | + config
      | | + start inner | ram: 1M
      | |   | caps: 10
      |
      | + route
      + start next
      -
      """)
    #expect(node.nodes.map { $0.name } == ["outer", "next"])
    let inner = try #require(node.nodes[0].node("config")?.node("start"))
    #expect(inner.name == "inner" && inner.attribute("caps") == "10")
    #expect(node.nodes[0].node("route") != nil)
  }

  @Test func commentsAndContentTakeTheRestOfTheLine() throws {
    let node = try parsed("config | a: b | . no | + c | d\n+ e | : x | y\n-   \n")
    #expect(node.attribute("a") == "b" && node.nodes.map { $0.type } == ["e"])
    #expect(node.nodes[0].content == ["x | y"])
  }

  @Test func keepsRawContentAsItIs() throws {
    let node = try parsed("config\n+ inline\n  : a | b: + c\n  :\n  :   indented\n-\n")
    #expect(node.nodes[0].content == ["a | b: + c", "", "  indented"])
  }

  @Test func ignoresWhatIsInDisabledNodes() throws {
    let node = try parsed("config\nx a\n  + b\n  c: 1\n+ d\n-\n")
    #expect(node.nodes.map { $0.type } == ["d"])
  }

  @Test(arguments: [
    ("", "1:1 the text is empty"),
    ("config\n", "2:1 the end is missing"),
    (" config\n-\n", "1:2 expected the type of the top node"),
    ("config\n\t+ a\n-\n", "2:1 a control character"),
    ("config\n+ a || b: 1\n-\n", "2:6 nothing between two bars"),
    ("config\n+\n-\n", "2:1 expected the type of a node"),
    ("config\n+ a b: 1\n-\n", "2:5 an attribute must be set off by a bar"),
    ("config\nnonsense\n-\n", "2:1 expected \"+ type\""),
    ("config\na b: 1\n-\n", "2:1 \"a b\" is not a name"),
    ("config\na:1\n-\n", "2:2 a space is missing"),
    ("config\na: 1\na: 2\n-\n", "3:1 \"a\" is given twice"),
  ])
  func refuses(_ text: String, _ expected: String) {
    #expect(complaints(text).contains { $0.hasPrefix(expected) }, "\(complaints(text))")
  }

  @Test func reportsAllMistakesAtOnce() {
    #expect(complaints("config\nnonsense\n+\na:1\n-\n").count == 3)
  }

  @Test(arguments: [("1K", 1024), ("0", 0), ("3M", 3 << 20), ("2G", 2 << 30)])
  func readsBytes(_ text: String, _ value: Int) { #expect(Int.parseBytes(text) == value) }

  @Test(arguments: ["", "K", "-1", "1k", "1MB", "99999999999999999999", "9999999999999999G", "0x10", " 1"])
  func refusesBytes(_ text: String) { #expect(Int.parseBytes(text) == nil) }

  @Test func generatedTextParsesToTheSame() throws {
    for seed in 1...200 as ClosedRange<UInt64> {
      var random = Random(seed)
      let node = Self.randomNode(&random, depth: 0)
      let text = node.text
      let again = try parsed(text)
      #expect(again.text == text, "seed \(seed)")
    }
  }

  /// No input may crash or hang the parser.
  @Test func survivesNoise() {
    let alphabet = Array("+x-|:. \nabc\t".utf8)
    for seed in 1...2000 as ClosedRange<UInt64> {
      var random = Random(seed)
      let text = (0..<Int(random.next() % 80)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
      _ = Node.parse(text)
    }
  }

  private static func randomNode(_ random: inout Random, depth: Int) -> Node {
    var node = Node("t\(random.next() % 5)")
    if random.next() % 2 == 0 { node.set("name", "n\(random.next() % 9)") }
    for index in 0..<random.next() % 3 { node.set("a\(index)", random.next() % 2 == 0 ? "x -> y" : "\(random.next() % 99)") }
    if depth < 4 { for _ in 0..<random.next() % 4 { node.append(randomNode(&random, depth: depth + 1)) } }
    return node
  }
}

/// SplitMix64: a seed gives the same numbers everywhere.
struct Random {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
