// What the server says about itself: labels only, never what is typed or shown.

import Bulkhead
import HID
import Windowing

/// The reports `focus`, `hover` and `clicked`, each written only if configured and only when it changed. Whoever receives them can end, and the
/// server goes on.
final class Reports {
  private let focus: LastingReporter
  private let hover: LastingReporter
  private let clicked: LastingReporter

  init(_ environment: Environment) {
    focus = LastingReporter(Text("focus"), environment: environment)
    hover = LastingReporter(Text("hover"), environment: environment)
    clicked = LastingReporter(Text("clicked"), environment: environment)
  }

  func update(_ desk: Desk) {
    if desk.policy.reports("focus") { focus.update(focusNode(desk)) }
    if desk.policy.reports("hover") { hover.update(hoverNode(desk)) }
    if desk.policy.reports("clicked"), let client = desk.clicked { clicked.update(clickedNode(client, desk.clicks)) }
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
