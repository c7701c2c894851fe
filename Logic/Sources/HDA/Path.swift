// The way of samples through a codec: from a converter to something that sounds, or from a microphone to a converter.

/// A way, against the samples' direction for playback (pin to converter) and for recording (converter to pin) alike: each
/// widget is followed by one that it gets its samples from.
public struct SoundPath: Sendable {
  struct Step: Sendable {
    let widget: Widget
    /// Which of its connections leads to the next step; nil at the end.
    let connection: Int?
  }

  let codec: UInt8
  let group: UInt8
  let steps: [Step]

  /// Longer ways are not considered.
  private static var lengthLimit: Int { 8 }

  /// The nodes along the way.
  public var nodes: [UInt8] { steps.map { $0.widget.node } }

  /// The best way to something that sounds: line out before speakers before headphones.
  public static func playback(in codec: Codec) -> SoundPath? {
    let pins = codec.widgets.filter { $0.kind == .pin && $0.canOutput && $0.isConnected && !$0.isDigital }
    for device in 0...2 as ClosedRange<UInt8> {
      for pin in pins where pin.device == device {
        if let path = find(pin, in: codec, { $0.kind == .output && !$0.isDigital }) { return path }
      }
    }
    return nil
  }

  /// The best way from something that hears: microphones before line in.
  public static func recording(in codec: Codec) -> SoundPath? {
    let converters = codec.widgets.filter { $0.kind == .input && !$0.isDigital }
    for device in stride(from: 10 as UInt8, through: 8, by: -2) {
      for converter in converters {
        let path = find(converter, in: codec) { $0.kind == .pin && $0.canInput && $0.isConnected && $0.device == device }
        if let path { return path }
      }
    }
    return nil
  }

  private static func find(_ start: Widget, in codec: Codec, _ isEnd: (Widget) -> Bool) -> SoundPath? {
    var search = Search(codec: codec)
    guard let steps = search.steps(from: start, isEnd, limit: lengthLimit) else { return nil }
    return SoundPath(codec: codec.address, group: codec.group, steps: steps)
  }

  /// Depth first; no widget is visited twice, so that circles end.
  private struct Search {
    let codec: Codec
    var visited: [UInt8] = []

    mutating func steps(from widget: Widget, _ isEnd: (Widget) -> Bool, limit: Int) -> [Step]? {
      visited.append(widget.node)
      for (index, node) in widget.connections.enumerated() where limit > 1 && !visited.contains(node) {
        guard let next = codec.widget(node) else { continue }
        if isEnd(next) { return [Step(widget: widget, connection: index), Step(widget: next, connection: nil)] }
        guard next.kind == .mixer || next.kind == .selector else { continue }
        if let rest = steps(from: next, isEnd, limit: limit - 1) { return [Step(widget: widget, connection: index)] + rest }
      }
      return nil
    }
  }
}

extension SoundPath {
  /// What makes samples of that stream go this way.
  /// - Parameter stream: the stream's tag, 1...15.
  public func verbs(stream: UInt8) -> [Verb] {
    var verbs = [Verb(codec, group, VerbID.setPower, 0)]
    for step in steps { verbs += setup(step) }
    guard let converter = steps.first(where: { $0.widget.kind == .output || $0.widget.kind == .input }) else { return verbs }
    let node = converter.widget.node
    verbs.append(Verb(codec, node, short: VerbID.setFormat, StreamFormat.standard))
    verbs.append(Verb(codec, node, VerbID.setStream, stream << 4))
    return verbs
  }

  private func setup(_ step: Step) -> [Verb] {
    let widget = step.widget
    var verbs: [Verb] = []
    if widget.hasPower { verbs.append(Verb(codec, widget.node, VerbID.setPower, 0)) }
    if let connection = step.connection, widget.connections.count > 1, widget.kind != .mixer {
      verbs.append(Verb(codec, widget.node, VerbID.selectConnection, UInt8(connection)))
    }
    verbs += amplifiers(step)
    if widget.kind == .pin { verbs += pin(widget) }
    return verbs
  }

  /// Both channels as loud as they come: 0 dB, not muted.
  private func amplifiers(_ step: Step) -> [Verb] {
    let (widget, both) = (step.widget, UInt16(0x3000))
    var verbs: [Verb] = []
    if widget.hasOutputAmplifier {
      let gain = UInt16(widget.outputAmplifier & 0x7f)
      verbs.append(Verb(codec, widget.node, short: VerbID.setAmplifier, 0x8000 | both | gain))
    }
    if widget.hasInputAmplifier {
      let (index, gain) = (UInt16(min(step.connection ?? 0, 15)), UInt16(widget.inputAmplifier & 0x7f))
      verbs.append(Verb(codec, widget.node, short: VerbID.setAmplifier, 0x4000 | both | index << 8 | gain))
    }
    return verbs
  }

  private func pin(_ widget: Widget) -> [Verb] {
    let isSource = steps.last?.widget.node == widget.node
    if isSource {
      // Input, and a supply for microphones that need one.
      let control: UInt8 = 0x20 | (widget.device == 10 && widget.feedsMicrophones ? 4 : 0)
      return [Verb(codec, widget.node, VerbID.setPinControl, control)]
    }
    let control: UInt8 = 0x40 | (widget.drivesHeadphones ? 0x80 : 0)
    let verb = Verb(codec, widget.node, VerbID.setPinControl, control)
    return widget.hasExternalAmplifier ? [verb, Verb(codec, widget.node, VerbID.setExternalAmplifier, 2)] : [verb]
  }
}
