import HID
import Schema
import Testing

/// One configuration for each rule that it breaks.
@Suite struct SchemaTests {
  private static let text = """
    schema | about: everything that a schema can say
    + attribute verbose | type: flag | default: no
    + attribute rate | type: number | least: 1 | most: 1000
    + attribute size | type: bytes | least: 4K
    + attribute kind | type: choice | values: fast, slow | required: yes
    + node input | unique: name | required: yes
      + attribute name | type: text | required: yes
    + node output | single: yes | like: content
      + attribute node | type: text
    + node inline
      + anything
    + define content
      + attribute value | type: text
      + node if | like: content
    -
    """

  private func complaints(_ config: String) -> [String] {
    let read = Schema.read(Self.text)
    #expect(read.diagnostics.isEmpty, "\(read.diagnostics)")
    let node = Node.parse(config + "-\n")
    #expect(node.diagnostics.isEmpty, "\(node.diagnostics)")
    return read.schema.problems(of: node.node, component: "x", at: Position(line: 1, column: 1)).map {
      "\($0.position.line):\($0.position.column): \($0.message)"
    }
  }

  @Test(arguments: [
    "config | kind: fast\n+ input a\n",
    "config | kind: slow | verbose: yes | rate: 1000 | size: 1M\n+ input a\n+ input b\n+ output | node: a | value: b\n",
    "config | kind: fast\n+ input a\n+ output\n  + if | value: x\n    + if | value: y\n",
    "config | kind: fast\n+ input a\n+ inline | whatever: x\n  : raw\n  + anything | at: all\n",
  ])
  func accepts(_ config: String) { #expect(complaints(config) == []) }

  @Test(arguments: [
    (
      "config | kind: fast | verbos: yes\n+ input a\n",
      "1:23: x: unknown attribute \"verbos\" in \"config\": did you mean \"verbose\"?"
    ),
    (
      "config | kind: fast | colour: red\n+ input a\n",
      "1:23: x: unknown attribute \"colour\" in \"config\": remove it, or use one of verbose, rate, size, kind"
    ),
    ("config | kind: fast\n+ imput a\n+ input b\n", "2:1: x: unknown node \"imput\" in \"config\": did you mean \"input\"?"),
    (
      "config | kind: fast\n+ input a\n  + more\n",
      "3:3: x: unknown node \"more\" in \"input\": remove it, nothing is expected here"
    ),
    ("config | kind: fast | verbose: maybe\n+ input a\n", "1:23: x: \"verbose\" is \"maybe\", but must be yes or no"),
    (
      "config | kind: fast | rate: 1.5\n+ input a\n",
      "1:23: x: \"rate\" is \"1.5\", but must be a whole number, at least 1, at most 1000"
    ),
    (
      "config | kind: fast | rate: 0\n+ input a\n",
      "1:23: x: \"rate\" is \"0\", but must be a whole number, at least 1, at most 1000"
    ),
    (
      "config | kind: fast | rate: 1001\n+ input a\n",
      "1:23: x: \"rate\" is \"1001\", but must be a whole number, at least 1, at most 1000"
    ),
    (
      "config | kind: fast | size: 1 KB\n+ input a\n",
      "1:23: x: \"size\" is \"1 KB\", but must be a number of bytes such as 4096, 64K or 1M, at least 4096"
    ),
    (
      "config | kind: fast | size: 1K\n+ input a\n",
      "1:23: x: \"size\" is \"1K\", but must be a number of bytes such as 4096, 64K or 1M, at least 4096"
    ),
    (
      "config | kind: fats\n+ input a\n", "1:10: x: \"kind\" is \"fats\", but must be one of fast, slow: did you mean \"fast\"?"
    ),
    ("config\n+ input a\n", "1:1: x: \"config\" needs \"kind\": write \"kind: ...\""),
    ("config | kind: fast\n", "1:1: x: \"config\" needs a node \"input\": add \"+ input\""),
    ("config | kind: fast\n+ input\n", "2:1: x: \"input\" needs \"name\": write \"+ input NAME\""),
    (
      "config | kind: fast\n+ input a\n+ input a\n",
      "3:1: x: another \"input\" has the same \"name\", \"a\" (in line 2): change one of them"
    ),
    (
      "config | kind: fast\n+ input a\n+ output\n+ output\n",
      "4:1: x: there can be one \"output\" only (the first is in line 3): remove one"
    ),
    (
      "config | kind: fast\n+ input a\n+ output\n  + if\n    + fi\n",
      "5:5: x: unknown node \"fi\" in \"if\": did you mean \"if\"?"
    ),
    ("config | kind: fast\n: raw\n+ input a\n", "1:1: x: \"config\" takes no raw lines: remove those that start with \":\""),
  ])
  func refuses(_ config: String, _ expected: String) { #expect(complaints(config) == [expected]) }

  @Test func tellsEverythingAtOnce() {
    #expect(complaints("config | rate: x | vebose: yes\n+ outptu\n").count == 5)
  }

  @Test func aMissingConfigurationIsOneThatSaysNothing() {
    let schema = Schema.read(Self.text).schema
    let found = schema.problems(of: nil, component: "x", at: Position(line: 7, column: 3))
    #expect(found.count == 2 && found.allSatisfy { $0.position == Position(line: 7, column: 3) })
  }

  @Test(arguments: [
    ("shema\n", "1:1: expected \"schema\" as the top node, found \"shema\""),
    ("schema\n+ atribute a | type: text\n", "2:1: unknown node \"atribute\" in \"schema\": did you mean \"attribute\"?"),
    ("schema\n+ attribute | type: text\n", "2:1: \"attribute\" needs a name: write \"+ attribute NAME\""),
    ("schema\n+ attribute a | type: int\n", "2:1: \"type\" must be one of text, flag, number, bytes, choice, not \"int\""),
    ("schema\n+ attribute a\n", "2:1: \"type\" must be one of text, flag, number, bytes, choice, not \"\""),
    ("schema\n+ attribute a | type: choice\n", "2:1: a choice needs \"values\": write \"values: one, other\""),
    ("schema\n+ attribute a | type: number | least: x\n", "2:1: \"least\" must be a number, not \"x\""),
    ("schema\n+ attribute a | type: number | least: 2 | most: 1\n", "2:1: \"least\" is more than \"most\""),
    ("schema\n+ attribute a | type: text | required: perhaps\n", "2:30: \"required\" must be yes or no"),
    (
      "schema\n+ attribute a | type: text\n+ attribute a | type: text\n",
      "3:1: attribute \"a\" is described twice: remove one of them"
    ),
    ("schema\n+ node a\n+ node a\n", "3:1: node \"a\" is described twice: remove one of them"),
    ("schema\n+ node a | like: b\n+ define c\n", "2:1: there is no \"+ define b\": did you mean \"c\"?"),
    ("schema\n+ node a | singel: yes\n", "2:12: unknown attribute \"singel\" in \"node\": did you mean \"single\"?"),
  ])
  func refusesSchemas(_ text: String, _ expected: String) {
    let found = Schema.read(text + "-\n").diagnostics.map { "\($0.position.line):\($0.position.column): \($0.message)" }
    #expect(found == [expected])
  }
}
