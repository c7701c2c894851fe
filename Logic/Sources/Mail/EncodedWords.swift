// The text of a header field: words like `=?utf-8?Q?Gr=C3=BC=C3=9Fe?=` are what they stand for (RFC 2047). What is not quite
// such a word stays as it is.

enum EncodedWords {
  static func text(_ bytes: [UInt8]) -> String {
    var text = ""
    // Bytes that are no such word; blanks between two such words are not meant (6.2).
    var plain: [UInt8] = []
    var (isAfterWord, position) = (false, 0)
    while position < bytes.count {
      guard let word = EncodedWord(bytes, at: position) else {
        plain.append(bytes[position])
        position += 1
        continue
      }
      if !(isAfterWord && plain.allSatisfy(Byte.isBlank)) { text += String(decoding: plain, as: UTF8.self) }
      text += word.text
      (plain, isAfterWord, position) = ([], true, word.end)
    }
    return text + String(decoding: plain, as: UTF8.self)
  }
}

private struct EncodedWord {
  let text: String
  let end: Int

  /// Nil: there is none at that place.
  init?(_ bytes: [UInt8], at start: Int) {
    let question = UInt8(ascii: "?")
    guard start + 1 < bytes.count, bytes[start] == Byte.equals, bytes[start + 1] == question else { return nil }
    // Longer ones are not allowed (2); some programs write them all the same.
    let limit = min(bytes.count, start + 1000)
    guard let first = bytes[start + 2..<limit].firstIndex(of: question), first + 2 < limit, bytes[first + 2] == question,
      let last = bytes[first + 3..<limit].firstIndex(of: question), last + 1 < limit, bytes[last + 1] == Byte.equals
    else { return nil }
    let content = bytes[first + 3..<last]
    guard !content.contains(where: Byte.isBlank) else { return nil }
    // A language may follow the charset (RFC 2231, 5).
    let name = bytes[start + 2..<first].prefix { $0 != UInt8(ascii: "*") }
    switch Byte.lowercased(bytes[first + 1]) {
    case UInt8(ascii: "q"): text = Charset(Array(name)).text(Self.unquoted(content))
    case UInt8(ascii: "b"): text = Charset(Array(name)).text(Self.decoded(content))
    default: return nil
    }
    end = last + 2
  }

  private static func unquoted(_ content: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var position = content.startIndex
    while position < content.endIndex {
      let byte = content[position]
      position += 1
      if byte == Byte.equals, position + 1 < content.endIndex, let high = Byte.hexValue(content[position]),
        let low = Byte.hexValue(content[position + 1])
      {
        result.append(high << 4 | low)
        position += 2
      } else {
        result.append(byte == UInt8(ascii: "_") ? Byte.space : byte)
      }
    }
    return result
  }

  private static func decoded(_ content: ArraySlice<UInt8>) -> [UInt8] {
    var decoder = Base64Decoder()
    return content.compactMap { decoder.take($0) }
  }
}
