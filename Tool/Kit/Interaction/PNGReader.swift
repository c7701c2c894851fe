// Reading PNG files: those with 8 bits per sample, red, green and blue, with or without opacity, not interlaced.
// (W3C, "Portable Network Graphics", third edition; RFC 1950, RFC 1951.)

extension ScreenPicture {
  /// Opacity is ignored.
  public init(png data: [UInt8]) throws {
    guard data.count > 8, data[..<8].elementsEqual([137, 80, 78, 71, 13, 10, 26, 10]) else {
      throw ToolError("this is no PNG file")
    }
    var (position, stream) = (8, [UInt8]())
    var header: PNGHeader?
    while let chunk = PNGChunk(data, at: position) {
      position = chunk.content.upperBound + 4
      if chunk.type == "IHDR" { header = try PNGHeader(data[chunk.content]) }
      if chunk.type == "IDAT" { stream += data[chunk.content] }
    }
    guard let header, stream.count > 6 else { throw ToolError("the PNG file has no picture") }
    let bytes = try Inflate.decode(Array(stream.dropFirst(2)), limit: header.streamSize)
    guard bytes.count == header.streamSize else { throw ToolError("the PNG file is cut off") }
    self.init(width: header.width, height: header.height, pixels: header.pixels(bytes))
  }
}

private struct PNGChunk {
  let type: String
  let content: Range<Int>

  /// Nil at the end of the file.
  init?(_ data: [UInt8], at position: Int) {
    guard data.count - position >= 12 else { return nil }
    let length = data[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
    guard length <= data.count - position - 12 else { return nil }
    type = String(decoding: data[position + 4..<position + 8], as: UTF8.self)
    content = position + 8..<position + 8 + length
  }
}

private struct PNGHeader {
  let width: Int
  let height: Int
  /// Bytes per pixel.
  let depth: Int

  init(_ bytes: ArraySlice<UInt8>) throws {
    let content = Array(bytes)
    guard content.count == 13 else { throw ToolError("the PNG file's header is malformed") }
    width = content[0..<4].reduce(0) { $0 << 8 | Int($1) }
    height = content[4..<8].reduce(0) { $0 << 8 | Int($1) }
    depth = content[9] == 6 ? 4 : 3
    guard content[8] == 8, content[9] == 2 || content[9] == 6, content[12] == 0, (1...1 << 14).contains(width),
      (1...1 << 14).contains(height)
    else { throw ToolError("only PNG files of 8 bits red, green and blue, not interlaced, can be read") }
  }

  private var rowSize: Int { width * depth }
  /// Each row has a byte in front that says how it is filtered.
  var streamSize: Int { (rowSize + 1) * height }

  func pixels(_ stream: [UInt8]) -> [UInt32] {
    var (pixels, above) = ([UInt32](), [UInt8](repeating: 0, count: rowSize))
    pixels.reserveCapacity(width * height)
    for row in 0..<height {
      let start = row * (rowSize + 1)
      var line = Array(stream[start + 1..<start + 1 + rowSize])
      unfilter(&line, above, kind: stream[start])
      for x in 0..<width {
        pixels.append(UInt32(line[x * depth]) << 16 | UInt32(line[x * depth + 1]) << 8 | UInt32(line[x * depth + 2]))
      }
      above = line
    }
    return pixels
  }

  private func unfilter(_ line: inout [UInt8], _ above: [UInt8], kind: UInt8) {
    for index in line.indices {
      let (left, corner) = index < depth ? (0, 0) : (Int(line[index - depth]), Int(above[index - depth]))
      let up = Int(above[index])
      let predicted =
        switch kind {
        case 1: left
        case 2: up
        case 3: (left + up) / 2
        case 4: Self.paeth(left, up, corner)
        default: 0
        }
      line[index] &+= UInt8(truncatingIfNeeded: predicted)
    }
  }

  private static func paeth(_ left: Int, _ up: Int, _ corner: Int) -> Int {
    let (a, b, c) = (abs(up - corner), abs(left - corner), abs(left + up - 2 * corner))
    return a <= b && a <= c ? left : b <= c ? up : corner
  }
}
