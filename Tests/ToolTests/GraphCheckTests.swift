import SecurityReport
import Testing

@testable import ToolKit

@Suite struct GraphCheckTests {
  private static let model: SecurityModel = {
    var model = SecurityModel()
    model.components = [
      Component("init", program: "init", kind: .sandbox, parent: "core"),
      Component("init -> a", program: "a", parent: "init"), Component("init -> b", program: "b", parent: "init"),
      Component("init -> sub", program: "init", kind: .sandbox, parent: "init"),
      Component("init -> sub -> c", program: "c", parent: "init -> sub"),
    ]
    model.sessions = [SessionLink("init -> a", to: "init -> b", "Greeter")]
    return model
  }()

  private static func complaint(_ lines: [String]) -> String? {
    var check = GraphCheck()
    for line in lines { #expect(check.see(line) == line.hasPrefix("graph: ")) }
    return check.complaint(model)
  }

  private static let look = "graph: looked at 3 domains"

  @Test func whatIsPredictedIsFine() {
    #expect(Self.complaint(["graph: init -> a | object | init -> b", "[init -> a] hello", Self.look]) == nil)
  }

  @Test(arguments: [("init", true), ("init -> sub", true), ("init -> a", false), ("init -> sub -> c", true)])
  func onlyInitsAroundAComponentHaveAllOfIt(holder: String, isFine: Bool) {
    #expect((Self.complaint(["graph: \(holder) | PD | init -> sub -> c", Self.look]) == nil) == isFine)
  }

  @Test func surprisesAreNamed() {
    let complaint = Self.complaint([
      "graph: init -> a | object | init -> b", "graph: init -> b | object | init -> a", Self.look,
    ])
    #expect(complaint?.contains("1 of 2") ?? false)
    #expect(complaint?.contains("init -> b holds an object of init -> a") ?? false)
  }

  @Test(arguments: [[], [look], ["graph: init -> a | object | init -> b"]])
  func aMachineThatSaysNothingFails(_ lines: [String]) { #expect(Self.complaint(lines) != nil) }
}
