// The labels of sessions: what each parent adds in front, joined with " -> ".

extension String {
  public static var labelSeparator: String { " -> " }

  /// Byte-wise, as `isSame`.
  public func hasByteSuffix(_ suffix: String) -> Bool {
    let (count, length) = (utf8.count, suffix.utf8.count)
    return count >= length && utf8.dropFirst(count - length).elementsEqual(suffix.utf8)
  }

  /// Where each " -> " starts, in bytes.
  private var separators: [Int] {
    let bytes = Array(utf8)
    return bytes.indices.dropLast(3).filter {
      bytes[$0] == 32 && bytes[$0 + 1] == 45 && bytes[$0 + 2] == 62 && bytes[$0 + 3] == 32
    }
  }

  private var lastSeparator: Int? { separators.last }

  /// What stands before the first " -> "; all of it if there is none. For a server these are the words of the client's parent; what
  /// stands behind is the client's to choose.
  public var firstLabelElement: String {
    guard let end = separators.first else { return self }
    return String(decoding: Array(utf8.prefix(end)), as: UTF8.self)
  }

  /// What stands behind the last " -> "; all of it if there is none.
  public var lastLabelElement: String {
    guard let start = lastSeparator else { return self }
    return String(decoding: Array(utf8.dropFirst(start + 4)), as: UTF8.self)
  }

  /// What stands before the last " -> ".
  public var labelPath: String {
    guard let start = lastSeparator else { return "" }
    return String(decoding: Array(utf8.prefix(start)), as: UTF8.self)
  }

  /// Whether it begins with a component's label and goes on: it is of a session of that one, or of one that it started.
  public func isBelow(_ component: String) -> Bool { utf8.starts(with: (component + String.labelSeparator).utf8) }

  /// What a component calls its session, or one that it started: what stands behind the component's label and " -> "; nil if
  /// this is no label below it.
  public func label(below component: String) -> String? {
    guard isBelow(component) else { return nil }
    return String(decoding: Array(utf8.dropFirst(component.utf8.count + String.labelSeparator.utf8.count)), as: UTF8.self)
  }

  /// Whether it is a component's label, or below it.
  public func isWithin(_ component: String) -> Bool { isSame(as: component) || isBelow(component) }

  /// The label with a child's name in front.
  public func scoped(to child: String) -> String {
    utf8.isEmpty ? child : child + String.labelSeparator + self
  }
}
