// Labels that are longer than their room, shortened so that they still say who is meant, and cannot pass for others.
//
// A label is names with arrows between them, from the system to the component ("applications -> viewer"). Its first part is the
// system's word; behind that a component says what it likes, arrows included. So what it says itself goes first, and never pushes the
// system's word out. Of that, the first and the last name tell most: names between them go before a letter of these does.
//
// Invariant: what was left out is an ellipsis, and no other ellipsis is shown: one in the label itself becomes another sign.

/// A label as it is shown.
public struct FittedLabel: Equatable, Sendable {
  /// The system's word, or what there is room for of it.
  public let assigned: String
  /// What the component added.
  public let added: String

  public var text: String { assigned + added }
}

extension Face {
  /// - Parameters:
  ///   - assigned: the part of the label that the system assigned, which it begins with; nil, or anything else: all of it.
  ///   - width: pixels.
  public func fittedLabel(_ label: String, assigned: String? = nil, width limit: Int32) -> FittedLabel {
    let scalars = label.unicodeScalars.map { $0 == "…" ? "\u{fffd}" : $0 }
    let isPart = assigned.map { label.utf8.starts(with: $0.utf8) } ?? false
    let count = isPart ? assigned?.unicodeScalars.count ?? scalars.count : scalars.count
    let (own, added) = (Array(scalars.prefix(count)), Array(scalars.dropFirst(count)))
    let rest = limit - width(own)
    if width(added) <= rest { return FittedLabel(assigned: text(own), added: text(added)) }
    let least = added.isEmpty ? 0 : width("…")
    if rest >= least, !added.isEmpty { return FittedLabel(assigned: text(own), added: fitted(text(added), width: rest)) }
    return FittedLabel(assigned: text(shortened(own, limit - least)), added: added.isEmpty ? "" : "…")
  }

  /// Names in the middle go first, then letters in the middle of the first name, then of the last.
  private func shortened(_ label: [Unicode.Scalar], _ limit: Int32) -> [Unicode.Scalar] {
    let names = Self.names(label)
    guard let first = names.first, let last = names.last, names.count > 1 else { return elided(label, limit) }
    for start in 2..<max(2, names.count) {
      let shorter = first + Self.gap + Self.joined(names[start...])
      if width(shorter) <= limit { return shorter }
    }
    let tail = (names.count > 2 ? Self.gap : Self.arrow) + last
    let head = elided(first, limit - width(tail))
    if head.count > 2, width(head + tail) <= limit { return head + tail }
    let end = ["…"] + Self.arrow + last
    // Without a sign that something is missing, the name alone would be another label.
    return width(end) <= limit ? end : elided(last, min(limit, width(last) - 1))
  }

  /// As many letters of the start and of the end as fit, with an ellipsis between them.
  private func elided(_ scalars: [Unicode.Scalar], _ limit: Int32) -> [Unicode.Scalar] {
    if width(scalars) <= limit { return scalars }
    for count in stride(from: scalars.count - 1, through: 1, by: -1) {
      let shorter = Array(scalars.prefix((count + 1) / 2)) + ["…"] + Array(scalars.suffix(count / 2))
      if width(shorter) <= limit { return shorter }
    }
    return ["…"]
  }

  private static var arrow: [Unicode.Scalar] { [" ", "-", ">", " "] }
  private static var gap: [Unicode.Scalar] { arrow + ["…"] + arrow }

  private static func names(_ label: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
    var names: [[Unicode.Scalar]] = [[]]
    var index = 0
    while index < label.count {
      if label[index...].starts(with: arrow) {
        names.append([])
        index += arrow.count
      } else {
        names[names.count - 1].append(label[index])
        index += 1
      }
    }
    return names
  }

  private static func joined(_ names: ArraySlice<[Unicode.Scalar]>) -> [Unicode.Scalar] {
    var label: [Unicode.Scalar] = []
    for name in names { label += label.isEmpty ? name : arrow + name }
    return label
  }

  private func text(_ scalars: [Unicode.Scalar]) -> String {
    var view = String.UnicodeScalarView()
    for scalar in scalars { view.append(scalar) }
    return String(view)
  }
}
