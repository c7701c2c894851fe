// A scenario that is another one with something added, `scenario NAME | like: OTHER`: what is measured is then the very system that
// people use, and not a copy that somebody forgets to change.
//
// The system is taken over: the configuration, boot modules, disks and hardware. What a scenario must do, what is required of it and
// who sits before it is each scenario's own. A node that both have (of one type, and of one name or, without a name, with no
// attributes in the variation, or the same) gets the attributes and nodes that the variation adds; all others are added behind.

import Foundation
import HID
import SecurityReport

enum ScenarioVariation {
  /// The scenario that a text varies; nil if it stands for itself.
  static func original(of text: String) -> String? { Node.parse(text).node?.attribute("like") }

  /// The text of the whole scenario.
  /// - Parameter other: the text of the scenario `name`, which stands for itself.
  /// - Throws: `ToolError` if the other one is a variation as well, or one of them is no document.
  static func combine(_ text: String, with other: String, named name: String) throws -> String {
    guard let change = TextTreeReader.read(Array(text.utf8)), let top = TextTreeReader.read(Array(other.utf8)) else {
      throw ToolError("a scenario and the one that it is like must not be empty")
    }
    guard top.attribute("like") == nil else {
      throw ToolError("\"like: \(name)\" leads to a scenario that is like another one itself: name that one")
    }
    top.attributes.removeAll { $0.tag == "about" || $0.tag == "manual" }
    top.items.removeAll { isOwn($0) }
    for file in top.nodes { relocate(file, to: name) }
    change.attributes.removeAll { $0.tag == "like" }
    merge(change, into: top)
    return TextFormatter.format(top)
  }

  private static func isOwn(_ item: TextNode.Item) -> Bool {
    guard case .node(let node) = item else { return true }
    return ownTypes.contains(node.type)
  }

  /// What a scenario does not take over.
  private static let ownTypes = ["must", "never", "exit", "script"] + SecurityStatements.nodeTypes

  /// Files are beside the scenario that names them.
  private static func relocate(_ node: TextNode, to folder: String) {
    node.attributes = node.attributes.map { attribute in
      guard ["rom", "disk"].contains(node.type), ["file", "folder"].contains(attribute.tag) else { return attribute }
      return TextNode.Attribute(tag: attribute.tag, value: "../\(folder)/\(attribute.value)", range: attribute.range)
    }
  }

  private static func merge(_ change: TextNode, into node: TextNode) {
    for attribute in change.attributes {
      if let index = node.attributes.firstIndex(where: { $0.tag == attribute.tag }) {
        node.attributes[index] = attribute
      } else {
        node.attributes.append(attribute)
      }
    }
    for item in change.items {
      if case .node(let inner) = item, let own = node.nodes.first(where: { isMeant($0, by: inner) }) {
        merge(inner, into: own)
      } else {
        node.items.append(item)
      }
    }
  }

  private static func isMeant(_ own: TextNode, by change: TextNode) -> Bool {
    guard own.type == change.type, own.anchor == change.anchor else { return false }
    let (name, meant) = (own.attribute("name")?.value, change.attribute("name")?.value)
    if name != nil || meant != nil { return name == meant }
    return change.attributes.isEmpty
      || own.attributes.map { [$0.tag, $0.value] } == change.attributes.map { [$0.tag, $0.value] }
  }
}

extension Repository {
  /// The text of a scenario, with that of the one that it is like.
  /// - Returns: also where such a text stands whole, for whoever reads of a mistake in it; nil if it is the scenario's own file.
  func scenarioText(_ name: String) throws -> (text: String, combined: String?) {
    let text = try String(contentsOf: scenarioFile(name), encoding: .utf8)
    guard let other = ScenarioVariation.original(of: text) else { return (text, nil) }
    let names = scenarioNames()
    guard names.contains(other) else {
      throw ToolError(
        "Scenarios/\(name)/scenario.hid: \"like\" names no scenario: \"\(other)\"\(Nearest.suggestion(other, in: names))")
    }
    let whole = try ScenarioVariation.combine(
      text, with: String(contentsOf: scenarioFile(other), encoding: .utf8), named: other)
    return (whole, "Build/varied/\(name).hid")
  }

  private func scenarioFile(_ name: String) -> URL { scenarios.appending(path: "\(name)/scenario.hid") }
}
