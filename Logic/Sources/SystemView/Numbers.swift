// Numbers as people read them.

extension Int {
  /// "512 KiB", "1.2 MiB", "24 MiB": never more than three digits.
  var bytesForPeople: String {
    let kibibytes = (self + 1023) / 1024
    if kibibytes < 1000 { return "\(kibibytes) KiB" }
    let tenths = (self * 10 + (1 << 19)) >> 20
    if tenths < 100 { return "\(tenths / 10).\(tenths % 10) MiB" }
    let mebibytes = (tenths + 5) / 10
    if mebibytes < 10_000 { return "\(mebibytes) MiB" }
    return "\(mebibytes >> 10) GiB"
  }

  /// Of 1000: "0 %", "<1 %", "12 %".
  var percentForPeople: String {
    if self <= 0 { return "0 %" }
    return self < 10 ? "<1 %" : "\((self + 5) / 10) %"
  }
}

extension Share {
  /// "1.2 of 24 MiB"
  var bytesForPeople: String {
    let (a, b) = (used.bytesForPeople, quota.bytesForPeople)
    let unit = b.utf8.suffix(4)
    guard a.utf8.suffix(4).elementsEqual(unit) else { return a + " of " + b }
    return String(decoding: Array(a.utf8.prefix(a.utf8.count - 4)), as: UTF8.self) + " of " + b
  }
}
