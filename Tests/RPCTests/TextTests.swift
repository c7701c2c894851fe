import RPC
import Sessions
import Testing

@Suite struct TextTests {
  @Test func textsKeepTheirBytes() {
    #expect(Text("hello").string == "hello")
    #expect(Text("hello" as StaticString) == Text(String("hello")))
    #expect(Text("a") != Text("b"))
    #expect(Text("a") != Text("ab"))
    #expect(Text("abc") == ("abc" as StaticString))
    #expect(!(Text("abc") == ("abd" as StaticString)))
    #expect(!(Text("abc") == ("abcd" as StaticString)))
  }

  @Test func longTextsAreCutOrRefused() {
    let long = String(repeating: "x", count: 249)
    #expect(Text(long).count == 248)
    #expect(Text(exactly: long) == nil)
    #expect(Text(exactly: String(repeating: "x", count: 248))?.count == 248)
    var text = Text(long)
    let fits = [text.append(UInt8(1)), text.append("y" as StaticString)]
    #expect(fits == [false, false] && text.count == 248)
  }

  @Test func argumentsAreFound() {
    let arguments = Text("base: 0x1000 | size: 64K|wc: yes | empty:")
    #expect(arguments.numericArgument("base") == 0x1000)
    #expect(arguments.numericArgument("size") == 65536)
    #expect(arguments.argument("wc") == Text("yes"))
    #expect(arguments.argument("empty") == Text())
    #expect(arguments.argument("ba") == nil)
    #expect(arguments.argument("siz") == nil)
    #expect(arguments.numericArgument("wc") == nil)
    #expect(Text().argument("base") == nil)
  }

  @Test(arguments: ["", "x", "0x", "-1", "1.5", "99999999999999999999", "0xg", "K", "1KK", "17179869184G", "1 2"])
  func whatIsNoNumberIsNone(_ text: String) {
    #expect(Text(text).number == nil)
  }

  @Test(
    arguments: [("0", 0), ("18446744073709551615", UInt64.max), ("0xFFff", 65535), ("3M", 3 << 20), ("2G", 2 << 30)]
      as [(String, UInt64)])
  func numbersAreRead(_ text: String, _ number: UInt64) {
    #expect(Text(text).number == number)
  }

  @Test func numbersAreWritten() {
    #expect(Text(decimal: 0).string == "0")
    #expect(Text(decimal: UInt64.max).string == "18446744073709551615")
    var arguments = Text()
    arguments.addArgument("size", 4096)
    arguments.addArgument("name", Text("x"))
    #expect(arguments.string == "size: 4096 | name: x")
  }
}
