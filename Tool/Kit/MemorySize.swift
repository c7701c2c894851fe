// An amount of memory as people write it: 256M, 4G, 65536K, 1048576.

public struct MemorySize: Sendable {
  public let bytes: Int

  /// - Parameter option: what the message of an error starts with.
  public init(_ text: String, option: String = "memory") throws {
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    let unit = text.last.flatMap { units[$0] }
    let digits = unit == nil ? Substring(text) : text.dropLast()
    guard let count = Int(digits), count > 0, digits.allSatisfy(\.isNumber) else {
      throw ToolError("\(option): an amount of memory is a number with K, M or G behind it, like 256M, not \"\(text)\"")
    }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: unit ?? 1)
    guard !overflow else { throw ToolError("\(option): \"\(text)\" is more memory than there can be") }
    self.bytes = bytes
  }
}
