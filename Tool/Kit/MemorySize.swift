// An amount of memory as people write it: 256M, 4G, 65536K, 1048576.

public struct MemorySize: Sendable {
  public let bytes: Int

  public init(_ text: String) throws {
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    let unit = text.last.flatMap { units[$0] }
    let digits = unit == nil ? Substring(text) : text.dropLast()
    guard let count = Int(digits), count > 0, digits.allSatisfy(\.isNumber) else {
      throw ToolError("an amount of memory is a number with K, M or G behind it, like 256M: not \"\(text)\"")
    }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: unit ?? 1)
    guard !overflow else { throw ToolError("\"\(text)\" is more memory than there can be") }
    self.bytes = bytes
  }
}
