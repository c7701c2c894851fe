// A command's words: separated by spaces, kept together by quotes.

public enum CommandLineError: Error, Equatable, Sendable {
  /// A quote that is not closed.
  case openQuote
}

public enum CommandLine {
  public static func words(_ text: String) throws(CommandLineError) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if let open = quote {
        if scalar == open { quote = nil } else { word?.unicodeScalars.append(scalar) }
      } else if scalar == "\"" || scalar == "'" {
        quote = scalar
        word = word ?? ""
      } else if scalar == " " || scalar == "\t" {
        if let word { words.append(word) }
        word = nil
      } else {
        word = word ?? ""
        word?.unicodeScalars.append(scalar)
      }
    }
    guard quote == nil else { throw .openQuote }
    if let word { words.append(word) }
    return words
  }

  /// What can stand in place of a word that is begun.
  /// - Returns: the longest beginning that all candidates share, and the candidates.
  public static func completions(_ word: String, _ candidates: [String]) -> (shared: String, all: [String]) {
    let all = candidates.filter { $0.utf8.starts(with: word.utf8) }
    guard var shared = all.first.map({ Array($0.unicodeScalars) }) else { return (word, []) }
    for candidate in all {
      var count = 0
      for scalar in candidate.unicodeScalars {
        guard count < shared.count, shared[count] == scalar else { break }
        count += 1
      }
      shared.removeLast(shared.count - count)
    }
    var text = ""
    text.unicodeScalars.append(contentsOf: shared)
    return (text, all)
  }
}
