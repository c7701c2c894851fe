// What the person likes: each a report that says one word out of a few, for whom that is routed to.

import Bulkhead
import HID

enum Preference: Int {
  case theme

  /// Of the report, and of its top node.
  var name: String {
    switch self {
    case .theme: "theme"
    }
  }

  var words: [String] {
    switch self {
    case .theme: ["light", "dark"]
    }
  }

  var titles: [String] {
    switch self {
    case .theme: ["Light", "Dark"]
    }
  }
}

/// The present choices. Those that the configuration does not name are not there (`+ choose theme | value: light`).
final class Preferences {
  private let environment: Environment
  private var choices: [(preference: Preference, index: Int, report: Reporter)] = []

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    let nodes = try environment.configuration().node.nodes("choose")
    for preference in [Preference.theme] {
      guard let node = nodes.first(where: { $0.name?.isSame(as: preference.name) == true }) else { continue }
      let index = preference.words.firstIndex { node.attribute("value")?.isSame(as: $0) == true } ?? 0
      choices.append((preference, index, Reporter(Text(exactly: preference.name) ?? Text(), environment: environment)))
      publish(preference)
    }
  }

  func selected(_ preference: Preference) -> Int? { choices.first { $0.preference == preference }?.index }

  func choose(_ index: Int, for preference: Preference) {
    guard preference.words.indices.contains(index), let place = choices.firstIndex(where: { $0.preference == preference })
    else { return }
    choices[place].index = index
    publish(preference)
  }

  private func publish(_ preference: Preference) {
    guard let choice = choices.first(where: { $0.preference == preference }) else { return }
    var node = Node(preference.name)
    node.set("name", preference.words[choice.index])
    do throws(SessionError) { try choice.report.update(node) } catch {
      environment.log("error: the report \"\(preference.name)\" is not taken")
    }
  }
}
