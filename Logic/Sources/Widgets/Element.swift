// What a user interface consists of, as a value: a program says what it shows now, and the toolkit finds out what changed.
//
// `Message` is what the program wants to hear when the user does something: usually an enum of its own.

import Geometry
import Input
import Painting
import Typography

/// A part of a user interface.
public struct Element<Message> {
  /// How much room it takes along an axis. Points.
  public enum Extent: Equatable, Sendable {
    /// As much as it needs.
    case content
    case fixed(Int32)
    /// What is left, shared by weight with others.
    case stretch(Int32)
  }

  let kind: Kind
  var width: Extent
  var height: Extent
  /// Tells it apart from its siblings when they change places.
  var key: UInt64?

  indirect enum Kind {
    case text(TextContent)
    case icon(Icon, Tint)
    case button(ButtonContent<Message>)
    case toggle(ToggleContent<Message>)
    case choice(ChoiceContent<Message>)
    case field(FieldContent<Message>)
    case meter(MeterContent)
    case dots(DotsContent)
    case separator
    case spacer
    case custom(CustomContent<Message>)
    case stack(StackContent, [Element])
    case board(Size, [(place: Point, element: Element)])
    case card(CardContent, Element)
    case scroll(Element)
    case row(RowContent<Message>, Element)
    case modal(below: Element, ModalContent<Message>, Element)
  }

  init(_ kind: Kind, width: Extent = .content, height: Extent = .content) {
    self.kind = kind
    self.width = width
    self.height = height
  }
}

struct TextContent {
  var text: String
  var role: TextRole = .body
  var tint: Tint = .primary
  var alignment: Alignment = .leading
  /// 1: cut off with an ellipsis; otherwise it wraps.
  var mostLines: Int = 1
  /// Keep the end instead of the beginning when cutting off.
  var keepsEnd = false
}

public enum ButtonStyle: UInt8, Sendable {
  case standard
  /// What a user most likely wants. Enter presses it.
  case primary
  /// Something that cannot be undone.
  case danger
  /// Without a frame: for toolbars.
  case plain
}

struct ButtonContent<Message> {
  var label: String
  var icon: Icon?
  var style: ButtonStyle
  var message: Message?
}

struct ToggleContent<Message> {
  var label: String
  var isOn: Bool
  var isSwitch: Bool
  var message: Message?
}

struct ChoiceContent<Message> {
  var labels: [String]
  var selected: Int
  var message: (Int) -> Message
}

struct FieldContent<Message> {
  var text: String
  var placeholder: String
  var icon: Icon?
  var edit: (String) -> Message
  var submit: Message?
}

struct MeterContent {
  /// Of 1000.
  var value: Int32
  var tint: Tint
}

/// Stands for secret characters: only how many there are is known.
struct DotsContent {
  var count: Int
  var isActive: Bool
}

struct CustomContent<Message> {
  var size: Size
  /// Changes when it looks different.
  var version: UInt64
  var draw: (inout Canvas, Rectangle, Style) -> Void
  /// What a press at that place means; nil: nothing.
  var press: ((Point) -> Message?)?
  /// What a key means while it has the focus; nil: it never has.
  var key: ((Key) -> Message?)?
}

public enum Axis: UInt8, Sendable {
  case horizontal
  case vertical
}

struct StackContent {
  var axis: Axis
  var spacing: Int32
  var padding: Padding
  var alignment: Alignment?
}

/// Room around content, in points.
public struct Padding: Equatable, Sendable {
  public var left: Int32
  public var top: Int32
  public var right: Int32
  public var bottom: Int32

  public init(_ all: Int32) { (left, top, right, bottom) = (all, all, all, all) }
  public init(_ horizontal: Int32, _ vertical: Int32) {
    (left, top, right, bottom) = (horizontal, vertical, horizontal, vertical)
  }
}

public enum CardStyle: UInt8, Sendable {
  /// On the background, with a hairline around it.
  case flat
  /// Floating, with a shadow.
  case raised
  /// Filled with the accent's color, faintly: hints.
  case tinted
  /// Nothing but the color of the window.
  case background
}

struct CardContent {
  var style: CardStyle
  var padding: Padding
}

struct RowContent<Message> {
  var isSelected: Bool
  var message: Message?
}

struct ModalContent<Message> {
  /// When Escape is pressed, or a press is outside of it.
  var cancel: Message?
  /// Its top left corner, in points; nil: in the middle, and what is below gets darker.
  var place: Point?
}
