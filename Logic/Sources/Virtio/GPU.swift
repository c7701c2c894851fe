// Commands to a virtio GPU, and its answers (virtio 1.2, 5.7.6).

import Geometry

/// A picture or a part of it, as the device counts.
public enum GPUCommand: Equatable, Sendable {
  case displayInformation
  /// 32 bits per pixel: blue, green, red, nothing.
  case create(resource: UInt32, Size)
  case destroy(resource: UInt32)
  /// The resource's pixels are in guest memory, in one piece.
  case attach(resource: UInt32, address: UInt64, count: UInt32)
  /// The screen shows the resource; resource 0: nothing.
  case show(resource: UInt32, Size, screen: UInt32)
  /// Takes a part of the resource from guest memory; `offset`: where its first pixel is.
  case transfer(resource: UInt32, Rectangle, offset: UInt64)
  /// Brings a part of the resource onto the screens that show it.
  case flush(resource: UInt32, Rectangle)

  public var bytes: [UInt8] {
    var message = GPUMessage()
    switch self {
    case .displayInformation: message.begin(0x0100)
    case .create(let resource, let size):
      message.begin(0x0101)
      message.append(resource, 2, UInt32(size.width), UInt32(size.height))
    case .destroy(let resource):
      message.begin(0x0102)
      message.append(resource, 0)
    case .show(let resource, let size, let screen):
      message.begin(0x0103)
      message.append(0, 0, UInt32(size.width), UInt32(size.height), screen, resource)
    case .flush(let resource, let area):
      message.begin(0x0104)
      message.append(area)
      message.append(resource, 0)
    case .transfer(let resource, let area, let offset):
      message.begin(0x0105)
      message.append(area)
      message.append(UInt32(truncatingIfNeeded: offset), UInt32(truncatingIfNeeded: offset >> 32), resource, 0)
    case .attach(let resource, let address, let count):
      message.begin(0x0106)
      message.append(resource, 1, UInt32(truncatingIfNeeded: address), UInt32(truncatingIfNeeded: address >> 32), count, 0)
    }
    return message.bytes
  }

  /// No command is longer than this.
  public static var maximumCount: Int { 64 }
  /// Bytes of an answer: a header, or the description of 16 screens behind one.
  public var answerCount: Int { self == .displayInformation ? 24 + 16 * 24 : 24 }

  /// Did the device do it?
  public func isDone(_ answer: [UInt8]) -> Bool {
    answer.count >= answerCount && GPUMessage.word(answer, 0) == (self == .displayInformation ? 0x1101 : 0x1100)
  }

  /// The size that the first screen wishes to have; nil if it has none, or no reasonable one.
  public static func preferredSize(_ answer: [UInt8]) -> Size? {
    guard displayInformation.isDone(answer), GPUMessage.word(answer, 24 + 16) != 0 else { return nil }
    let (width, height) = (GPUMessage.word(answer, 24 + 8), GPUMessage.word(answer, 24 + 12))
    guard (16...8192).contains(width), (16...8192).contains(height) else { return nil }
    return Size(Int32(width), Int32(height))
  }
}

private struct GPUMessage {
  var bytes: [UInt8] = []

  /// The header: type, flags, fence (64 bits), context, and padding.
  mutating func begin(_ type: UInt32) { append(type, 0, 0, 0, 0, 0) }

  mutating func append(_ words: UInt32...) {
    for word in words { for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) } }
  }

  /// - Precondition: no coordinate is negative.
  mutating func append(_ area: Rectangle) {
    append(UInt32(area.minX), UInt32(area.minY), UInt32(area.maxX - area.minX), UInt32(area.maxY - area.minY))
  }

  static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2]) << 16
      | UInt32(bytes[offset + 3]) << 24
  }
}
