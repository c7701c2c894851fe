import KernelABI
import KernelDouble
import RPC
import Testing

/// Calls as a hostile client writes them.
@Suite struct DispatchTests {
  let kernel = KernelDouble()
  let server = CounterServer()

  private func serve(_ label: UInt16, _ words: [UInt64], _ capabilities: [CapabilityIndex] = []) -> Answer? {
    kernel.events = [.call(badge: 1, label: label, words: words, capabilities: capabilities)]
    var request = Request(KernelCall.receive(.calls))
    server.serve(&request)
    _ = request.replyAndReceive(.calls)
    return kernel.answers.last
  }

  @Test func goodCallsAreServed() {
    #expect(serve(0, [5]) == Answer(label: 0, words: [5]))
    #expect(serve(4, [2]) == Answer(label: 0, words: [1]))
  }

  @Test func missingWordsAreMalformed() {
    #expect(serve(0, []) == Answer(label: 0xff02, words: []))
    #expect(server.total == 0)
  }

  @Test func numbersOutOfRangeAreMalformed() {
    #expect(serve(4, [256]) == Answer(label: 0xff02, words: []))
    #expect(serve(4, [UInt64.max]) == Answer(label: 0xff02, words: []))
  }

  @Test func missingCapabilitiesAreMalformed() {
    #expect(serve(2, [1]) == Answer(label: 0xff02, words: []))
  }

  @Test func textsWithAFalseLengthAreMalformed() {
    #expect(serve(1, [249]) == Answer(label: 0xff02, words: []))
    #expect(serve(1, [UInt64.max]) == Answer(label: 0xff02, words: []))
    #expect(serve(1, [17, 1, 2]) == Answer(label: 0xff02, words: []))
  }

  @Test func bytesBehindATextAreRemoved() {
    #expect(serve(1, [1, 0xffff_ffff_ffff_ff41]) == Answer(label: 0, words: [1, 0x41]))
  }

  @Test func unknownMethodsAreNamed() {
    #expect(serve(1234, [1, 2, 3, 4, 5]) == Answer(label: 0xff01, words: []))
  }

  @Test func capabilitiesOfRefusedCallsAreGivenBack() {
    let capability = kernel.makeObject()
    _ = serve(999, [], [capability, capability])
    #expect(kernel.references[capability] == 1)
  }

  @Test func randomMessagesAlwaysGetAnAnswer() {
    var random = SplitMix(state: 7)
    for round in 0..<20_000 {
      let words = (0..<Int(random.next() % 40)).map { _ in random.next() >> (random.next() % 64) }
      let answer = serve(UInt16(random.next() % 8), words)
      #expect(answer != nil)
      #expect(kernel.answers.count == round + 1)
    }
  }
}

/// Random numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
