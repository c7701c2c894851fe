// Systems to try the analysis on: a small desktop written by hand, and random ones.

@testable import SecurityReport

enum Sample {
  static let interfaces: [String: InterfaceInfluence] = [
    "Gui": InterfaceInfluence(ofServer: .all),
    "Event": InterfaceInfluence(ofServer: .all, ofClient: .all, answers: false),
    "Record": InterfaceInfluence(ofServer: .all, ofClient: .sees),
    "Timer": InterfaceInfluence(ofServer: [.alters, .denies]),
    "LOG": InterfaceInfluence(ofServer: [.sees, .denies], answers: false, isAboutClient: true),
    "Report": InterfaceInfluence(ofServer: [.sees, .denies], answers: false, isAboutClient: true),
    "ROM": InterfaceInfluence(ofServer: .all),
  ]

  static func base() -> SecurityModel {
    var model = SecurityModel()
    model.interfaces = interfaces
    model.components = [
      Component("kernel", program: "kernel", kind: .kernel, parent: nil),
      Component("core", program: "core", kind: .core, parent: "kernel"),
      Component("init", program: "init", kind: .sandbox, parent: "core"),
    ]
    return model
  }

  static func with(_ names: [String], _ sessions: [SessionLink] = []) -> SecurityModel {
    var model = base()
    model.components += names.map { Component($0, program: $0, parent: "init") }
    model.sessions = sessions
    return model
  }

  /// A keyboard, a screen, an editor, a recorder that asks, a clock.
  static func desktop() -> SecurityModel {
    var model = with(
      ["ps2", "gui", "editor", "recorder", "mixer", "consent", "timer", "log"],
      [
        SessionLink("ps2", to: "gui", "Event"), SessionLink("editor", to: "gui", "Gui"),
        SessionLink("recorder", to: "gui", "Gui"), SessionLink("consent", to: "gui", "Gui"),
        SessionLink("recorder", to: "mixer", "Record", consent: "ask-each-time", broker: "consent"),
        SessionLink("editor", to: "timer", "Timer"), SessionLink("editor", to: "log", "LOG"),
      ])
    model.devices = [DeviceLink("ps2", "PS2", reachesMemory: false)]
    model.assets = [Asset("microphone", holders: ["mixer"]), Asset("text", holders: ["editor"])]
    model.attackers = [Attacker("input", entries: ["ps2"])]
    return model
  }

  static let sizes = ProgramSizes(
    Dictionary(
      uniqueKeysWithValues: ["kernel", "core", "init", "ps2", "gui", "editor", "recorder", "mixer", "consent", "timer", "log"]
        .enumerated().map { index, name in
          var size = ComponentSize()
          for line in 1...100 { size.linkedLines.insert(line, of: "shared.swift") }
          for line in 1...(index + 1) * 10 { size.linkedLines.insert(line, of: "\(name).swift") }
          return (name, size)
        }))
}

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
struct Dice {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func roll(_ sides: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((z ^ (z >> 31)) % UInt64(sides))
  }
}

extension Sample {
  static func random(_ dice: inout Dice) -> SecurityModel {
    let names = (0..<3 + dice.roll(9)).map { "c\($0)" }
    var model = with(names)
    for _ in 0..<dice.roll(20) { model.sessions.append(randomSession(names, &dice)) }
    if dice.roll(3) == 0 { model.devices.append(DeviceLink(names[0], "pci VGA", reachesMemory: dice.roll(2) == 0)) }
    for _ in 0..<dice.roll(3) {
      model.relays.append(Relay(from: names[dice.roll(names.count)], to: names[dice.roll(names.count)], by: names[0]))
    }
    model.assets = [Asset("a", holders: [names[1]]), Asset("b", holders: [names[0], names[2]])]
    model.attackers = [Attacker("world", entries: [names[dice.roll(names.count)]])]
    return model
  }

  static func randomSession(_ names: [String], _ dice: inout Dice) -> SessionLink {
    let services = interfaces.keys.sorted()
    let client = dice.roll(names.count)
    let server = (client + 1 + dice.roll(names.count - 1)) % names.count
    let isAsked = dice.roll(4) == 0
    return SessionLink(
      names[client], to: names[server], services[dice.roll(services.count)], consent: isAsked ? "ask-each-time" : nil,
      broker: isAsked ? names[dice.roll(names.count)] : nil)
  }
}
