import Testing

@testable import SecurityReport

@Suite struct OutputTests {
  private func json(_ model: SecurityModel, sizes: ProgramSizes? = nil) -> JSON {
    SecurityReport(scenario: "s", model: model, sizes: sizes).json
  }

  @Test func isTheSameInWhateverOrderTheModelIs() {
    for seed in 0..<50 {
      var dice = Dice(UInt64(seed))
      let model = Sample.random(&dice)
      var other = model
      other.components.reverse()
      other.attackers.reverse()
      let (a, b) = (json(model), json(other))
      for key in ["components", "reach"] { #expect(a[key] == b[key], "seed \(seed), \(key)") }
    }
  }

  @Test func hasWhatTheSchemaSays() {
    let editor = json(Sample.desktop(), sizes: Sample.sizes)["components"].items.first { $0["name"].string == "editor" }
    let base = editor?["trustedBase"]["confidentiality"]
    #expect(base?["components"].strings.contains("gui") == true)
    for key in ["linkedLines", "sourceLines", "unsafeExpressions"] { #expect(base?[key] != .null) }
    // 100 shared, and the lines of kernel, core, init, ps2, gui, editor, timer, log.
    #expect(base?["linkedLines"] == .number(100 + 10 + 20 + 30 + 40 + 50 + 60 + 100 + 110))
    #expect(json(Sample.desktop())["components"].items[0]["trustedBase"]["integrity"]["linkedLines"] == .null)
  }

  @Test func aSumWithoutAProgramThatWasNotMeasuredIsNone() {
    let some = ProgramSizes(["kernel": ComponentSize(), "core": ComponentSize()])
    let found = json(Sample.desktop(), sizes: some)["components"].items
    #expect(found.first { $0["name"].string == "core" }?["trustedBase"]["integrity"]["linkedLines"] == .number(0))
    #expect(found.first { $0["name"].string == "gui" }?["trustedBase"]["integrity"]["linkedLines"] == .null)
  }

  @Test func isReadBackAsItWasWritten() throws {
    let written = json(Sample.desktop(), sizes: Sample.sizes)
    #expect(try JSONParser.parse(Array(written.text.utf8)) == written)
    let strange = JSON.object([("a \"\\\n\u{1}ü", .list([.null, .flag(true), .number(-7), .text(""), .object([]), .list([])]))])
    #expect(try JSONParser.parse(Array(strange.text.utf8)) == strange)
  }

  @Test(arguments: [
    "", "{", "[1,", "[1 2]", "{\"a\" 1}", "{a: 1}", "\"open", "\"\\x\"", "\"\\u12\"", "1.5", "nul", "[] []", "--1",
  ])
  func refusesOtherText(_ text: String) {
    #expect(throws: JSONError.self) { try JSONParser.parse(Array(text.utf8)) }
  }

  @Test func deepNestingIsAnErrorAndNotACrash() {
    let text = String(repeating: "[", count: 100_000)
    #expect(throws: JSONError.self) { try JSONParser.parse(Array(text.utf8)) }
  }

  // MARK: - What a change changes

  private func difference(_ change: (inout SecurityModel) -> Void) -> [String] {
    var model = Sample.desktop()
    let before = json(model)
    change(&model)
    return JSON.difference(from: before, to: json(model))
  }

  @Test func nothingIsDifferentWithoutAChange() { #expect(difference { _ in }.isEmpty) }

  @Test func aRouteToATimerChangesThatAndNothingElse() {
    let found = difference { $0.sessions.append(SessionLink("recorder", to: "timer", "Timer")) }
    // What the recorder sees, the consent broker sees; whoever holds data of the recorder's is brought down by the timer too.
    let expected = [
      "+ route recorder -> timer: Timer",
      "+ recorder trusts timer for integrity", "+ recorder trusts timer for availability",
      "+ recorder trusts timer for confidentiality", "+ mixer trusts timer for confidentiality",
    ]
    for line in expected { #expect(found.contains(line), "\(line) is missing in \(found)") }
    let others = found.filter { line in
      !expected.contains(line) && !line.contains("timer")
    }
    #expect(
      others.allSatisfy { $0.contains("paths") || $0.contains("one more bug") || $0.contains("bug of the base") }, "\(others)")
  }

  @Test func aLogThatAnswersNothingAddsNoWayToAnybody() {
    let found = difference { $0.sessions.append(SessionLink("mixer", to: "log", "LOG")) }
    #expect(found.contains("+ mixer trusts log for confidentiality") && found.contains("+ mixer trusts log for availability"))
    #expect(!found.contains { $0.contains("mixer trusts log for integrity") })
    // What the mixer says of itself is not the microphone.
    #expect(!found.contains("+ hostile log loses confidentiality of microphone"))
    #expect(found.contains("+ hostile log loses availability of microphone"))
    #expect(found.filter { $0.hasPrefix("+ input reaches") }.allSatisfy { $0.contains("reaches log") })
  }

  @Test func removingARouteIsAddingItBackwards() {
    let added = difference { $0.sessions.append(SessionLink("recorder", to: "timer", "Timer")) }
    var more = Sample.desktop()
    more.sessions.append(SessionLink("recorder", to: "timer", "Timer"))
    let removed = JSON.difference(from: json(more), to: json(Sample.desktop()))
    func turned(_ lines: [String]) -> [String] { lines.map { ($0.hasPrefix("+") ? "-" : "+") + $0.dropFirst() }.sorted() }
    #expect(turned(removed) == added.sorted())
  }

  /// Each random route changes at least its own line, and the report without it is the one from before.
  @Test func everyMutationShowsAndOnlyItself() {
    for seed in 0..<150 {
      var dice = Dice(UInt64(seed))
      let model = Sample.random(&dice)
      var more = model
      let session = Sample.randomSession(model.components.filter { !$0.isBase }.map(\.name), &dice)
      more.sessions.append(session)
      let isNew = !model.sessions.contains {
        $0.client == session.client && $0.server == session.server && $0.service == session.service
      }
      let found = JSON.difference(from: json(model), to: json(more))
      if isNew {
        #expect(found.contains { $0.hasPrefix("+ route \(session.client) -> \(session.server): \(session.service)") })
      }
      // A route only adds trust.
      #expect(!found.contains { $0.hasPrefix("- ") && $0.contains(" trusts ") }, "seed \(seed): \(found)")
    }
  }
}
