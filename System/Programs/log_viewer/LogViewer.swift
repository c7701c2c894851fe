// The log of others in a window: who wrote what when, by component, and what contains a word.

import Bulkhead
import Geometry
import GuiClient
import Input
import LogStore
import Painting
import Toolkit
import Widgets

enum LogWish {
  case search(String)
  /// Whose lines; nil: everybody's.
  case choose(String?)
  /// A line is shown in full.
  case open(Int)
  case follow
  case leave
}

@main final class LogViewer: Component {
  private let environment: Environment
  private let window: InterfaceWindow<LogWish>
  private let source: LogSource
  private var store = LogStore()
  private var query = ""
  private var label: String?
  private var opened: LogRecord?
  /// How many lines are below those that are seen.
  private var offset = 0
  private var version: UInt64 = 0
  private let extent = ListExtent()

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    window = try InterfaceWindow(environment, title: Text("Log"), size: Size(760, 420), isResizable: true)
    source = try LogSource(environment)
    window.close = .leave
    window.onWishes = { [self] wishes in
      for wish in wishes { fulfil(wish) }
      update()
    }
    window.onEvent = { [self] event in scroll(event) }
    source.onNews = { [self] in read() }
    read()
    environment.log("log_viewer")
  }

  private func read() {
    let before = store.newest
    while let record = source.next(after: store.newest) { store.append(record) }
    // Who looks at old lines goes on seeing them.
    if offset > 0 { offset += Int(min(store.newest - before, 10_000)) }
    update()
  }

  private func fulfil(_ wish: LogWish) {
    switch wish {
    case .search(let words): (query, offset) = (words, 0)
    case .choose(let label): (self.label, offset, opened) = (label, 0, nil)
    case .open(let row):
      let rows = visible
      opened = rows.indices.contains(row) ? rows[row] : nil
    case .follow: offset = 0
    case .leave: environment.exit(0)
    }
  }

  private func scroll(_ event: InputEvent) {
    switch event {
    case .wheel(let notches): offset += Int(max(-100, min(notches.y, 100))) * 3
    case .press(.pageUp, _): offset += LogList.mostRows / 4
    case .press(.pageDown, _): offset -= LogList.mostRows / 4
    default: return
    }
    offset = max(0, min(offset, store.count - 1))
    update()
  }

  private func update() {
    version += 1
    window.show(page)
  }

  // MARK: What is seen

  /// Newest first.
  private var visible: [LogRecord] {
    let places = store.matching(label: label, query: query, limit: offset + LogList.mostRows)
    return places.dropFirst(offset).map { store[$0] }
  }

  private var page: Element<LogWish> {
    .line(
      spacing: 0, alignment: nil,
      [sidebar, .column(spacing: 0, [toolbar, list, footer]).width(.stretch(1)).height(.stretch(1))])
  }

  private var sidebar: Element<LogWish> {
    let all = Element<LogWish>.row(isSelected: label == nil, .choose(nil), Self.row("All components", store.count))
    let rows = store.labels.map { entry in
      Element<LogWish>.row(
        isSelected: label?.utf8.elementsEqual(entry.label.utf8) == true, .choose(entry.label),
        Self.row(entry.label, entry.count)
      ).key(entry.label)
    }
    return .column(spacing: 2, padding: Padding(8), [.scroll(.column(spacing: 1, [all] + rows))])
      .width(190).height(.stretch(1))
  }

  private static func row(_ label: String, _ count: Int) -> Element<LogWish> {
    .line([.text(label, .body, keepsEnd: true).width(.stretch(1)), .text("\(count)", .caption, .secondary)])
  }

  private var toolbar: Element<LogWish> {
    .line(
      padding: Padding(8),
      [
        Element.field(query, placeholder: "Filter", icon: .search) { .search($0) }.width(.stretch(1)),
        .button("Newest", offset > 0 ? .follow : nil),
      ])
  }

  private var list: Element<LogWish> {
    let (list, extent) = (LogList(records: visible), extent)
    return Element.custom(
      Size(100, 100), version: version,
      press: { place in place.y < 0 ? nil : .open(LogList.row(fromBottom: extent.height - place.y)) },
      draw: { canvas, frame, style in
        extent.height = frame.height / style.scale
        list.draw(&canvas, frame, style)
      }
    ).width(.stretch(1)).height(.stretch(1))
  }

  private var footer: Element<LogWish> {
    let missed = store.missed > 0 ? ", \(store.missed) were missed" : ""
    let words = opened.map { "\($0.label): \($0.text)" } ?? "\(store.count) lines\(missed)"
    return .column(padding: Padding(12, 6), [.paragraph(words, .caption, .secondary, mostLines: 4)])
  }
}

/// How high the list was drawn. Points.
final class ListExtent {
  var height: Int32 = 0
}
