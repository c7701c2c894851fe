// How a picture lies in a room that shows a part of it: fitted, enlarged, moved. All in whole numbers.
//
// Invariant: a picture that is smaller than the room lies in its middle; a larger one leaves no edge of the room empty.

import Geometry

public struct PictureView: Equatable, Sendable {
  /// `one`: a pixel of the picture is a pixel of the room.
  public static var one: Int { 1 << 16 }
  public static var least: Int { one / 64 }
  public static var most: Int { one * 32 }

  public let picture: Size
  public private(set) var room: Size
  public private(set) var scale = Self.one
  /// The room's middle in the picture, in parts of a pixel of which `one` is a whole.
  private var middle: (x: Int, y: Int) = (0, 0)
  /// Follows the room.
  public private(set) var isFitted = true

  public init(picture: Size, room: Size) {
    (self.picture, self.room) = (picture, room)
    fit()
  }

  public static func == (left: PictureView, right: PictureView) -> Bool {
    left.picture == right.picture && left.room == right.room && left.scale == right.scale && left.middle == right.middle
  }

  /// All of it is seen, as large as it can be, but not enlarged.
  public mutating func fit() {
    isFitted = true
    scale = min(Self.one, Self.ratio(room.width, picture.width), Self.ratio(room.height, picture.height))
    scale = max(Self.least, scale)
    middle = (Int(picture.width) * Self.one / 2, Int(picture.height) * Self.one / 2)
  }

  private static func ratio(_ room: Int32, _ length: Int32) -> Int { Int(room) * one / Int(max(1, length)) }

  public mutating func resize(_ room: Size) {
    self.room = room
    if isFitted { fit() } else { settle() }
  }

  /// Larger by a quarter for each step, or smaller; what is at that place of the room stays there.
  public mutating func zoom(_ steps: Int, at place: Point) {
    var wanted = scale
    for _ in 0..<min(abs(steps), 100) { wanted = steps > 0 ? wanted * 5 / 4 : wanted * 4 / 5 }
    zoom(to: wanted, at: place)
  }

  public mutating func zoom(to wanted: Int, at place: Point) {
    let before = source(of: place)
    scale = max(Self.least, min(wanted, Self.most))
    // Nearly one is one: pixels are sharp then.
    if abs(scale - Self.one) < Self.one / 50 { scale = Self.one }
    isFitted = false
    let after = source(of: place)
    middle = (middle.x + before.x - after.x, middle.y + before.y - after.y)
    settle()
  }

  /// In the room's middle.
  public mutating func zoom(_ steps: Int) { zoom(steps, at: Point(room.width / 2, room.height / 2)) }

  /// The picture follows, pixel by pixel of the room.
  public mutating func pan(by distance: Point) {
    isFitted = false
    middle = (
      middle.x - Int(distance.x) * Self.one * Self.one / scale, middle.y - Int(distance.y) * Self.one * Self.one / scale
    )
    settle()
  }

  /// Of what is seen at a place of the room, where it is in the picture; parts of `one`.
  func source(of place: Point) -> (x: Int, y: Int) {
    (
      middle.x + (Int(place.x) * 2 - Int(room.width)) * (Self.one / 2) * Self.one / scale,
      middle.y + (Int(place.y) * 2 - Int(room.height)) * (Self.one / 2) * Self.one / scale
    )
  }

  private mutating func settle() {
    middle = (
      Self.settled(middle.x, Int(picture.width), Int(room.width), scale),
      Self.settled(middle.y, Int(picture.height), Int(room.height), scale)
    )
  }

  private static func settled(_ middle: Int, _ length: Int, _ room: Int, _ scale: Int) -> Int {
    let (whole, half) = (length * one, room * one / scale * one / 2)
    return half * 2 >= whole ? whole / 2 : max(half, min(middle, whole - half))
  }

  /// Where the whole picture is, in places of the room; parts of it can be outside.
  public var frame: Rectangle {
    let (width, height) = (Int(picture.width) * scale / Self.one, Int(picture.height) * scale / Self.one)
    let x = Int(room.width) / 2 - middle.x / Self.one * scale / Self.one
    let y = Int(room.height) / 2 - middle.y / Self.one * scale / Self.one
    return Rectangle(
      Int32(clamping: x), Int32(clamping: y), Int32(clamping: max(1, width)), Int32(clamping: max(1, height)))
  }

  /// In hundredths, for reading.
  public var percent: Int { (scale * 100 + Self.one / 2) / Self.one }
}
