import Testing

@testable import SecurityReport

@Suite struct InterfaceReaderTests {
  private func influences(_ text: String) throws -> [String: InterfaceInfluence] {
    try InterfaceTable(InterfaceReader.read(text, file: "f")).influences
  }

  @Test func addsUpTheMethodsAndTheObjectsThatTheyHandOut() throws {
    let found = try influences(
      """
      // A comment with Method<A, B, C> in it.
      public enum Lamp: SessionInterface {
        public typealias Failure = LampFailure
        public static var name: StaticString { "Lamp" }
        public static var cost: Quota {
          if true { .smallSession } else { .smallSession }
        }
        /// Documentation.
        public static var on: Method<Lamp, Pair<UInt8, Nothing>, Nothing> { Method(1, .denies) }
        public static var bulb: Method<Lamp, Nothing, Capability<Bulb>> { Method(2, .alters) }
      }
      public enum Bulb: Interface {
        public static var name: StaticString { "Bulb" }
        public static var look: Method<Bulb, Nothing, UInt64> { Method(1, .sees | .alters) }
      }
      public enum Feed: SessionInterface {
        public static var name: StaticString { "FEED" }
        public static var clientInfluence: Influence { .sees | .alters }
        public static var isAboutClient: Bool { true }
        public static var put: Method<Feed, UInt64, Nothing> { Method(1) }
      }
      """)
    #expect(found["Lamp"] == InterfaceInfluence(ofServer: .all, ofClient: [], answers: true))
    #expect(
      found["FEED"] == InterfaceInfluence(ofServer: .all, ofClient: [.sees, .alters], answers: false, isAboutClient: true))
    #expect(found.count == 2)
  }

  private func complaint(_ text: String) -> String {
    do {
      _ = try influences(text)
      return ""
    } catch { return "\(error)" }
  }

  /// What stands in line 3 of an interface, and what is said of it.
  private static let members: [(String, String)] = [
    ("static var a: Method<A, B> { Method(1) }", "f:3: expected `static var NAME: Method<I, Arguments, Result>"),
    ("static var a: Method<A, B, C> {\n Method(1) }", "f:3: expected `static var NAME"),
    ("static var a: Method<A, B, C> { Method(one) }", "f:3: expected `static var NAME"),
    ("static var a: Method<A, B, C> { Method(1, flags) }", "f:3: expected .sees, .alters or .denies"),
    ("static var a: Method<A, B, C> { Method(1, .sees .denies) }", "f:3: expected .sees"),
    ("static var a: Method<A, B, C> { Method(1, .knows) }", "found \".knows\""),
    ("static let a = Method<A, B, C>(1)", "f:3: a method that is not `static var"),
    ("static var a: Int {\n Method(1)\n}", "f:4: a method within something else"),
    ("static var isAboutClient: Bool { maybe }", "f:3: expected `static var isAboutClient"),
    ("", "f:4: A has no method that could be read"),
    ("static var clientInfluence: Influence { everything }", "found \"everything\""),
    (
      "static var a: Method<A, B, C> { Method(1) }\nstatic var b: Method<A, B, C> { Method(1) }",
      "two methods of A have the same number"
    ),
  ]

  @Test(arguments: members)
  func refusesMembersThatItDoesNotUnderstand(_ member: String, _ expected: String) {
    let found = complaint("enum A: SessionInterface {\nstatic var name: StaticString { \"A\" }\n" + member + "\n}")
    #expect(found.contains(expected), "\(found)")
  }

  @Test func refusesInterfacesWithoutANameOrAnEnd() {
    #expect(
      complaint("enum A: Interface {\nstatic var a: Method<A, B, C> { Method(1) }\n}").contains("A has no `static var name"))
    #expect(complaint("enum A: Interface {\n").contains("the interface has no end"))
    #expect(complaint("let m: Method<A, B, C> = Method(1)").contains("f:1: a method outside of an interface"))
    #expect(complaint("enum A: Interface {\nenum B: Interface {\n}\n}").contains("f:2: an interface within an interface"))
  }
}
