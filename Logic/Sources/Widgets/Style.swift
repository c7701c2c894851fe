// All that drawing and layout need to know: theme, typefaces, scale.
//
// Lengths of the design are in points; a point is `scale` pixels. Layout calculates in pixels.

import Geometry
import Painting
import Typography

/// What text is for; its typeface follows.
public enum TextRole: UInt8, Sendable {
  case body
  case strong
  /// Smaller: explanations, units, times.
  case caption
  /// Headings of columns and groups.
  case heading
  case large
  case title
  case headline
  case code
}

public struct Style {
  public let theme: Theme
  /// Pixels per point.
  public let scale: Int32
  private let faces: [Face]

  /// - Parameter scale: 1 or 2.
  public init(_ theme: Theme, fonts: Fonts, scale: Int32 = 1) {
    self.theme = theme
    self.scale = max(1, min(scale, 2))
    let times = UInt8(self.scale)
    faces = [
      FaceName(.sans, .regular, size: 13), FaceName(.sans, .bold, size: 13), FaceName(.sans, .regular, size: 11),
      FaceName(.sans, .bold, size: 11), FaceName(.sans, .regular, size: 16), FaceName(.sans, .bold, size: 16),
      FaceName(.sans, .bold, size: 22), FaceName(.mono, .regular, size: 15),
    ].map { fonts.face(FaceName($0.family, $0.weight, size: $0.size, scale: times)) }
  }

  public func face(_ role: TextRole) -> Face { faces[Int(role.rawValue)] }

  /// Pixels of a length in points.
  @inline(__always)
  public func px(_ points: Int32) -> Int32 { points * scale }

  /// Lines as thin as they can be seen: one pixel at any scale.
  public var hairline: Int32 { 1 }
  public var controlHeight: Int32 { px(30) }
  public var controlRadius: Int32 { px(7) }
  public var cardRadius: Int32 { px(10) }
  public var rowHeight: Int32 { px(30) }
  /// Room around something that shows where the keyboard is.
  public var ringWidth: Int32 { px(3) }
  /// Between the edge of a control and its words.
  public var controlPadding: Int32 { px(12) }

  public func rounded(_ rectangle: Rectangle, _ radius: Int32) -> RoundedRectangle {
    RoundedRectangle(rectangle, radius: radius)
  }

  /// The shadow of cards and dialogs.
  public var deepShadow: Shadow { Shadow(theme.shadow, reach: px(22), drop: px(8)) }
  /// The shadow of menus and raised controls.
  public var lightShadow: Shadow { Shadow(theme.shadow.opacity(96), reach: px(4), drop: px(1)) }
}

extension Canvas {
  /// A line of text within a rectangle: vertically in the middle, cut off with an ellipsis.
  public mutating func draw(
    _ text: String, in frame: Rectangle, _ face: Face, _ color: Color, _ alignment: Alignment = .leading
  ) {
    guard !clip.intersection(frame).isEmpty else { return }
    let shown = face.fitted(text, width: frame.width)
    let room = frame.width - face.width(shown)
    let x =
      switch alignment {
      case .leading: frame.minX
      case .center: frame.minX + room / 2
      case .trailing: frame.minX + room
      }
    draw(shown, at: Point(x, face.baseline(in: frame)), face, color)
  }
}

extension Face {
  /// Where the baseline of a line in the middle of a rectangle is: capital letters have as much room above as below.
  public func baseline(in frame: Rectangle) -> Int32 { frame.minY + (frame.height + capHeight) / 2 }

  /// Rows that capital letters take.
  public var capHeight: Int32 { (Int32(name.size) * Int32(name.scale) * 47 + 32) / 64 }
}
