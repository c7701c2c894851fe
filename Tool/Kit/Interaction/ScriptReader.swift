// Reading the steps of a script.

import Foundation
import HID

struct ScriptReader {
  private(set) var problems: [Diagnostic] = []

  mutating func read(_ node: Node) -> [ScriptLine] {
    node.nodes.flatMap { step in self.steps(step).map { ScriptLine(step: $0, position: step.position) } }
  }

  private static let attributes: [String: [String]] = [
    "expect": ["log", "times"], "key": ["press", "down", "up"], "type": ["text"], "pointer": ["x", "y"], "move": ["x", "y"],
    "click": ["x", "y", "button"], "button": ["down", "up"], "wheel": ["y"], "wait": ["milliseconds"],
    "resize": ["width", "height"],
    "pixel": ["x", "y", "is"], "screenshot": ["name", "compare", "x", "y", "width", "height"],
    "scan-memory": ["for", "expect"],
    "power-cycle": [], "disk": ["name", "keep", "restore", "flip", "has", "lacks"],
  ]

  private mutating func steps(_ node: Node) -> [ScriptStep] {
    guard let allowed = Self.attributes[node.type] else {
      complain(node, "there is no step \"\(node.type)\"\(Nearest.suggestion(node.type, in: Self.attributes.keys.sorted()))")
      return []
    }
    for attribute in node.attributes where !allowed.contains(attribute.tag) {
      complain(node, "\"\(node.type)\" has no attribute \"\(attribute.tag)\"\(Nearest.suggestion(attribute.tag, in: allowed))")
    }
    switch node.type {
    case "expect": return expect(node)
    case "key": return key(node)
    case "type": return type(node)
    case "pointer": return [.point(x: number(node, "x"), y: number(node, "y"))]
    case "move": return [.move(x: number(node, "x", in: -4096...4096), y: number(node, "y", in: -4096...4096))]
    case "click": return click(node)
    case "button": return button(node)
    case "wheel": return wheel(node)
    case "wait": return [.wait(milliseconds: number(node, "milliseconds", in: 1...60_000))]
    case "resize": return [.resize(width: number(node, "width", in: 64...4096), height: number(node, "height", in: 64...4096))]
    case "pixel": return pixel(node)
    case "scan-memory": return scan(node)
    case "power-cycle": return [.cyclePower]
    case "disk": return disk(node)
    default: return screenshot(node)
    }
  }

  private mutating func complain(_ node: Node, _ message: String) { problems.append(Diagnostic(node.position, message)) }

  private mutating func text(_ node: Node, _ tag: String, _ example: String) -> String? {
    let value = node.attribute(tag)
    if value == nil { complain(node, "\"\(node.type)\" needs \"\(tag)\": \(example)") }
    return value
  }

  private mutating func number(_ node: Node, _ tag: String, in range: ClosedRange<Int> = 0...16_383) -> Int {
    guard let text = node.attribute(tag), let value = Int.parse(text) ?? Int(text), range.contains(value) else {
      complain(node, "\"\(node.type)\" needs \"\(tag)\": a number from \(range.lowerBound) to \(range.upperBound)")
      return 0
    }
    return value
  }

  private mutating func expect(_ node: Node) -> [ScriptStep] {
    guard let pattern = text(node, "log", "a regular expression") else { return [] }
    if (try? NSRegularExpression(pattern: pattern)) == nil { complain(node, "\"\(pattern)\" is not a regular expression") }
    if node.attribute("times") == nil { return [.expect(log: pattern)] }
    return [.expectAnywhere(log: pattern, times: number(node, "times", in: 1...1000))]
  }

  private mutating func key(_ node: Node) -> [ScriptStep] {
    guard node.attributes.count == 1, let attribute = node.attributes.first else {
      complain(node, "a key is pressed, down or up: \"+ key | press: ctrl-alt-delete\"")
      return []
    }
    guard let stroke = KeyStroke(parsing: attribute.value) else {
      complain(node, "\"\(attribute.value)\" is no key; QEMU's names count: a, ret, esc, spc, shift-f1, ctrl-alt-delete")
      return []
    }
    switch attribute.tag {
    case "press": return [.press(stroke)]
    case "down": return stroke.keys.map { .hold(key: $0, isDown: true) }
    default: return stroke.keys.reversed().map { .hold(key: $0, isDown: false) }
    }
  }

  private mutating func type(_ node: Node) -> [ScriptStep] {
    guard let text = text(node, "text", "what to type") else { return [] }
    for character in text where KeyStroke(character) == nil {
      complain(node, "\"\(character)\" cannot be typed on a keyboard with the US layout")
    }
    return [.type(text)]
  }

  private static let buttons = ["left", "middle", "right", "side", "extra"]

  private mutating func buttonName(_ node: Node, _ tag: String) -> String {
    let name = node.attribute(tag) ?? "left"
    if !Self.buttons.contains(name) {
      complain(node, "\"\(name)\" is no button; there are \(Self.buttons.joined(separator: ", "))")
    }
    return name
  }

  private mutating func click(_ node: Node) -> [ScriptStep] {
    let place: [ScriptStep] = node.attribute("x") == nil ? [] : [.point(x: number(node, "x"), y: number(node, "y"))]
    return place + [.click(buttonName(node, "button"))]
  }

  private mutating func button(_ node: Node) -> [ScriptStep] {
    let tag = node.attribute("up") == nil ? "down" : "up"
    return [.button(buttonName(node, tag), isDown: tag == "down")]
  }

  private mutating func wheel(_ node: Node) -> [ScriptStep] {
    let notches = number(node, "y", in: -100...100)
    return Array(repeating: .click(notches > 0 ? "wheel-up" : "wheel-down"), count: abs(notches))
  }

  private mutating func pixel(_ node: Node) -> [ScriptStep] {
    guard let text = text(node, "is", "#rrggbb") else { return [] }
    guard let colour = Colour.parse(text) else {
      complain(node, "\"\(text)\" is no colour: #rrggbb")
      return []
    }
    return [.pixel(x: number(node, "x"), y: number(node, "y"), colour: colour)]
  }

  private mutating func scan(_ node: Node) -> [ScriptStep] {
    guard let text = text(node, "for", "a text that was typed"), MemoryScan(text) != nil else {
      complain(node, "what is looked for has at least \(MemoryScan.window) lower-case letters and digits, and nothing else")
      return []
    }
    guard let expected = node.attribute("expect"), expected == "some" || Int(expected) != nil else {
      complain(node, "\"scan-memory\" needs \"expect\": a number of places, or \"some\"")
      return []
    }
    return [.scan(text, places: Int(expected))]
  }

  private mutating func disk(_ node: Node) -> [ScriptStep] {
    let deeds = node.attributes.filter { $0.tag != "name" }
    guard let name = node.name, deeds.count == 1, let deed = deeds.first else {
      complain(node, "a disk step names a disk and one thing to do: \"+ disk NAME | keep: COPY\"")
      return []
    }
    switch deed.tag {
    case "keep": return [.disk(name, .keep(deed.value))]
    case "restore": return [.disk(name, .restore(deed.value))]
    case "has": return [.disk(name, .has(deed.value, true))]
    case "lacks": return [.disk(name, .has(deed.value, false))]
    default: return [.disk(name, .flip(number(node, "flip", in: 0...DiskHardware.largest * 8)))]
    }
  }

  private mutating func screenshot(_ node: Node) -> [ScriptStep] {
    guard let name = node.name, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }), !name.isEmpty else {
      complain(node, "a screenshot needs a name of letters and digits: \"+ screenshot NAME\"")
      return []
    }
    var isCompared = true
    do { isCompared = try node.flag("compare", default: true) } catch {
      complain(node, "\"compare\" must be \(error.expected); \"no\" is for what is never the same twice")
    }
    return [.screenshot(Screenshot(name: name, isCompared: isCompared, area: area(node, isCompared: isCompared)))]
  }

  /// What of the screen is compared; nil: all of it.
  private mutating func area(_ node: Node, isCompared: Bool) -> ScreenArea? {
    guard ["x", "y", "width", "height"].contains(where: { node.attribute($0) != nil }) else { return nil }
    if !isCompared { complain(node, "what is not compared has no place: leave out \"compare: no\", or x, y, width and height") }
    return ScreenArea(
      x: given(node, "x") ?? 0, y: given(node, "y") ?? 0, width: given(node, "width", least: 1),
      height: given(node, "height", least: 1))
  }

  /// A number that may be left out.
  private mutating func given(_ node: Node, _ tag: String, least: Int = 0) -> Int? {
    node.attribute(tag) == nil ? nil : number(node, tag, in: least...16_383)
  }
}
