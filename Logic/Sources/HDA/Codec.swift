// A codec's inside: converters, mixers, selectors and pins, and what is connected to what (7.2, 7.3.4).
//
// A codec is not trusted: whatever it answers, reading ends, and everything that is kept is within the limits here.

/// What a node is (7.3.4.6).
public enum WidgetKind: UInt8, Sendable {
  case output = 0
  case input = 1
  case mixer = 2
  case selector = 3
  case pin = 4
}

public struct Widget: Sendable {
  public let node: UInt8
  public let kind: WidgetKind
  /// The bits of its capabilities.
  let capabilities: UInt32
  /// Of a pin: what it can, and what the board's maker soldered to it.
  let pin: UInt32
  let configuration: UInt32
  let inputAmplifier: UInt32
  let outputAmplifier: UInt32
  /// What it can get its samples from.
  public let connections: [UInt8]

  var hasInputAmplifier: Bool { capabilities & 1 << 1 != 0 }
  var hasOutputAmplifier: Bool { capabilities & 1 << 2 != 0 }
  var isDigital: Bool { capabilities & 1 << 9 != 0 }
  var hasPower: Bool { capabilities & 1 << 10 != 0 }

  /// Of a pin.
  var canOutput: Bool { pin & 1 << 4 != 0 }
  var canInput: Bool { pin & 1 << 5 != 0 }
  var drivesHeadphones: Bool { pin & 1 << 3 != 0 }
  var hasExternalAmplifier: Bool { pin & 1 << 16 != 0 }
  /// Can it feed a microphone with 80 % of the supply's voltage?
  var feedsMicrophones: Bool { pin & 1 << 12 != 0 }
  /// Is anything soldered to it?
  var isConnected: Bool { configuration >> 30 != 1 }
  /// What: 0 line out, 1 speaker, 2 headphones, 8 line in, 10 microphone.
  var device: UInt8 { UInt8(configuration >> 20 & 0xf) }
}

public struct Codec: Sendable {
  public let address: UInt8
  public let vendor: UInt32
  /// The node of its audio function.
  public let group: UInt8
  public let widgets: [Widget]

  /// Connections that are kept of a widget.
  static var connectionLimit: Int { 64 }

  func widget(_ node: UInt8) -> Widget? { widgets.first { $0.node == node } }

  /// Reads what a codec is made of.
  /// - Parameter ask: sends a command and returns the answer; nil if none came.
  /// - Returns: nil if the codec does not answer, or has no audio function.
  public static func read(_ address: UInt8, _ ask: @escaping (Verb) -> UInt32?) -> Codec? {
    let reader = CodecReader(address: address, ask: ask)
    guard let vendor = reader.parameter(0, Parameter.vendor), vendor != 0, vendor != .max else { return nil }
    for group in reader.subordinates(of: 0) where (reader.parameter(group, Parameter.groupType) ?? 0) & 0x7f == 1 {
      let widgets = reader.subordinates(of: group).compactMap { reader.widget($0) }
      return Codec(address: address, vendor: vendor, group: group, widgets: widgets)
    }
    return nil
  }
}

private struct CodecReader {
  let address: UInt8
  let ask: (Verb) -> UInt32?

  func parameter(_ node: UInt8, _ parameter: UInt8) -> UInt32? {
    ask(Verb(address, node, VerbID.getParameter, parameter))
  }

  /// Nodes below a node: a first number, and how many.
  func subordinates(of node: UInt8) -> [UInt8] {
    guard let answer = parameter(node, Parameter.subordinates) else { return [] }
    let (first, count) = (Int(answer >> 16 & 0xff), Int(answer & 0xff))
    guard first > Int(node), first + count <= 256 else { return [] }
    return (first..<first + count).map { UInt8($0) }
  }

  /// Nil for what is no part of a path of samples.
  func widget(_ node: UInt8) -> Widget? {
    guard let capabilities = parameter(node, Parameter.widget), let kind = WidgetKind(rawValue: UInt8(capabilities >> 20 & 0xf))
    else { return nil }
    let isPin = kind == .pin
    return Widget(
      node: node, kind: kind, capabilities: capabilities,
      pin: isPin ? parameter(node, Parameter.pin) ?? 0 : 0,
      configuration: isPin ? ask(Verb(address, node, VerbID.getConfiguration)) ?? 0 : 0,
      inputAmplifier: parameter(node, Parameter.inputAmplifier) ?? 0,
      outputAmplifier: parameter(node, Parameter.outputAmplifier) ?? 0,
      connections: capabilities & 1 << 8 != 0 ? connections(of: node) : [])
  }

  /// Entries of 8 bits, four an answer; the topmost bit says that all nodes since the entry before are meant (7.1.2).
  /// A list of the long form has more nodes than this codec's numbers reach, and counts as empty.
  private func connections(of node: UInt8) -> [UInt8] {
    guard let length = parameter(node, Parameter.connectionCount), length & 0x80 == 0 else { return [] }
    var nodes: [UInt8] = []
    for index in 0..<Int(length & 0x7f) {
      guard let answer = ask(Verb(address, node, VerbID.getConnections, UInt8(index & ~3))) else { return nodes }
      let entry = UInt8(truncatingIfNeeded: answer >> UInt32(index % 4 * 8))
      let first = entry & 0x80 != 0 ? nodes.last.map { $0 + 1 } ?? entry & 0x7f : entry & 0x7f
      for target in stride(from: first, through: entry & 0x7f, by: 1) where nodes.count < Codec.connectionLimit {
        nodes.append(target)
      }
    }
    return nodes
  }
}
