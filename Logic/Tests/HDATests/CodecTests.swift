import Testing

@testable import HDA

/// A codec as tests describe it: answers by node and parameter.
struct FakeCodec {
  var parameters: [UInt8: [UInt8: UInt32]] = [0: [0x00: 0x1af4_0021, 0x04: 0x0001_0001], 1: [0x05: 1]]
  var connections: [UInt8: [UInt8]] = [:]
  var configurations: [UInt8: UInt32] = [:]

  func answer(_ verb: Verb) -> UInt32? {
    let (node, id, payload) = (UInt8(verb.word >> 20 & 0xff), verb.word >> 8 & 0xfff, UInt8(verb.word & 0xff))
    switch id {
    case 0xf00:
      if payload == 0x0e { return UInt32(connections[node]?.count ?? 0) }
      return parameters[node]?[payload] ?? 0
    case 0xf02:
      let list = connections[node] ?? []
      return (0..<4).reduce(0) { $0 | (Int(payload) + $1 < list.count ? UInt32(list[Int(payload) + $1]) << UInt32($1 * 8) : 0) }
    case 0xf1c: return configurations[node] ?? 0
    default: return 0
    }
  }

  mutating func add(_ node: UInt8, _ kind: UInt32, flags: UInt32 = 0, from: [UInt8] = []) {
    parameters[node] = [0x09: kind << 20 | flags | (from.isEmpty ? 0 : 1 << 8)]
    connections[node] = from
    let last = max(UInt32(node), 1 + (parameters[1]?[0x04] ?? 0x0002_0000) & 0xff)
    parameters[1]?[0x04] = 0x0002_0000 | last - 1
  }

  mutating func addPin(_ node: UInt8, can: UInt32, device: UInt32, isConnected: Bool = true, from: [UInt8] = []) {
    add(node, 4, from: from)
    parameters[node]?[0x0c] = can
    configurations[node] = device << 20 | (isConnected ? 0 : 1 << 30)
  }

  /// Converter, line out, converter, line in: as QEMU's.
  static var duplex: FakeCodec {
    var codec = FakeCodec()
    codec.add(2, 0)
    codec.addPin(3, can: 1 << 4, device: 0, from: [2])
    codec.add(4, 1, from: [5])
    codec.addPin(5, can: 1 << 5, device: 8)
    return codec
  }

  func read() throws -> Codec {
    let codec = Codec.read(0) { self.answer($0) }
    return try #require(codec)
  }
}

@Suite struct CodecTests {
  @Test func pathsOfASimpleCodec() throws {
    let codec = try FakeCodec.duplex.read()
    #expect(codec.widgets.map(\.node) == [2, 3, 4, 5])
    #expect(SoundPath.playback(in: codec)?.nodes == [3, 2])
    #expect(SoundPath.recording(in: codec)?.nodes == [4, 5])
  }

  @Test func verbsLeadTheStreamToItsConverter() throws {
    let codec = try FakeCodec.duplex.read()
    let path = try #require(SoundPath.playback(in: codec))
    let verbs = path.verbs(stream: 3).map(\.word)
    #expect(verbs == [0x0017_0500, 0x0037_0740, 0x0022_0011, 0x0027_0630])
  }

  @Test func pathsGoThroughMixersAndSelectors() throws {
    var fake = FakeCodec()
    fake.add(2, 0, flags: 1 << 2 | 1 << 10)
    fake.parameters[2]?[0x12] = 0x8003_4a57
    fake.add(6, 3, from: [9, 7])
    fake.add(7, 2, flags: 1 << 1, from: [8, 2])
    fake.parameters[7]?[0x0d] = 0x8005_1f17
    fake.add(8, 0, flags: 1 << 9)
    fake.addPin(9, can: 1 << 4 | 1 << 3 | 1 << 16, device: 2, from: [6])
    let codec = try fake.read()
    let path = try #require(SoundPath.playback(in: codec))
    #expect(path.nodes == [9, 6, 7, 2])
    let words = path.verbs(stream: 1).map(\.word)
    // Headphones and the external amplifier, the selector's second connection, the mixer's second input, the converter's
    // power and 0 dB.
    for word: UInt32 in [0x0097_07c0, 0x0097_0c02, 0x0067_0101, 0x0073_7117, 0x0027_0500, 0x0023_b057] {
      #expect(words.contains(word), "\(String(word, radix: 16))")
    }
  }

  @Test func whatIsNotSolderedIsNotUsed() throws {
    var fake = FakeCodec()
    fake.add(2, 0)
    fake.addPin(3, can: 1 << 4, device: 0, isConnected: false, from: [2])
    fake.addPin(4, can: 1 << 4, device: 1, from: [2])
    let codec = try fake.read()
    #expect(SoundPath.playback(in: codec)?.nodes == [4, 2])
  }

  @Test func microphonesComeBeforeLineIn() throws {
    var fake = FakeCodec.duplex
    fake.add(4, 1, from: [5, 6])
    fake.addPin(6, can: 1 << 5 | 1 << 12, device: 10)
    let codec = try fake.read()
    let path = try #require(SoundPath.recording(in: codec))
    #expect(path.nodes == [4, 6])
    #expect(path.verbs(stream: 2).map(\.word).contains(0x0067_0724))
    #expect(path.verbs(stream: 2).map(\.word).contains(0x0047_0101))
  }

  @Test func circlesEnd() throws {
    var fake = FakeCodec()
    fake.add(2, 2, from: [3])
    fake.add(3, 2, from: [2, 3])
    fake.addPin(4, can: 1 << 4, device: 0, from: [2, 4])
    let codec = try fake.read()
    #expect(SoundPath.playback(in: codec) == nil)
  }

  @Test func rangesOfConnectionsAreUnderstood() throws {
    var fake = FakeCodec()
    for node: UInt8 in 2...6 { fake.add(node, 0) }
    fake.addPin(7, can: 1 << 4, device: 0, from: [2, 0x85])
    let codec = try fake.read()
    #expect(codec.widget(7)?.connections == [2, 3, 4, 5])
  }

  @Test func silenceIsNoCodec() {
    #expect(Codec.read(0) { _ in nil } == nil)
    #expect(Codec.read(0) { _ in 0 } == nil)
    #expect(Codec.read(0) { _ in .max } == nil)
  }

  /// Whatever a codec answers, reading it ends.
  @Test func randomAnswersAreSurvived() {
    var state: UInt64 = 42
    for _ in 0..<200 {
      let codec = Codec.read(0) { verb in
        state = state &* 6_364_136_223_846_793_005 &+ UInt64(verb.word) &+ 1_442_695_040_888_963_407
        return UInt32(truncatingIfNeeded: state >> 33) & (state >> 20 & 1 == 0 ? 0x004f_0107 : .max)
      }
      guard let codec else { continue }
      #expect(codec.widgets.count < 256 && codec.widgets.allSatisfy { $0.connections.count <= Codec.connectionLimit })
      for path in [SoundPath.playback(in: codec), SoundPath.recording(in: codec)].compactMap({ $0 }) {
        #expect(path.nodes.count <= 8 && !path.verbs(stream: 1).isEmpty)
      }
    }
  }
}
