import Testing

@testable import SecurityReport

@Suite struct GraphPredictionTests {
  private static let model: SecurityModel = {
    var model = SecurityModel()
    model.components = [
      Component("kernel", program: "kernel", kind: .kernel, parent: nil),
      Component("core", program: "core", kind: .core, parent: "kernel"),
      Component("init", program: "init", kind: .sandbox, parent: "core"),
      Component("init -> gui", program: "gui", parent: "init"), Component("init -> mail", program: "mail", parent: "init"),
      Component("init -> key", program: "key", parent: "init"),
      Component("init -> consent", program: "consent", parent: "init"),
      Component("init -> camera", program: "camera", parent: "init"),
      Component("init -> note", program: "note", parent: "init"),
      Component("init -> wm", program: "wm", parent: "init"), Component("init -> disk", program: "disk", parent: "init"),
    ]
    model.sessions = [
      SessionLink("init -> mail", to: "init -> gui", "Gui"),
      SessionLink("init -> mail", to: "init -> camera", "Camera", consent: "always", broker: "init -> consent"),
      SessionLink("init -> camera", to: "core", "IO_MEM"), SessionLink("init -> note", to: "init -> wm", "Gui"),
      SessionLink("init -> wm", to: "init -> gui", "Gui"), SessionLink("init -> wm", to: "init -> camera", "Camera"),
    ]
    model.devices = [DeviceLink("init -> disk", "pci AHCI", reachesMemory: true)]
    return model
  }()
  private static let prediction = GraphPrediction(model)

  @Test(
    arguments: [
      "init -> mail | object | init -> gui", "init -> mail | memory | init -> gui", "init -> gui | memory | init -> mail",
      "init -> gui | signal | init -> mail", "init -> mail | object | init", "init | object | init -> mail",
      "init | PD | init -> key", "init | thread | init -> key", "init | IO_MEM | core", "init -> camera | IO_MEM | core",
      "init -> key | LOG | core", "init -> mail | object | init -> consent", "init -> consent | object | init -> camera",
      // What mail starts by itself is a part of it.
      "init -> mail -> viewer | object | init -> gui", "init -> mail | PD | init -> mail -> viewer",
      "init -> mail -> a | object | init -> mail -> b",
      // The window manager passes on what it gets at the screen; and drivers have their devices by way of a manager.
      "init -> note | memory | init -> gui", "init -> gui | signal | init -> note", "init -> disk | IRQ | core",
    ])
  func whatTheModelHas(_ edge: String) throws {
    #expect(Self.prediction.allows(try #require(CapabilityEdge(line: "graph: \(edge)"))))
  }

  @Test(
    arguments: [
      // Nobody has anything of the key, and the key nothing of others.
      "init -> mail | object | init -> key", "init -> mail | memory | init -> key", "init -> mail | signal | init -> key",
      "init -> key | object | init -> gui", "init -> key | memory | init -> mail",
      // A server cannot call its client, let alone be it.
      "init -> gui | object | init -> mail", "init -> gui | PD | init -> mail", "init -> gui | thread | init -> mail",
      "init -> gui | address space | init -> mail", "init -> mail | PD | init",
      // Devices are for those who were given them.
      "init -> mail | IO_MEM | core", "init -> camera | IRQ | core", "init -> mail | AUDIT | core",
      "init -> mail | unknown | core",
      // Only what belongs to the same service is passed on.
      "init -> note | memory | init -> camera", "init -> wm | memory | init -> mail", "init -> note | IO_MEM | core",
      // Somebody whom the model does not know at all.
      "other | object | init -> gui", "init -> mailer | object | init -> gui", "init -> mail2 -> a | object | init -> gui",
    ])
  func whatItDoesNotHave(_ edge: String) throws {
    #expect(!Self.prediction.allows(try #require(CapabilityEdge(line: "graph: \(edge)"))))
  }

  @Test(arguments: ["", "graph: looked at 3 domains", "graph: a | b", "graph: a | b | c | d", "[init] graph: a | b | c"])
  func otherLinesAreNoEdges(_ line: String) { #expect(CapabilityEdge(line: line) == nil) }
}
