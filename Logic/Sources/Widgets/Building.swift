// How programs write elements.

import Geometry
import Input
import Painting
import Typography

// MARK: - Words and signs

extension Element {
  /// A line of text, cut off with an ellipsis if there is no room.
  public static func text(
    _ text: String, _ role: TextRole = .body, _ tint: Tint = .primary, alignment: Alignment = .leading, keepsEnd: Bool = false
  ) -> Element {
    Element(.text(TextContent(text: text, role: role, tint: tint, alignment: alignment, keepsEnd: keepsEnd)))
  }

  /// Text that wraps, at most so many lines.
  public static func paragraph(
    _ text: String, _ role: TextRole = .body, _ tint: Tint = .primary, alignment: Alignment = .leading, mostLines: Int = 100
  ) -> Element {
    Element(.text(TextContent(text: text, role: role, tint: tint, alignment: alignment, mostLines: max(2, mostLines))))
  }

  public static func icon(_ icon: Icon, _ tint: Tint = .primary) -> Element { Element(.icon(icon, tint)) }

  /// How much of something is used.
  public static func meter(_ value: Int, of total: Int, _ tint: Tint = .accent) -> Element {
    let share = total > 0 ? max(0, min(value, total)) * 1000 / total : 0
    return Element(.meter(MeterContent(value: Int32(share), tint: tint)))
  }

  /// Secret characters, of which only the number is told.
  public static func dots(_ count: Int, isActive: Bool = true) -> Element {
    Element(.dots(DotsContent(count: count, isActive: isActive)))
  }
}

// MARK: - Controls

extension Element {
  /// - Parameter message: nil: it cannot be pressed now.
  public static func button(_ label: String, icon: Icon? = nil, style: ButtonStyle = .standard, _ message: Message?) -> Element
  {
    Element(.button(ButtonContent(label: label, icon: icon, style: style, message: message)))
  }

  public static func checkbox(_ label: String, isOn: Bool, _ message: Message?) -> Element {
    Element(.toggle(ToggleContent(label: label, isOn: isOn, isSwitch: false, message: message)))
  }

  public static func toggle(_ label: String, isOn: Bool, _ message: Message?) -> Element {
    Element(.toggle(ToggleContent(label: label, isOn: isOn, isSwitch: true, message: message)))
  }

  /// One of a few.
  public static func choice(_ labels: [String], selected: Int, _ message: @escaping (Int) -> Message) -> Element {
    Element(.choice(ChoiceContent(labels: labels, selected: selected, message: message)))
  }

  /// A line of text to edit. What it holds is the program's: `edit` tells the new text, and the program shows it, or not.
  public static func field(
    _ text: String, placeholder: String = "", icon: Icon? = nil, submit: Message? = nil, edit: @escaping (String) -> Message
  ) -> Element {
    Element(.field(FieldContent(text: text, placeholder: placeholder, icon: icon, edit: edit, submit: submit)))
  }

  /// Something that the program draws itself.
  /// - Parameters:
  ///   - version: another number whenever it looks different.
  ///   - press: what a press means, at a place in points from its corner.
  ///   - key: what a key means. With it, the element can have the focus.
  public static func custom(
    _ size: Size, version: UInt64, press: ((Point) -> Message?)? = nil, key: ((Key) -> Message?)? = nil,
    draw: @escaping (inout Canvas, Rectangle, Style) -> Void
  ) -> Element {
    Element(.custom(CustomContent(size: size, version: version, draw: draw, press: press, key: key)))
  }
}

// MARK: - Arranging

extension Element {
  /// - Parameters:
  ///   - spacing: points between elements.
  ///   - alignment: where elements stand that are narrower; nil: they fill the width if they can.
  public static func column(
    spacing: Int32 = 8, padding: Padding = Padding(0), alignment: Alignment? = nil, _ children: [Element]
  ) -> Element {
    Element(.stack(StackContent(axis: .vertical, spacing: spacing, padding: padding, alignment: alignment), children))
  }

  public static func line(
    spacing: Int32 = 8, padding: Padding = Padding(0), alignment: Alignment? = .center, _ children: [Element]
  ) -> Element {
    Element(.stack(StackContent(axis: .horizontal, spacing: spacing, padding: padding, alignment: alignment), children))
  }

  public static func card(_ style: CardStyle = .flat, padding: Padding = Padding(16), _ child: Element) -> Element {
    Element(.card(CardContent(style: style, padding: padding), child))
  }

  /// Elements at places of their own, in points, as large as they want to be; later ones lie over earlier ones.
  public static func board(_ size: Size, _ children: [(place: Point, element: Element)]) -> Element {
    Element(.board(size, children))
  }

  /// Content that can be higher than its room.
  public static func scroll(_ child: Element) -> Element {
    Element(.scroll(child), width: .stretch(1), height: .stretch(1))
  }

  /// A row that can be selected.
  public static func row(isSelected: Bool = false, _ message: Message?, _ child: Element) -> Element {
    Element(.row(RowContent(isSelected: isSelected, message: message), child))
  }

  /// A dialog in front of something, which has to wait.
  public static func dialog(over below: Element, cancel: Message? = nil, _ dialog: Element) -> Element {
    Element(.modal(below: below, ModalContent(cancel: cancel, place: nil), dialog))
  }

  /// A menu that goes away when something else is clicked.
  /// - Parameter place: its corner, in points.
  public static func menu(over below: Element, at place: Point, cancel: Message, _ items: [Element]) -> Element {
    let list = Element.card(.raised, padding: Padding(5), .column(spacing: 1, items))
    return Element(.modal(below: below, ModalContent(cancel: cancel, place: place), list))
  }

  public static var separator: Element { Element(.separator) }
  /// Takes what room is left.
  public static var spacer: Element { Element(.spacer, width: .stretch(1), height: .stretch(1)) }
  /// Room of that many points.
  public static func gap(_ points: Int32) -> Element { Element(.spacer, width: .fixed(points), height: .fixed(points)) }
}

// MARK: - Modifiers

extension Element {
  public func width(_ extent: Extent) -> Element {
    var copy = self
    copy.width = extent
    return copy
  }

  public func height(_ extent: Extent) -> Element {
    var copy = self
    copy.height = extent
    return copy
  }

  public func width(_ points: Int32) -> Element { width(.fixed(points)) }
  public func height(_ points: Int32) -> Element { height(.fixed(points)) }

  /// Gives it a name among its siblings: focus, cursor and scroll position follow it when siblings come and go.
  public func key(_ name: String) -> Element {
    var fingerprint = Fingerprint()
    fingerprint.add(name)
    return key(fingerprint.value)
  }

  public func key(_ number: UInt64) -> Element {
    var copy = self
    copy.key = number
    return copy
  }
}

// MARK: - Tables

/// A column of a table.
public struct Column: Sendable {
  public let title: String
  /// Points; nil: what is left.
  public let width: Int32?
  public let alignment: Alignment

  public init(_ title: String, width: Int32? = nil, alignment: Alignment = .leading) {
    self.title = title
    self.width = width
    self.alignment = alignment
  }
}

extension Element {
  /// A table with a heading and rows that scroll.
  /// - Parameters:
  ///   - rows: as many cells as there are columns.
  ///   - select: what choosing a row means.
  public static func table(_ columns: [Column], rows: [[Element]], selected: Int? = nil, select: @escaping (Int) -> Message?)
    -> Element
  {
    let heading = columns.map { Element.text($0.title, .heading, .secondary, alignment: $0.alignment) }
    let lines = rows.enumerated().map { index, row in
      Element.row(isSelected: index == selected, select(index), cells(row, columns))
    }
    return .column(
      spacing: 0,
      [
        cells(heading, columns).height(26).padded(Padding(10, 0)), .separator,
        .scroll(.column(spacing: 1, padding: Padding(0, 4), lines)),
      ]
    ).height(.stretch(1))
  }

  private static func cells(_ cells: [Element], _ columns: [Column]) -> Element {
    var sized: [Element] = []
    for index in 0..<min(cells.count, columns.count) {
      sized.append(cells[index].width(columns[index].width.map { .fixed($0) } ?? .stretch(1)))
    }
    return .line(spacing: 12, sized)
  }

  /// With room around it.
  public func padded(_ padding: Padding) -> Element {
    var outer = Element.column(spacing: 0, padding: padding, [self])
    outer.height = height
    return outer
  }
}
