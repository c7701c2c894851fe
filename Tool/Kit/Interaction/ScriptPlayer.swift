// Doing what a script says at a running machine.

import Foundation

/// Plays a scenario's script. What does not come to pass is an error with the step's place.
public struct ScriptPlayer: Sendable {
  let scenario: Scenario
  /// Where pictures are kept.
  let pictures: URL
  /// How long the screen may take to look as it must.
  private let patience = 30.0

  public init(_ scenario: Scenario, _ repository: Repository) {
    self.scenario = scenario
    pictures = repository.build.appending(path: "screenshots")
  }

  /// A picture without a reference is an error as well, but one that the rest of the script is played for: so one run takes all
  /// that are missing.
  public func play(on machine: LiveMachine) throws {
    var missing: [String] = []
    for line in scenario.script {
      do {
        try perform(line.step, machine)
      } catch let reason as MissingReference {
        missing.append("\(place(line)): \(reason.description)")
      } catch is MachineEnded where scenario.exitValue != nil && line.step.isAction {
        // Such as the release of the key whose press ended it. What the machine did is judged by what is expected of it.
        continue
      } catch {
        throw ToolError((["\(place(line)): \(error)"] + missing).joined(separator: "\n"))
      }
    }
    if !missing.isEmpty { throw ToolError(missing.joined(separator: "\n")) }
  }

  private func place(_ line: ScriptLine) -> String { "Scenarios/\(scenario.name)/scenario.hid:\(line.position.line)" }

  /// Does these steps, which stand in no file.
  func play(_ steps: [ScriptStep], on machine: LiveMachine) throws {
    for step in steps { try perform(step, machine) }
  }

  private func perform(_ step: ScriptStep, _ machine: LiveMachine) throws {
    switch step {
    case .expect(let pattern): try machine.log.wait(for: pattern)
    case .expectAnywhere(let pattern, let times): try machine.log.wait(for: pattern, times: times)
    case .press(let stroke): try machine.press(stroke)
    case .hold(let key, let isDown): try machine.hold(key, isDown)
    case .type(let text): for case let stroke? in text.map(KeyStroke.init) { try machine.press(stroke) }
    case .point(let x, let y): try machine.point(x: x, y: y)
    case .move(let x, let y): try machine.move(x: x, y: y)
    case .button(let name, let isDown): try machine.button(name, isDown)
    case .click(let name): try machine.click(name)
    case .wait(let milliseconds): usleep(UInt32(milliseconds) * 1000)
    case .resize(let width, let height): try machine.resize(width: width, height: height)
    case .pixel(let x, let y, let colour): try settle { try self.pixel(x, y, colour, machine) }
    case .screenshot(let name): try screenshot(name, machine)
    case .scan(let text, let places): try scan(text, places, machine)
    case .cyclePower: try machine.cyclePower()
    case .disk(let name, let step): try perform(step, name, machine.disks)
    }
  }

  /// Repeats until there is no complaint.
  private func settle(_ complaint: () throws -> String?) throws {
    let limit = Date() + patience
    while let text = try complaint() {
      if Date() > limit { throw ToolError(text) }
      usleep(100_000)
    }
  }

  private func pixel(_ x: Int, _ y: Int, _ colour: UInt32, _ machine: LiveMachine) throws -> String? {
    let picture = try machine.picture()
    guard let found = picture[x, y] else { return "(\(x), \(y)) is outside of the screen, \(picture.width)x\(picture.height)" }
    return found == colour
      ? nil : "the pixel at (\(x), \(y)) is \(Colour.text(found)) instead of \(Colour.text(colour))"
  }

  private func perform(_ step: DiskStep, _ name: String, _ disks: DiskBox?) throws {
    guard let disks else { throw ToolError("the machine has no disks") }
    switch step {
    case .keep(let copy): try disks.keep(name, as: copy)
    case .restore(let copy): try disks.restore(name, from: copy)
    case .flip(let bit): try disks.flip(bit, of: name)
    case .has(let text, let isExpected):
      guard try disks.contains(text, name) == isExpected else {
        throw ToolError("\"\(text)\" is \(isExpected ? "not " : "")on the disk \"\(name)\"")
      }
    }
  }

  /// What must be there may need a moment to come; what must not be there is not waited for.
  private func scan(_ text: String, _ places: Int?, _ machine: LiveMachine) throws {
    guard let scan = MemoryScan(text), let size = try? MemorySize(scenario.memory).bytes else { return }
    let complaint = {
      let finds = try scan.finds(in: machine.memory(size))
      if places.map({ $0 == finds.count }) ?? !finds.isEmpty { return nil as String? }
      let list = finds.prefix(8).map { "\n  at \($0)" }.joined()
      return "\"\(text)\" is in memory at \(finds.count) places, \(places.map { "not \($0)" } ?? "not at some")\(list)"
    }
    if places == 0, let text = try complaint() { throw ToolError(text) }
    if places != 0 { try settle(complaint) }
  }

  private func screenshot(_ screenshot: Screenshot, _ machine: LiveMachine) throws {
    try FileManager.default.createDirectory(at: pictures, withIntermediateDirectories: true)
    let name = screenshot.name
    let file = pictures.appending(path: "\(scenario.name)-\(name).png")
    guard screenshot.isCompared else { return try machine.saveScreen(to: file) }
    let reference = scenario.folder.appending(path: "\(name).png")
    guard let data = try? Data(contentsOf: reference) else {
      try machine.saveScreen(to: file)
      throw MissingReference(name: name, taken: file.path, wanted: "Scenarios/\(scenario.name)/\(name).png")
    }
    let expected = try ScreenPicture(png: [UInt8](data))
    do { try settle { try machine.picture().difference(from: expected, in: screenshot.area) } } catch {
      try machine.saveScreen(to: file)
      throw ToolError("the screen does not look like \(name).png: \(error) (see \(file.path))")
    }
  }
}

/// There is nothing to compare a picture with.
struct MissingReference: Error, CustomStringConvertible {
  let name: String
  /// Where the picture is that was taken instead, and where it would be the reference.
  let taken: String
  let wanted: String

  var description: String {
    "there is no \(wanted) to compare the screen with: look at \(taken), and copy it there if it is as it must be; "
      + "or say \"+ screenshot \(name) | compare: no\" if it never is the same twice"
  }
}
