// Anything that a program could write to its terminal: see README.md. The first three bytes choose the size, and where it changes.

import TerminalEmulation

@c(LLVMFuzzerTestOneInput) public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  guard bytes.count > 3 else { return 0 }
  let size = GridSize(columns: Int(bytes[0] % 50), rows: Int(bytes[1] % 20))
  var emulator = Emulator(size, history: History(mostLines: 50, mostCells: 2000))
  let cut = 3 + (bytes.count - 3) * Int(bytes[2]) / 256
  emulator.write(Array(bytes[3..<cut]))
  check(emulator)
  emulator.resize(GridSize(columns: Int(bytes[1] % 50), rows: Int(bytes[2] % 20)))
  check(emulator)
  emulator.write(Array(bytes[cut...]))
  check(emulator)
  precondition(emulator.takeReplies().count <= 1024, "replies without end")
  return 0
}

private func check(_ emulator: Emulator) {
  let (size, place) = (emulator.size, emulator.cursorPlace)
  precondition((0..<size.rows).contains(place.row) && (0..<size.columns).contains(place.column), "the cursor is outside")
  precondition(emulator.mostOffset <= 50, "history without end")
  precondition(emulator.title.unicodeScalars.count <= 80, "a title without end")
  for row in 0..<size.rows {
    for column in 0..<size.columns {
      let isHead = emulator.cell(row, column).attributes.contains(.wide)
      let hasTail = column + 1 < size.columns && emulator.cell(row, column + 1).attributes.contains(.wideTail)
      precondition(isHead == hasTail, "half of a wide character")
    }
  }
}
