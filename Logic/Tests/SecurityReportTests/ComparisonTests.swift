import Testing

@testable import SecurityReport

@Suite struct ComparisonTests {
  private static let library = ForeignFile("libc", .library, codeBytes: 1000, measuredLines: 40)

  @Test func whatIsNotMeasuredIsEstimatedFromWhatIs() throws {
    let system = ForeignSystem("L", files: [Self.library, ForeignFile("gpg", .program, codeBytes: 5_000)])
    #expect(system.files.map(\.name) == ["gpg", "libc"] && system.rate == (1000, 40))
    #expect(system.size([.program]) == ForeignSize(files: 1, codeBytes: 5_000, lines: 200, isEstimate: true))
    #expect(system.size([.library]) == ForeignSize(files: 1, codeBytes: 1000, lines: 40, isEstimate: false))
    #expect(system.size([.library, .program])?.lines == 240)
    #expect(system.size([.kernel]) == nil)
  }

  /// A kernel is no measure for libraries: whoever measured it says so.
  @Test func theRateIsThatOfTheReferences() {
    let files = [
      Self.library, ForeignFile("kernel", .kernel, codeBytes: 9000, measuredLines: 9),
      ForeignFile("z", .library, codeBytes: 500),
    ]
    let system = ForeignSystem("L", files: files, references: [Self.library])
    #expect(system.size([.library])?.lines == 60)
    #expect(system.size([.kernel])?.lines == 9)
  }

  @Test func withoutAnythingMeasuredThereIsNoEstimate() {
    let system = ForeignSystem("L", files: [ForeignFile("gpg", .program, codeBytes: 5_000)])
    #expect(system.size([.program]) == nil)
  }

  @Test(arguments: [(0, 0), (9, 9), (99, 99), (100, 100), (104, 100), (105, 110), (995, 1000), (768_123, 770_000)])
  func estimatesHaveTwoDigits(_ number: Int, _ expected: Int) { #expect(ForeignSystem.rounded(number) == expected) }

  private func comparison(_ component: String) -> SystemComparison {
    let report = SecurityReport(scenario: "s", model: Sample.desktop(), sizes: Sample.sizes)
    let request = ComparisonRequest(component: component, programs: ["gpg"], about: "")
    return SystemComparison(request, report, Sample.sizes, ForeignSystem("L", files: [Self.library]))
  }

  @Test func thePartsAreThoseOfTheTrustedBase() throws {
    let parts = comparison("timer").parts
    #expect(parts.map(\.kind) == [.kernel, .base, .programs, .libraries, .total])
    let integrity = parts.map { $0.here[.integrity] }
    #expect(integrity.map { $0?.components } == [1, 2, 1, nil, 4])
    // What they share counts once: 100 lines and 10, 20, 30 and 100 of their own.
    #expect(integrity[4]?.size.linkedLines == 260 && integrity[0]?.size.linkedLines == 110)
    #expect(parts[3].there?.lines == 40 && parts[1].there == nil)
  }

  @Test func theJSONSaysTheSameTwiceAndCanBeReadBack() throws {
    let json = comparison("editor").json
    #expect(json == comparison("editor").json)
    #expect(try JSONParser.parse(Array(json.text.utf8)) == json)
    #expect(json["rate"]["files"].strings == ["libc"] && json["parts"].items.count == 5)
    #expect(json["files"].items[0]["measuredLines"] == .number(40))
  }
}

@Suite struct SupplyChainTests {
  /// The sample's sizes, with a library in some programs.
  private func sizes(_ library: String, in programs: [String]) -> ProgramSizes {
    let all = ["kernel", "core", "init", "ps2", "gui", "editor", "recorder", "mixer", "consent", "timer", "log"]
    return ProgramSizes(
      Dictionary(
        uniqueKeysWithValues: all.map { name in
          var size = Sample.sizes[name] ?? ComponentSize()
          if programs.contains(name) { size.sources["x.c"] = SourceFile(.c, lines: 9, thirdParty: library) }
          return (name, size)
        }))
  }

  private func report(in programs: [String]) -> SecurityReport {
    SecurityReport(scenario: "s", model: Sample.desktop(), sizes: sizes("zlib 1", in: programs))
  }

  @Test func whoSuppliesCodeIsWhatTheComponentsAreThatHaveIt() throws {
    let library = try #require(report(in: ["editor"]).libraries.first)
    let editor = try #require(report(in: ["editor"]).component("editor"))
    #expect(library.name == "zlib 1" && library.components == ["editor"])
    #expect(library.blastRadius == editor.blastRadius)
    #expect(library.blastRadius.direct.map(\.name) == ["text"])
  }

  @Test func inSeveralItHasThemTogether() throws {
    let one = try #require(report(in: ["timer"]).libraries.first)
    let both = try #require(report(in: ["mixer", "timer"]).libraries.first)
    #expect(!one.blastRadius.direct.contains { $0.name == "microphone" && $0.objectives.contains(.confidentiality) })
    #expect(both.blastRadius.direct.contains { $0.name == "microphone" && $0.objectives.contains(.confidentiality) })
  }

  @Test func itIsInsideWithoutABugAndOutsideWithOne() throws {
    let library = try #require(report(in: ["editor"]).libraries.first)
    #expect(!library.reach.contains { $0.component == "editor" })
    let gui = try #require(library.reach.first { $0.component == "gui" })
    #expect(gui.path.bugs == 1 && gui.path.components == ["editor", "gui"])
  }

  @Test func whatWasNotMeasuredHasNone() {
    #expect(SecurityReport(scenario: "s", model: Sample.desktop()).libraries.isEmpty)
    #expect(report(in: []).libraries.isEmpty)
  }

  @Test func aLibraryMoreShowsAsItself() {
    let found = JSON.difference(from: report(in: []).json, to: report(in: ["log"]).json)
    #expect(found.contains("+ library zlib 1 is in log"))
    #expect(found.allSatisfy { $0.contains("zlib 1") }, "\(found)")
  }
}
