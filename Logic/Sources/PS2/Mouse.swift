// Packets of PS/2 mice: 3 bytes, or 4 with a wheel. (IBM PS/2 hardware interface technical reference, "Mouse"; Microsoft,
// "Intellimouse": the mouse answers with kind 3 after rates 200, 100, 80, and with kind 4, five buttons, after 200, 200, 80.)

import Geometry
import Input

public struct MouseDecoder: Sendable {
  /// What the mouse says it is.
  public enum Kind: UInt8, Sendable {
    case plain = 0
    case wheel = 3
    case fiveButtons = 4
  }

  private let kind: Kind
  private var packet: InlineArray<4, UInt8> = InlineArray(repeating: 0)
  private var count = 0
  /// Which buttons are down: bits 0...4.
  private var buttons: UInt8 = 0

  public init(_ kind: Kind) { self.kind = kind }

  private var length: Int { kind == .plain ? 3 : 4 }

  /// What a byte completes; nothing if more are to come.
  public mutating func decode(_ byte: UInt8) -> [InputEvent] {
    // Bit 3 of the first byte is always set: what is no first byte is skipped until one comes.
    if count == 0, byte & 0x08 == 0 { return [] }
    packet[count] = byte
    count += 1
    guard count == length else { return [] }
    count = 0
    return events()
  }

  /// The mouse was reset: what it held down is up.
  public mutating func releaseAll() -> [InputEvent] {
    count = 0
    return change(to: 0)
  }

  private mutating func events() -> [InputEvent] {
    var events: [InputEvent] = []
    let distance = distance
    if distance != .zero { events.append(.movement(distance)) }
    let further = kind == .fiveButtons ? packet[3] >> 1 & 0x18 : 0
    events += change(to: packet[0] & 7 | further)
    if wheel != 0 { events.append(.wheel(Point(0, wheel))) }
    return events
  }

  /// 9 bits with sign each; nothing if a counter ran over. The mouse counts upwards, the screen downwards.
  private var distance: Point {
    let head = packet[0]
    if head & 0xc0 != 0 { return .zero }
    let x = Int32(packet[1]) - (head & 0x10 != 0 ? 256 : 0)
    let y = Int32(packet[2]) - (head & 0x20 != 0 ? 256 : 0)
    return Point(x, -y)
  }

  /// Notches away from the user. The mouse counts towards them.
  private var wheel: Int32 {
    switch kind {
    case .plain: 0
    case .wheel: -Int32(Int8(bitPattern: packet[3]))
    case .fiveButtons: -Int32(Int8(bitPattern: packet[3] << 4) >> 4)
    }
  }

  private mutating func change(to now: UInt8) -> [InputEvent] {
    var events: [InputEvent] = []
    for bit in 0..<5 as Range<UInt8> where (now ^ buttons) >> bit & 1 != 0 {
      let key = Key(rawValue: Key.leftButton.rawValue + UInt16(bit))
      events.append(now >> bit & 1 != 0 ? .press(key, character: nil) : .release(key))
    }
    buttons = now
    return events
  }
}
