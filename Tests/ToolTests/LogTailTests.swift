import Testing

@testable import ToolKit

@Suite struct LogTailTests {
  @Test func aTalkativeComponentDoesNotHideTheOthers() {
    var tail = LogTail()
    for line in ["kernel", "[init -> quiet] the last word"] { tail.append(line) }
    for number in 1...1000 { tail.append("[init -> chatty] \(number)") }
    #expect(
      tail.text.split(separator: "\n").map { $0.dropFirst(6) } == [
        "| kernel", "| [init -> quiet] the last word", "| ...", "| [init -> chatty] 996", "| [init -> chatty] 997",
        "| [init -> chatty] 998", "| [init -> chatty] 999", "| [init -> chatty] 1000",
      ])
  }

  @Test func manyComponentsStaySmall() {
    var tail = LogTail()
    for number in 1...500 { tail.append("[\(number)] x") }
    #expect(tail.text.split(separator: "\n").count <= 41)
  }
}
