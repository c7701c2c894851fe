// What control sequences do.

extension Emulator {
  mutating func perform(_ sequence: ControlSequence, _ final: UInt8) {
    switch (sequence.prefix, sequence.intermediate) {
    case (0, 0):
      if !moveCursor(sequence, final), !edit(sequence, final) { manage(sequence, final) }
    case (UInt8(ascii: "?"), 0): performPrivate(sequence, final)
    case (UInt8(ascii: ">"), 0) where final == UInt8(ascii: "c"): reportKind(sequence)
    case (0, UInt8(ascii: "!")) where final == UInt8(ascii: "p"): softReset()
    case (0, UInt8(ascii: " ")) where final == UInt8(ascii: "q"): setCursorShape(sequence.value(0))
    case (_, UInt8(ascii: "$")) where final == UInt8(ascii: "p"): reportMode(sequence)
    default: break
    }
  }

  private mutating func performPrivate(_ sequence: ControlSequence, _ final: UInt8) {
    switch final {
    case UInt8(ascii: "h"): setModes(sequence, true)
    case UInt8(ascii: "l"): setModes(sequence, false)
    case UInt8(ascii: "n"): reportStatus(sequence)
    case UInt8(ascii: "J"): eraseInDisplay(sequence.value(0))
    case UInt8(ascii: "K"): eraseInLine(sequence.value(0))
    default: break
    }
  }

  private mutating func moveCursor(_ sequence: ControlSequence, _ final: UInt8) -> Bool {
    let count = sequence.distance(0)
    switch final {
    case UInt8(ascii: "A"), UInt8(ascii: "k"): moveUp(count)
    case UInt8(ascii: "B"), UInt8(ascii: "e"): moveDown(count)
    case UInt8(ascii: "C"), UInt8(ascii: "a"): move(column: cursor.column + count)
    case UInt8(ascii: "D"), UInt8(ascii: "j"): move(column: cursor.column - count)
    case UInt8(ascii: "E"):
      moveDown(count)
      move(column: 0)
    case UInt8(ascii: "F"):
      moveUp(count)
      move(column: 0)
    case UInt8(ascii: "G"), UInt8(ascii: "`"): move(column: count - 1)
    case UInt8(ascii: "H"), UInt8(ascii: "f"): place(row: count - 1, column: sequence.distance(1) - 1)
    case UInt8(ascii: "I"): tab(count)
    case UInt8(ascii: "Z"): tabBack(count)
    case UInt8(ascii: "d"): place(row: count - 1, column: cursor.column)
    default: return false
    }
    return true
  }

  private mutating func edit(_ sequence: ControlSequence, _ final: UInt8) -> Bool {
    let count = sequence.distance(0)
    switch final {
    case UInt8(ascii: "@"): insertCharacters(count)
    case UInt8(ascii: "J"): eraseInDisplay(sequence.value(0))
    case UInt8(ascii: "K"): eraseInLine(sequence.value(0))
    case UInt8(ascii: "L"): insertLines(count)
    case UInt8(ascii: "M"): deleteLines(count)
    case UInt8(ascii: "P"): deleteCharacters(count)
    case UInt8(ascii: "S"): scrollUp(count)
    case UInt8(ascii: "T"): scrollDown(count)
    case UInt8(ascii: "X"): eraseCharacters(count)
    case UInt8(ascii: "b"): repeatLast(count)
    default: return false
    }
    return true
  }

  private mutating func manage(_ sequence: ControlSequence, _ final: UInt8) {
    switch final {
    case UInt8(ascii: "c"): reportKind(sequence)
    case UInt8(ascii: "g"): clearTabs(sequence.value(0))
    case UInt8(ascii: "h"): setModes(sequence, true)
    case UInt8(ascii: "l"): setModes(sequence, false)
    case UInt8(ascii: "m"): setStyle(sequence)
    case UInt8(ascii: "n"): reportStatus(sequence)
    case UInt8(ascii: "r"): setMargins(sequence)
    case UInt8(ascii: "s"): saveCursor()
    case UInt8(ascii: "t"): reportSize(sequence)
    case UInt8(ascii: "u"): restoreCursor()
    default: break
    }
  }

  // MARK: Colors and such

  private mutating func setStyle(_ sequence: ControlSequence) {
    if sequence.count == 0 { pen = Pen() }
    var index = 0
    while index < sequence.count {
      let code = sequence.value(index)
      var next = index + 1
      while sequence.isSubparameter(next) { next += 1 }
      if code == 38 || code == 48 {
        let color = color(sequence, &next, from: index)
        if let color { if code == 38 { pen.foreground = color } else { pen.background = color } }
      } else {
        setStyle(code, sequence.isSubparameter(index + 1) ? sequence.value(index + 1) : nil)
      }
      index = next
    }
  }

  private mutating func setStyle(_ code: Int, _ detail: Int?) {
    switch code {
    case 0: pen = Pen()
    case 1: pen.attributes.insert(.bold)
    case 2: pen.attributes.insert(.faint)
    case 3: pen.attributes.insert(.italic)
    case 4 where detail == 0: pen.attributes.remove(.underline)
    case 4, 21: pen.attributes.insert(.underline)
    case 5, 6: pen.attributes.insert(.blink)
    case 7: pen.attributes.insert(.reverse)
    case 8: pen.attributes.insert(.hidden)
    case 9: pen.attributes.insert(.struck)
    case 22: pen.attributes.subtract([.bold, .faint])
    case 23: pen.attributes.remove(.italic)
    case 24: pen.attributes.remove(.underline)
    case 25: pen.attributes.remove(.blink)
    case 27: pen.attributes.remove(.reverse)
    case 28: pen.attributes.remove(.hidden)
    case 29: pen.attributes.remove(.struck)
    default: setColor(code)
    }
  }

  private mutating func setColor(_ code: Int) {
    switch code {
    case 30...37: pen.foreground = .palette(UInt8(code - 30))
    case 39: pen.foreground = .standard
    case 40...47: pen.background = .palette(UInt8(code - 40))
    case 49: pen.background = .standard
    case 90...97: pen.foreground = .palette(UInt8(code - 90 + 8))
    case 100...107: pen.background = .palette(UInt8(code - 100 + 8))
    default: break
    }
  }

  /// `38;5;n`, `38;2;r;g;b`, `38:5:n`, `38:2:r:g:b` and `38:2:space:r:g:b`.
  /// - Parameter next: what follows; moved behind the color.
  private func color(_ sequence: ControlSequence, _ next: inout Int, from index: Int) -> CellColor? {
    let isJoined = next > index + 1
    let kind = sequence.value(index + 1)
    if !isJoined { next = index + (kind == 5 ? 3 : kind == 2 ? 5 : 2) }
    let end = isJoined ? next : min(next, sequence.count)
    switch kind {
    case 5 where index + 2 < end: return UInt8(exactly: sequence.value(index + 2)).map { .palette($0) }
    case 2:
      let first = isJoined && end - index > 5 ? index + 3 : index + 2
      guard first + 3 <= end else { return nil }
      guard let red = UInt8(exactly: sequence.value(first)), let green = UInt8(exactly: sequence.value(first + 1)),
        let blue = UInt8(exactly: sequence.value(first + 2))
      else { return nil }
      return .rgb(red, green, blue)
    default: return nil
    }
  }
}
