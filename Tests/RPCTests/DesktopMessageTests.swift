import Geometry
import Input
import KernelABI
import KernelDouble
import Testing

@testable import RPC
@testable import Sessions

/// The messages of the desktop's sessions: what is written is read again, and nothing else is read.
@Suite struct DesktopMessageTests {
  let kernel = KernelDouble()

  /// Reads a value from words as a client could have sent them.
  private func read<M: Message>(_ type: M.Type, _ words: [UInt64]) -> M? {
    kernel.events = [.call(badge: 1, label: 0, words: words, capabilities: [])]
    var reader = MessageReader(KernelCall.receive(.calls))
    return try? M(from: &reader)
  }

  /// Writes a value and reads it again.
  private func copy<M: Message>(_ value: M) -> M? {
    kernel.events = [.call(badge: 1, label: 0, words: [], capabilities: [])]
    var request = Request(KernelCall.receive(.calls))
    request.serve(Method<Echo, Nothing, M>(0)) { () throws(CounterFailure) in value }
    _ = request.replyAndReceive(.calls)
    return read(M.self, kernel.answers.last?.words ?? [])
  }

  private enum Echo: Interface {
    typealias Failure = CounterFailure
    static var name: StaticString { "Echo" }
  }

  static let commands: [ViewCommand] = [
    .geometry(ViewID(1), Rectangle(-5, 6, 7, 8)), .offset(ViewID(.max), Point(.min, .max)), .front(ViewID(3)),
    .back(ViewID(4)), .inFrontOf(ViewID(5), ViewID(6)), .behind(ViewID(7), ViewID(0)),
  ]

  @Test func commandsSurvive() {
    #expect(copy(ViewCommands(Self.commands))?.commands == Self.commands)
    let many = [ViewCommand](repeating: Self.commands[0], count: ViewCommands.limit)
    #expect(copy(ViewCommands(many))?.commands == many)
  }

  @Test func eventsSurvive() {
    let events: [InputEvent] = [.press(.a, character: "ä"), .pointer(Point(-1, 9)), .touch(3, Point(1, 2)), .closeRequest]
    #expect(copy(EventBatch(events))?.events == events)
    #expect(copy(EventBatch([InputEvent](repeating: .focusEnter, count: 100)))?.events.count == EventBatch.limit)
  }

  @Test func keysSurvive() {
    #expect(copy(Block256((1, .max, 3, 1 << 63))) == Block256((1, .max, 3, 1 << 63)))
    #expect(
      copy(UnlockState.refused) == .refused && read(UnlockState.self, [3]) == nil && read(Block256.self, [1, 2, 3]) == nil)
  }

  @Test func areasSurvive() {
    let areas = [Rectangle(0, 0, 1, 1), Rectangle(-9, -9, 3, 3)]
    #expect(copy(ChangedAreas(areas))?.rectangles == areas)
    #expect(copy(Size(3, 4)) == Size(3, 4) && copy(Point(-3, 4)) == Point(-3, 4))
  }

  @Test func tooManyAreMalformed() {
    #expect(read(ViewCommands.self, [65]) == nil && read(ViewCommands.self, [.max]) == nil)
    #expect(read(EventBatch.self, [9]) == nil && read(EventBatch.self, [.max]) == nil)
    #expect(read(ChangedAreas.self, [9]) == nil && read(ChangedAreas.self, [.max]) == nil)
  }

  @Test func missingWordsAreMalformed() {
    #expect(read(ViewCommands.self, []) == nil && read(ViewCommands.self, [1]) == nil)
    #expect(read(ViewCommands.self, [1, 1, 0]) == nil && read(ViewCommands.self, [2, 3]) == nil)
    #expect(read(EventBatch.self, [1, 2]) == nil && read(Rectangle.self, [0]) == nil)
  }

  @Test func nonsenseIsMalformed() {
    // No such command; corners crossed; a negative size; no such event.
    #expect(read(ViewCommand.self, [0]) == nil && read(ViewCommand.self, [7]) == nil && read(ViewCommand.self, [0x103]) == nil)
    #expect(read(ViewCommand.self, [5, 1 << 32]) == nil)
    #expect(read(Rectangle.self, [Point(1, 0).word, Point(0, 1).word]) == nil)
    #expect(read(Size.self, [Point(-1, 1).word]) == nil && read(Size.self, [Point(1, -1).word]) == nil)
    #expect(read(EventBatch.self, [1, 99, 0]) == nil && read(EventBatch.self, [1, 0x1_0000_0002, 0]) == nil)
  }

  @Test func randomWordsAreReadOrRefused() {
    var random = SplitMix(state: 3)
    for _ in 0..<5000 {
      let words = (0..<Int(random.next() % 30)).map { _ in random.next() >> (random.next() % 64) }
      if let commands = read(ViewCommands.self, words) { #expect(copy(commands)?.commands == commands.commands) }
      if let batch = read(EventBatch.self, words) { #expect(copy(batch)?.events == batch.events) }
    }
  }
}
