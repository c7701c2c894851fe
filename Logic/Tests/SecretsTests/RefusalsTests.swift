import Testing

@testable import Secrets

@Suite struct RefusalsTests {
  @Test func aNoHoldsForAllSessionsOfAComponent() {
    var refusals = Refusals()
    refusals.add("game -> first")
    for label in ["game -> first", "game -> other", "game", "game -> a -> b"] { #expect(refusals.contains(label)) }
  }

  @Test func otherComponentsAreStillAsked() {
    var refusals = Refusals()
    refusals.add("game -> vault")
    for label in ["vault", "games", "gam", "game-> vault", "game -", "", "vault -> game"] { #expect(!refusals.contains(label)) }
    refusals.removeAll()
    #expect(!refusals.contains("game -> vault"))
  }
}
