// Files become pictures.
//
// The unsafe corner of this component: here, and nowhere else, memory is handed to C.

import Bulkhead
import Cviewer
import Geometry
import Painting
import Pictures

enum DecodingFailure: Error {
  /// In a few words.
  case damaged(String)
  /// It takes more memory than this program may have, in bytes.
  case tooLarge(UInt64)
}

enum Decoder {
  /// - Parameters:
  ///   - file: the content, of a known format.
  ///   - memory: bytes that decoding, and the picture, may take.
  static func picture(_ file: Span<UInt8>, _ format: DocumentFormat, memory: UInt64) throws(DecodingFailure) -> Picture {
    guard file.count <= 1 << 30 else { throw .tooLarge(UInt64(file.count)) }
    return format == .qoi ? try quiteOK(file, memory) : try decode(file, memory)
  }

  private static func quiteOK(_ file: Span<UInt8>, _ memory: UInt64) throws(DecodingFailure) -> Picture {
    do throws(QOIError) {
      var decoder = try QOIDecoder(file, mostPixels: Int(memory / 4))
      return try decoder.decode()
    } catch {
      switch error {
      case .notQOI: throw .damaged("no header")
      case .tooLarge: throw .tooLarge(memory)
      case .tooShort: throw .damaged("it ends too early")
      }
    }
  }

  private static func decode(_ file: Span<UInt8>, _ memory: UInt64) throws(DecodingFailure) -> Picture {
    var description = picture_description()
    let count = UInt32(file.count)
    // Safety: the bytes are there as long as `file` is.
    let isPicture = unsafe file.withUnsafeBufferPointer { bytes in
      unsafe picture_describe(bytes.baseAddress, count, &description) != 0
    }
    guard isPicture else { throw .damaged(complaint) }
    // Compressed rows, raw rows, and the result; channels of 16 bits take twice as much, and interlaced files two results.
    let pixels = UInt64(description.width) * UInt64(description.height)
    let work = pixels * (description.is_deep != 0 ? 28 : 18) + UInt64(file.count) * 2 + 256 << 10
    guard work + pixels * 4 <= memory else { throw .tooLarge(work + pixels * 4) }
    return try decode(file, description, work)
  }

  private static func decode(
    _ file: Span<UInt8>, _ description: picture_description, _ work: UInt64
  ) throws(DecodingFailure) -> Picture {
    guard let ram = try? RAM(size: work), let mapping = try? Mapping(ram.dataspace, isWritable: true) else {
      throw .tooLarge(work)
    }
    let (count, size) = (UInt32(file.count), Size(Int32(description.width), Int32(description.height)))
    var description = description
    // Safety: the file is there as long as `file` is, the work memory as long as the mapping.
    guard let start = unsafe UnsafeMutableRawPointer(bitPattern: UInt(mapping.address)) else { throw .tooLarge(work) }
    let pixels = unsafe file.withUnsafeBufferPointer { bytes in
      unsafe picture_decode(bytes.baseAddress, count, &description, start, UInt64(mapping.count))
    }
    guard let pixels = unsafe pixels else {
      throw picture_needed_more() != 0 ? .tooLarge(work) : .damaged(complaint)
    }
    var picture = Picture(size)
    for index in 0..<size.area {
      // Safety: there are four bytes for each pixel of the description, and they lie in the mapping.
      let channels = unsafe (pixels[index * 4], pixels[index * 4 + 1], pixels[index * 4 + 2], pixels[index * 4 + 3])
      picture.set(index, to: word(channels))
    }
    return picture
  }

  private static func word(_ channels: (UInt8, UInt8, UInt8, UInt8)) -> UInt32 {
    let color = UInt32(channels.0) << 16 | UInt32(channels.1) << 8 | UInt32(channels.2)
    return channels.3 == 255 ? 0xff00_0000 | color : Color(color, alpha: channels.3).word
  }

  private static var complaint: String {
    var bytes: [UInt8] = []
    // Safety: a constant string, which ends with 0.
    guard let text = unsafe picture_complaint() else { return "" }
    while bytes.count < 80, case let byte = unsafe UInt8(bitPattern: text[bytes.count]), byte != 0 { bytes.append(byte) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
