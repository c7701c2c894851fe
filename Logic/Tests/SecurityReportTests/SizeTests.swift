import Testing

@testable import SecurityReport

@Suite struct SizeTests {
  private func size(_ program: String, _ lines: [(String, ClosedRange<Int>)], _ sources: [String: SourceFile]) -> ComponentSize
  {
    var size = ComponentSize()
    for (file, range) in lines { for line in range { size.linkedLines.insert(line, of: file) } }
    size.sources = sources
    size.binaries = [program: 100]
    return size
  }

  @Test func sharedCodeCountsOnce() {
    let shared = SourceFile(.swift, lines: 20, unsafeExpressions: 2)
    let library = SourceFile(.c, lines: 7, thirdParty: "monocypher 4.0.2")
    let sizes = ProgramSizes([
      "a": size("a", [("shared.swift", 1...10), ("a.swift", 1...5)], ["shared.swift": shared]),
      "b": size("b", [("shared.swift", 6...15), ("b.c", 1...3)], ["shared.swift": shared, "b.c": library]),
    ])
    let totals = sizes.union(of: ["a", "b", "a"]).totals
    #expect(totals.linkedLines == 15 + 5 + 3)
    #expect(totals.sourceLines == 27 && totals.cLines == 7 && totals.assemblyLines == 0)
    #expect(totals.unsafeExpressions == 2 && totals.binaryBytes == 200 && totals.thirdParty == ["monocypher 4.0.2"])
  }

  @Test func aUnionIsNeverSmaller() {
    var one = LineSet()
    one.insert(3, of: "x")
    var both = one
    both.insert(3, of: "y")
    one.formUnion(both)
    #expect(one == both && one.count == 2 && one.files == ["x", "y"] && !one.contains(4, of: "x"))
  }
}
