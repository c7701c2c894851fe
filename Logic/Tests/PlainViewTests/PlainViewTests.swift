// What deceives elsewhere is to be seen here.

import Testing

@testable import PlainView

/// Rows as text; marks in braces.
private func show(_ bytes: [UInt8], columns: Int = 40) -> [String] {
  let index = PlainIndex(bytes.span, columns: columns)
  return index.rows(bytes.span, from: 0, count: index.rowCount).map { row in
    var text = ""
    var last = CellStyle.plain
    for cell in row.cells {
      if cell.style == .mark, last != .mark { text += "{" }
      if cell.style != .mark, last == .mark { text += "}" }
      text.unicodeScalars.append(cell.scalar)
      last = cell.style
    }
    return text + (last == .mark ? "}" : "") + (row.goesOn ? "\\" : "")
  }
}

private func show(_ text: String, columns: Int = 40) -> [String] { show(Array(text.utf8), columns: columns) }

@Suite struct PlainViewTests {
  @Test func linesAreRows() {
    #expect(show("one\r\n\r\ntwo words\r\n") == ["one", "", "two words"])
    #expect(show("no end") == ["no end"])
    #expect(show("") == [])
  }

  @Test func otherLineEndsAreToBeSeen() {
    #expect(show("a\nb\r\n") == ["a{<LF>}", "b"])
    #expect(show("a\rb\r\r\n") == ["a{<CR>}b{<CR>}"])
  }

  /// CVE-2021-42574 and the like: text that turns round.
  @Test(arguments: [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x200e, 0x200f, 0x61c])
  func directionsAreMarks(scalar: UInt32) {
    let text = "pay \(Unicode.Scalar(scalar)!)01 EUR\r\n"
    let digits = String(scalar, radix: 16, uppercase: true)
    #expect(show(text) == ["pay {<U+\(String(repeating: "0", count: 4 - digits.count))\(digits)>}01 EUR"])
  }

  @Test(arguments: [0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0xad, 0x34f, 0xa0, 0x3000, 0x2028, 0x2029, 0x85, 0xe0041, 0xfe0f])
  func whatCannotBeSeenIsAMark(scalar: UInt32) {
    let rows = show("a\(Unicode.Scalar(scalar)!)b\r\n")
    #expect(rows.count == 1 && rows[0].hasPrefix("a{<U+") && rows[0].hasSuffix(">}b"))
  }

  /// Letters of other alphabets that look like those of ours.
  @Test func lookalikesAreMarks() {
    #expect(show("p\u{430}ypal") == ["p{<U+0430>}ypal"])
    #expect(show("\u{391}\u{ff21}\u{1d400}") == ["{<U+0391><U+FF21><U+01D400>}"])
    for scalar in [0x131, 0x17f, 0x251, 0x261, 0x2113, 0x1d5ba, 0x455, 0x3bf, 0x585] as [UInt32] {
      #expect(show(String(Unicode.Scalar(scalar)!))[0].hasPrefix("{"), "\(scalar)")
    }
  }

  @Test func lettersWithAccentsAreLetters() {
    #expect(show("Grüße, Łódź") == ["Grüße, Łódź"])
    let bytes = Array("ä".utf8)
    #expect(PlainRow(bytes.span, from: 0, columns: 10).cells.map(\.style) == [.letter])
  }

  /// An accent on its own could be put onto anything.
  @Test func accentsOnTheirOwnAreMarks() {
    #expect(show("e\u{301}") == ["e{<U+0301>}"])
  }

  @Test func bytesThatAreNoCharactersAreMarks() {
    // Overlong, a surrogate, too large, cut off, alone.
    #expect(show([0xc0, 0xaf]) == ["{<C0><AF>}"])
    #expect(show([0xe0, 0x80, 0xaf]) == ["{<E0><80><AF>}"])
    #expect(show([0xed, 0xa0, 0x80]) == ["{<ED><A0><80>}"])
    #expect(show([0xf4, 0x90, 0x80, 0x80]) == ["{<F4><90><80><80>}"])
    #expect(show([0x41, 0xe2, 0x82]) == ["A{<E2><82>}"])
    #expect(show([0, 0x1b, 0x7f]) == ["{<U+0000><U+001B><U+007F>}"])
  }

  @Test func whitespaceIsToBeSeenWhereItCouldHide() {
    #expect(show("a b  \r\nc \nd ") == ["a b {\u{b7}}", "c{\u{b7}<LF>}", "d{\u{b7}}"])
    #expect(show("a\tb") == ["a{<TAB>}b"])
  }

  /// Text that looks like a mark has another style.
  @Test func noTextIsAMark() {
    #expect(show("<U+202E>") == ["<U+202E>"])
  }

  @Test func longLinesAreShownToTheirEnd() {
    let text = String(repeating: "0123456789", count: 7) + "end"
    #expect(
      show(text, columns: 20) == [
        "01234567890123456789\\", "01234567890123456789\\", "01234567890123456789\\", "0123456789end",
      ])
    #expect(show("012345678\u{202e}", columns: 10) == ["012345678\\", "{<U+202E>}"])
  }

  /// Whatever the bytes are: rows cover all of them, in order, and none is empty that goes on.
  @Test func everyByteIsShownOnce() {
    var state: UInt64 = 7
    for round in 0..<300 {
      let bytes = (0..<round).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let byte = UInt8(truncatingIfNeeded: state >> 56)
        return byte & 3 == 0 ? [13, 10, 32, 0xe2, 0x80, 0xae, 65, 9][Int(byte >> 5)] : byte
      }
      let index = PlainIndex(bytes.span, columns: 12)
      var position = 0
      for number in 0..<index.rowCount {
        let row = PlainRow(bytes.span, from: position, columns: 12)
        let indexed = index.rows(bytes.span, from: number, count: 1)
        #expect(row.next > position && row.cells.count <= 12)
        #expect(indexed.count == 1 && indexed[0].cells == row.cells && indexed[0].next == row.next)
        position = row.next
      }
      #expect(position == bytes.count)
      #expect(index.rows(bytes.span, from: index.rowCount, count: 5).isEmpty)
    }
  }
}
