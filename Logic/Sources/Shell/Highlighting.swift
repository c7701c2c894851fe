// HID with colors: what is structure and what is content, at a glance.

public enum Highlighting {
  /// - Parameter line: printable.
  public static func hid(_ line: String) -> String {
    let scalars = Array(line.unicodeScalars)
    let indent = scalars.prefix { $0 == " " }.count
    guard indent < scalars.count else { return line }
    var output = String(repeating: " ", count: indent)
    switch scalars[indent] {
    case "-" where scalars.count == indent + 1: return "\u{1b}[2m\(line)\u{1b}[m"
    case ".", "x": return "\u{1b}[2m\(line)\u{1b}[m"
    case ":", "|": return output + rest(scalars[indent...], isNode: false)
    case "+":
      output += "\u{1b}[2m+\u{1b}[m"
      return output + rest(scalars[(indent + 1)...], isNode: true)
    default: return output + rest(scalars[indent...], isNode: indent == 0)
    }
  }

  /// The rest of a line: a node's type, then attributes between bars.
  private static func rest(_ scalars: ArraySlice<Unicode.Scalar>, isNode: Bool) -> String {
    var output = ""
    let parts = scalars.split(separator: "|", omittingEmptySubsequences: false)
    for index in parts.indices {
      if index > 0 { output += "\u{1b}[2m|\u{1b}[m" }
      output += attribute(parts[index], isFirst: isNode && index == 0)
    }
    return output
  }

  private static func attribute(_ part: ArraySlice<Unicode.Scalar>, isFirst: Bool) -> String {
    if isFirst { return type(part) }
    guard let colon = part.firstIndex(of: ":") else { return string(part) }
    return "\u{1b}[36m" + string(part[..<colon]) + "\u{1b}[2m:\u{1b}[m" + string(part[(colon + 1)...])
  }

  private static func type(_ part: ArraySlice<Unicode.Scalar>) -> String {
    let start = part.firstIndex { $0 != " " } ?? part.endIndex
    let end = part[start...].firstIndex(of: " ") ?? part.endIndex
    return string(part[..<start]) + "\u{1b}[1;34m" + string(part[start..<end]) + "\u{1b}[0;33m" + string(part[end...])
      + "\u{1b}[m"
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }
}
