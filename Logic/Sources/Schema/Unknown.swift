// How to speak of words that have no meaning.

import HID

enum Unknown {
  static func attribute(_ word: String, in node: String, known: [String]) -> String {
    "unknown attribute \"\(word)\" in \"\(node)\"" + remedy(word, known: known)
  }

  static func node(_ word: String, in node: String, known: [String]) -> String {
    "unknown node \"\(word)\" in \"\(node)\"" + remedy(word, known: known)
  }

  private static func remedy(_ word: String, known: [String]) -> String {
    if known.isEmpty { return ": remove it, nothing is expected here" }
    let hint = hint(word, known: known)
    return hint.utf8.isEmpty ? ": remove it, or use one of \(list(known))" : hint
  }

  /// The word that was probably meant; empty if none is close.
  static func hint(_ word: String, known: [String]) -> String {
    let nearest = known.min { word.distance(to: $0) < word.distance(to: $1) }
    guard let nearest, word.distance(to: nearest) <= max(2, word.utf8.count / 3) else { return "" }
    return ": did you mean \"\(nearest)\"?"
  }

  static func list(_ words: [String]) -> String {
    var text = ""
    for word in words { text += text.utf8.isEmpty ? word : ", " + word }
    return text
  }
}
