// Figures: read from a log, printed as JSON and as a table; amounts of memory as people write them.

import Testing

@testable import ToolKit

@Suite struct MetricTests {
  @Test func readsALineOfALog() {
    #expect(Metric(line: "[init -> bench] bench: rpc.typed 511 instructions") == Metric("rpc.typed", 511, "instructions"))
  }

  @Test(arguments: ["", "bench:", "bench: a b c", "bench: a 1", "bench: a 1 b c", "bench a 1 b"])
  func ignoresOtherLines(line: String) { #expect(Metric(line: line) == nil) }

  @Test func printsJSON() {
    let text = MetricReport.json([Metric("a", 1, "ms"), Metric("b", 2, "bytes")])
    #expect(
      text
        == """
        {
          "metrics": [
            {"name": "a", "value": 1, "unit": "ms"},
            {"name": "b", "value": 2, "unit": "bytes"}
          ]
        }
        """)
  }

  @Test func marksWhatIsAboveItsTarget() {
    let table = MetricReport.table([Metric("kernel.lines", 5001, "lines")], wall: [:])
    #expect(table.contains("5,001 lines (!)"))
    #expect(!MetricReport.table([Metric("kernel.lines", 5000, "lines")], wall: [:]).contains("(!)"))
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")])
  func groupsDigits(value: Int, text: String) { #expect(MetricReport.number(value) == text) }

  @Test(arguments: [("1048576", 1 << 20), ("64K", 64 << 10), ("256M", 256 << 20), ("4G", 4 << 30)])
  func readsMemorySizes(text: String, bytes: Int) throws { #expect(try MemorySize(text).bytes == bytes) }

  @Test(arguments: ["", "M", "-1M", "0", "0G", "1.5G", "12X", "64MB", "9223372036854775807G", " 64M"])
  func refusesOtherMemorySizes(text: String) { #expect(throws: ToolError.self) { try MemorySize(text) } }
}
