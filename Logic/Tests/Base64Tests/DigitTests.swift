import Base64
import Testing

@Suite struct DigitTests {
  @Test func everyValueHasItsDigit() {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    #expect((0..<64).map { Base64.digit($0) } == digits)
    for (value, digit) in digits.enumerated() { #expect(Base64.value(digit) == UInt8(value)) }
  }

  @Test func nothingElseIsADigit() {
    let count = (UInt8.min...UInt8.max).filter { Base64.value($0) != nil }.count
    #expect(count == 64)
    for other in Array("=-_ \n@[`{".utf8) + [0, 128, 255] { #expect(Base64.value(other) == nil) }
  }
}
