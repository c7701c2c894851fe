// What the server says about itself: labels only, never what is typed or shown.

import Bulkhead
import HID
import Windowing

/// The reports `focus`, `hover` and `clicked`, each written only if configured and only when it changed.
final class Reports {
  private final class Report {
    let name: StaticString
    private let reporter: Reporter
    private var last = ""

    init(_ name: StaticString, _ environment: Environment) {
      self.name = name
      reporter = Reporter(Text(name), environment: environment)
    }

    func write(_ node: Node) {
      let text = node.text
      if text.isSame(as: last) { return }
      last = text
      try? reporter.report(Array(text.utf8))
    }
  }

  private let focus: Report
  private let hover: Report
  private let clicked: Report

  init(_ environment: Environment) {
    focus = Report("focus", environment)
    hover = Report("hover", environment)
    clicked = Report("clicked", environment)
  }

  func update(_ desk: Desk) {
    if desk.policy.reports("focus") { focus.write(focusNode(desk)) }
    if desk.policy.reports("hover") { hover.write(hoverNode(desk)) }
    if desk.policy.reports("clicked"), let client = desk.clicked { clicked.write(clickedNode(client, desk.clicks)) }
  }

  private func focusNode(_ desk: Desk) -> Node {
    var node = Node("focus")
    guard let keyboard = desk.keyboard else { return node }
    node.set("label", keyboard.label)
    node.set("color", keyboard.color.colorText)
    return node
  }

  private func hoverNode(_ desk: Desk) -> Node {
    var node = Node("hover")
    if let label = desk.hover { node.set("label", label) }
    return node
  }

  /// The number tells two clicks at the same client apart.
  private func clickedNode(_ client: Client, _ number: UInt64) -> Node {
    var node = Node("clicked")
    node.set("label", client.label)
    node.set("number", "\(number)")
    return node
  }
}
