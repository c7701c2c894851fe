// Messages that look like others where text is shown as it wants to be: each of their bytes must be there to see.

import Bulkhead
import Geometry
import SigningView
import TestScreen
import TestSupport

/// A message of one row, and which of its cells are marks.
struct Deception {
  let name: StaticString
  let bytes: [UInt8]
  let marks: Range<Int>

  private init(_ name: StaticString, _ text: String, _ marks: Range<Int>) {
    self.init(name, Array(text.utf8), marks)
  }

  private init(_ name: StaticString, _ bytes: [UInt8], _ marks: Range<Int>) {
    (self.name, self.bytes, self.marks) = (name, bytes, marks)
  }

  /// Behind the marks something follows in each, which must not be hidden.
  static var all: [Deception] {
    [
      Deception("text without tricks, and what is typed like a mark", "I owe you <U+202E> 10 EUR.", 0..<0),
      Deception("a text that turns its direction", "pay \u{202e}000.1 EUR", 4..<12),
      Deception("a letter of another alphabet", "p\u{430}ypal.example", 1..<9),
      Deception("a full-width letter", "\u{ff50}aypal.example", 0..<8),
      Deception("an invisible character", "not\u{200b}hing", 3..<11),
      Deception("a character that nobody sees, far beyond", "a\u{e0041}b", 1..<11),
      Deception("an accent on its own", "o\u{301}k", 1..<9),
      Deception("a slash that is too long", [0x61, 0xc0, 0xaf, 0x62], 1..<9),
      Deception("a character that is cut off", [0x61, 0xe2, 0x82, 0x62], 1..<9),
      Deception("a zero, at which other programs stop", [0x61, 0, 0x62, 0x63], 1..<9),
      Deception("a return to the row's start", "good\rbad", 4..<8),
      Deception("a tab", "a\tb", 1..<6),
    ]
  }
}

extension TestSigner {
  func checkDeceptions() throws(SessionError) {
    for deception in Deception.all {
      let client = try Client(environment, label: "liar")
      checks.expect((try? client.hand(in: deception.bytes)) != nil && (try? client.ask()) != nil, "asks")
      checks.expect(person.wait(upTo: 20_000) { isAsked }, "the message is on the screen")
      person.wait(50)
      checks.expect(shows(deception), deception.name)
      checks.expect((try? client.begin(1)) != nil && person.wait(upTo: 20_000) { !isAsked }, "it is withdrawn")
    }
  }

  /// Exactly its marks are marked in the message's frame, and the last cell shows something.
  private func shows(_ deception: Deception) -> Bool {
    for row in 0..<SigningView.rows {
      for column in 0..<SigningView.columns {
        guard isMarked(column, row) == (row == 0 && deception.marks.contains(column)) else { return false }
      }
    }
    let rest = deception.marks.upperBound..<deception.marks.upperBound + 2
    return deception.marks.isEmpty || rest.contains { hasInk($0, 0) }
  }

  private func isMarked(_ column: Int, _ row: Int) -> Bool {
    person.screen.color(corner + SigningView.place(column: column, row: row).origin) == 0xffe28a
  }

  private func hasInk(_ column: Int, _ row: Int) -> Bool {
    let cell = SigningView.place(column: column, row: row)
    for y in cell.minY..<cell.maxY {
      for x in cell.minX..<cell.maxX where person.screen.color(corner + Point(x, y)) != 0xffffff { return true }
    }
    return false
  }
}
