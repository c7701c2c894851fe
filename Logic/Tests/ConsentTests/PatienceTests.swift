// Who was refused waits, whatever it calls itself.

import Testing

@testable import Consent

@Suite struct PatienceTests {
  @Test func eachRefusalDoublesTheWait() {
    var patience = Patience()
    var waits: [UInt64] = []
    for _ in 0..<9 {
      patience.refused("mail", at: 1000)
      waits.append(patience.earliest("mail") - 1000)
    }
    #expect(waits == [5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 600_000, 600_000])
  }

  @Test func anotherNameBehindTheComponentsIsNoWayAround() {
    var patience = Patience()
    for number in 0..<3 { patience.refused("mail -> \(number)", at: 0) }
    for label in ["mail", "mail -> 7", "mail -> a -> b"] { #expect(patience.earliest(label) == 20_000) }
    for label in ["mailer", "mail-> 1", "", "other -> mail"] { #expect(patience.earliest(label) == 0) }
  }

  @Test func aYesIsANewBeginning() {
    var patience = Patience()
    patience.refused("mail -> a", at: 0)
    patience.forgive("mail -> b")
    #expect(patience.earliest("mail -> a") == 0)
    patience.refused("mail", at: 0)
    #expect(patience.earliest("mail") == 5_000)
  }

  @Test func manyComponentsMakeNothingGrow() {
    var patience = Patience()
    for number in 0..<1000 { patience.refused("c\(number)", at: 0) }
    #expect(patience.earliest("c967") == 0 && patience.earliest("c968") == 5_000 && patience.earliest("c999") == 5_000)
  }
}
