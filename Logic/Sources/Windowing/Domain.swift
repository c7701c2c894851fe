// Domains: what the GUI server's policy says about a kind of client. Who belongs to which is decided by label alone.

import Geometry
import HID

/// What the clients of a domain may do, and where.
public final class Domain {
  /// How a client gets the keyboard.
  public enum Focus {
    /// Not by being clicked.
    case none
    /// By being clicked, for good.
    case click
    /// While a button is held on it.
    case transient
  }

  /// From which corner of the screen places are counted.
  public enum Origin { case topLeft, topRight, bottomLeft, bottomRight, center, pointer }

  public let name: String
  /// 0 is in front of all.
  public let layer: Int
  public let origin: Origin
  /// Relative to the origin; a width or height that is not positive is relative to the screen's.
  public let place: (x: Int32, y: Int32, width: Int32, height: Int32)
  /// Red, green and blue, 8 bits each.
  public let color: UInt32
  public let focus: Focus
  /// Does it learn where the pointer is over its views although it does not have the keyboard?
  public let hoversAlways: Bool
  /// While it shows something, nobody else gets any event.
  public let isExclusive: Bool
  /// While it shows something, displays show this colour instead of everything behind it but the strip.
  public let surround: UInt32?
  /// Do captures other than displays see its pixels?
  public let isCaptured: Bool
  /// So many rows at the screen's top edge belong to this domain alone.
  public let reserved: Int32

  public init(
    _ name: String, layer: Int, origin: Origin = .topLeft,
    place: (x: Int32, y: Int32, width: Int32, height: Int32) = (0, 0, 0, 0), color: UInt32 = 0x80_8080,
    focus: Focus = .none, hoversAlways: Bool = true, isExclusive: Bool = false, surround: UInt32? = nil,
    isCaptured: Bool = true, reserved: Int32 = 0
  ) {
    self.name = name
    self.layer = layer
    self.origin = origin
    self.place = place
    self.color = color
    self.focus = focus
    self.hoversAlways = hoversAlways
    self.isExclusive = isExclusive
    self.surround = surround
    self.isCaptured = isCaptured
    self.reserved = reserved
  }
}

extension Domain {
  /// The part of the screen that its clients may use. Their coordinates start at its first corner; those of the domain that
  /// follows the pointer start at the pointer.
  /// - Parameters:
  ///   - strip: reserved rows at the top, which are nobody's but the strip's.
  ///   - scale: pixels of what the domain calls one.
  public func area(on screen: Size, strip: Int32, scale: Int32 = 1) -> Rectangle {
    let whole = Rectangle(.zero, screen)
    if origin == .pointer { return whole }
    if reserved > 0 { return Rectangle(0, 0, screen.width, reserved * scale).intersection(whole) }
    let free = Rectangle(minX: 0, minY: min(strip, screen.height), maxX: screen.width, maxY: screen.height)
    let (width, height) = (place.width * scale, place.height * scale)
    let size = Size(
      width > 0 ? width : free.width.clampedAdding(width), height > 0 ? height : free.height.clampedAdding(height))
    return Rectangle(corner(of: size, in: free) + Point(place.x * scale, place.y * scale), size).intersection(free)
  }

  private func corner(of size: Size, in free: Rectangle) -> Point {
    let (right, bottom) = (free.maxX.clampedSubtracting(size.width), free.maxY.clampedSubtracting(size.height))
    return switch origin {
    case .topLeft, .pointer: free.origin
    case .topRight: Point(right, free.minY)
    case .bottomLeft: Point(free.minX, bottom)
    case .bottomRight: Point(right, bottom)
    case .center:
      Point(
        free.minX + free.width.clampedSubtracting(size.width) / 2, free.minY + free.height.clampedSubtracting(size.height) / 2)
    }
  }
}
