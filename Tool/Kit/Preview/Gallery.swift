// Every control in every state, to look at: what `./bulkhead preview` draws.

import Foundation
import Geometry
import Input
import Painting
import Typography
import Widgets

/// Pictures of user interfaces, by name.
public enum Gallery {
  public enum Wish: Equatable {
    case nothing
    case pick(Int)
    case edit(String)
  }

  /// All pictures, as PNG files.
  public static func draw() throws -> [(name: String, file: Data)] {
    let builder = try FontBuilder()
    return try ([1, 2] as [Int32]).flatMap { scale in
      let fonts = try Fonts(builder.file(scales: [UInt8(scale)]).span)
      return pictures(fonts, scale: scale).map { name, picture in
        (name, PNG.file(picture.pixels, width: Int(picture.size.width), height: Int(picture.size.height)))
      }
    }
  }

  /// All pictures at a scale.
  public static func pictures(_ fonts: Fonts, scale: Int32) -> [(name: String, picture: Picture)] {
    [("light", Theme.light), ("dark", .dark)].flatMap { name, theme in
      let style = Style(theme, fonts: fonts, scale: scale)
      return [
        ("controls-\(name)-\(scale)x", interface(controls, Size(560, 600), style)),
        ("window-\(name)-\(scale)x", interface(window, Size(720, 460), style)),
        ("dialog-\(name)-\(scale)x", interface(dialog, Size(560, 360), style)),
        ("menu-\(name)-\(scale)x", interface(menu, Size(420, 320), style)),
      ] + desktopPictures(fonts, scale: scale, name, theme)
    }
  }

  static func interface<Message>(
    _ element: Element<Message>, _ size: Size, _ style: Style, _ events: [InputEvent] = []
  ) -> Picture {
    let pixels = Size(style.px(size.width), style.px(size.height))
    var interface = UserInterface<Message>(style, size: pixels)
    var picture = Picture(pixels)
    interface.invalidate()
    interface.show(element)
    for event in events { _ = interface.handle(event) }
    picture.draw { _ = interface.draw(&$0) }
    return picture
  }

  static var controls: Element<Wish> {
    .column(
      spacing: 14, padding: Padding(24),
      [
        .text("Controls", .headline),
        .paragraph(
          "Everything that programs are made of. Words wrap when there is no room; the quick brown fox jumps over the lazy dog.",
          .body, .secondary),
        .line([
          .button("Allow", style: .primary, .pick(1)), .button("Cancel", .pick(2)), .button("Delete", style: .danger, .pick(3)),
          .button("Plain", style: .plain, .pick(4)), .button("Restart", icon: .restart, .pick(5)),
          .button("", icon: .settings, style: .plain, .pick(6)),
        ]),
        .line([.button("Allow", style: .primary, nil), .button("Cancel", nil), .button("Plain", style: .plain, nil)]),
        .line(
          spacing: 20,
          [
            .checkbox("Checked", isOn: true, .nothing), .checkbox("Unchecked", isOn: false, .nothing),
            .checkbox("Disabled", isOn: true, nil), .toggle("On", isOn: true, .nothing), .toggle("Off", isOn: false, .nothing),
            .toggle("", isOn: true, nil),
          ]),
        .choice(["Never", "Ask each time", "While focused", "Always"], selected: 1) { .pick($0) },
        .line([
          .field("init -> editor", edit: { .edit($0) }).width(180),
          .field("", placeholder: "Search", icon: .search, edit: { .edit($0) }).width(.stretch(1)),
        ]),
        .line([
          .text("RAM", .caption, .secondary).width(40), .meter(37, of: 64).width(.stretch(1)), .text("37 of 64 MiB", .caption),
        ]),
        .line([
          .text("CPU", .caption, .secondary).width(40), .meter(91, of: 100, .danger).width(.stretch(1)),
          .text("91 %", .caption),
        ]),
        .line(spacing: 12, Icon.allCases.prefix(13).map { Element.icon($0, .secondary) }),
        .line(spacing: 12, Icon.allCases.dropFirst(13).map { Element.icon($0, .secondary) }),
        .card(.tinted, .line([.icon(.information, .accent), .text("A hint, in a card of the accent's color.", .body)])),
        .dots(9),
      ])
  }

  static var window: Element<Wish> {
    let names = [
      "init", "gui", "wm", "consent", "vga_display", "ps2", "terminal", "clock", "a component with quite a long name", "log",
    ]
    let rows = names.enumerated().map { index, name -> [Element<Wish>] in
      [
        .line(spacing: 8, [.icon(index % 3 == 0 ? .shield : .window, .secondary), .text(name, .strong).width(.stretch(1))]),
        .meter(index * 9 + 4, of: 100, index == 8 ? .warning : .accent),
        .text("\(index * 13 + 3).2 MiB", .body, .secondary, alignment: .trailing),
        .text(index == 3 ? "asking" : "running", .body, index == 3 ? .warning : .success),
      ]
    }
    let side: Element<Wish> = .column(
      spacing: 2, padding: Padding(10, 12),
      [.text("SYSTEM", .heading, .secondary).padded(Padding(10, 4))]
        + ["Components", "Grants", "Audit log", "Settings"].enumerated().map {
          .row(isSelected: $0 == 0, .pick($0), .line([.text($1, $0 == 0 ? .strong : .body)]))
        })
    let main: Element<Wish> = .column(
      spacing: 12, padding: Padding(20, 16),
      [
        .line([
          .text("Components", .title), .spacer.height(1),
          .field("", placeholder: "Search", icon: .search, edit: { .edit($0) }).width(170),
          .button("Restart", icon: .restart, .pick(9)),
        ]),
        .card(
          .flat, padding: Padding(8, 4),
          .table(
            [
              Column("Name"), Column("RAM", width: 90), Column("", width: 80, alignment: .trailing), Column("State", width: 70),
            ],
            rows: rows, selected: 2, select: { .pick($0) })
        ).height(.stretch(1)),
      ]
    ).width(.stretch(1)).height(.stretch(1))
    return .line(
      spacing: 0, alignment: nil, [side.width(170), .card(.background, padding: Padding(0), main).width(.stretch(1))])
  }

  static var dialog: Element<Wish> {
    .dialog(
      over: controls, cancel: .nothing,
      .card(
        .raised, padding: Padding(22, 20),
        .column(
          spacing: 12,
          [
            .text("Stop this component?", .title),
            .paragraph(
              "All that it holds is taken back. Programs that use its services lose their sessions to it.", .body, .secondary),
            .gap(2),
            .line([.spacer.height(1), .button("Cancel", .nothing), .button("Stop", style: .danger, .pick(1))]),
          ]
        ).width(340)))
  }

  static var menu: Element<Wish> {
    .menu(
      over: controls, at: Point(120, 90), cancel: .nothing,
      [
        item("Restart", .restart), item("Stop", .stop), .separator.padded(Padding(6, 4)), item("Show the log", .terminal),
        item("Settings", .settings),
      ])
  }

  static func item(_ title: String, _ icon: Icon) -> Element<Wish> {
    .row(.pick(0), .line(spacing: 10, [.icon(icon, .secondary), .text(title).width(130)]))
  }
}
