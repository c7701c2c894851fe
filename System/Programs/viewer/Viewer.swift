// Shows pictures and texts, page by page: as large as the window, enlarged, moved about.
//
// What files contain is nobody's word: a file that cannot be shown is a sentence in the window, and decoding takes no more memory
// than this program was given.

import Bulkhead
import Geometry
import Input
import Painting
import Pictures
import Toolkit
import Typography
import Widgets

enum ViewerWish {
  case page(Int)
  case zoom(Int)
  case fit
  case pixels
  case leave
}

@main final class Viewer: Component {
  private let environment: Environment
  private let window: InterfaceWindow<ViewerWish>
  private let documents: Documents
  private var number = 0
  private var content = DocumentContent.nothing("There are no documents.")
  private var room: PictureRoom?
  private var version: UInt64 = 0

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    documents = try Documents(environment)
    window = try InterfaceWindow(environment, title: Text("Viewer"), size: Size(640, 460), isResizable: true)
    window.close = .leave
    window.onWishes = { [self] wishes in for wish in wishes { fulfil(wish) } }
    window.onEvent = { [self] event in handle(event) }
    if documents.entries.isEmpty { update() } else { open(0) }
    documents.watch { [self] index in open(index) }
  }

  /// Shows a document; there is none before the first and behind the last.
  private func open(_ index: Int) {
    guard documents.entries.indices.contains(index) else { return }
    // The one before makes room.
    (number, room, content) = (index, nil, .nothing(""))
    content = documents.read(index)
    if case .picture(let picture, _) = content { room = PictureRoom(picture, room: roomSize) }
    let words = description
    environment.log("\(documents.entries[index].rom): \(words)")
    if let title = Text(exactly: documents.entries[index].title) { window.setTitle(title) }
    update()
  }

  /// What toolbar, footer and the lines between them leave.
  private var roomSize: Size {
    Size(window.size.width, window.size.height - window.style.px(74))
  }

  private func fulfil(_ wish: ViewerWish) {
    switch wish {
    case .page(let index): return open(index)
    case .zoom(let steps): room?.zoom(steps)
    case .fit: room?.fit()
    case .pixels: room?.showPixels()
    case .leave: environment.exit(0)
    }
    update()
  }

  private func handle(_ event: InputEvent) {
    switch event {
    case .press(.right, _): open(number + 1)
    case .press(.left, _): open(number - 1)
    case .press(_, character: "+"): fulfil(.zoom(1))
    case .press(_, character: "-"): fulfil(.zoom(-1))
    case .press(_, character: "0"): fulfil(.fit)
    case .press(_, character: "1"): fulfil(.pixels)
    default: if room?.handle(event) == true { update() }
    }
  }

  private func update() {
    version += 1
    window.show(page)
  }

  // MARK: What is seen

  /// What it is, in words.
  private var description: String {
    switch content {
    case .picture(let picture, let format): "\(format.name), \(picture.size.width) x \(picture.size.height)"
    case .text(let lines, let rest): "text, \(lines.count + rest) lines"
    case .nothing(let why): why
    }
  }

  private var page: Element<ViewerWish> {
    .column(spacing: 0, [toolbar, .separator, body, .separator, footer])
  }

  private var toolbar: Element<ViewerWish> {
    let count = documents.entries.count
    let percent = room.map { "\($0.view.percent) %" } ?? ""
    let hasPicture = room != nil
    return .line(
      padding: Padding(10, 8),
      [
        .button("", icon: .chevronLeft, number > 0 ? .page(number - 1) : nil),
        .button("", icon: .chevronRight, number + 1 < count ? .page(number + 1) : nil),
        .text(count > 0 ? documents.entries[number].title : "", .strong).width(.stretch(1)),
        .text(percent, .body, .secondary, alignment: .trailing).width(54),
        .button("", icon: .minimize, hasPicture ? .zoom(-1) : nil), .button("", icon: .plus, hasPicture ? .zoom(1) : nil),
        .button("Fit", hasPicture ? .fit : nil), .button("1:1", hasPicture ? .pixels : nil),
      ])
  }

  private var body: Element<ViewerWish> {
    switch content {
    case .picture:
      let room = room
      return Element.custom(Size(100, 100), version: version) { canvas, frame, style in room?.draw(&canvas, frame, style) }
        .width(.stretch(1)).height(.stretch(1))
    case .text(let lines, let rest): return text(lines, rest).key("\(number)")
    case .nothing(let why):
      return .column(spacing: 10, [.spacer, .paragraph(why, .body, .secondary, alignment: .center), .spacer])
        .height(.stretch(1))
    }
  }

  private func text(_ lines: [String], _ rest: Int) -> Element<ViewerWish> {
    var elements: [Element<ViewerWish>] = lines.map { $0.utf8.isEmpty ? .gap(10) : .paragraph($0, .code) }
    if rest > 0 { elements.append(.text("\(rest) more lines are not shown.", .caption, .secondary)) }
    return .card(.background, padding: Padding(0), .scroll(.column(spacing: 2, padding: Padding(18, 14), elements)))
      .width(.stretch(1)).height(.stretch(1))
  }

  private var footer: Element<ViewerWish> {
    let count = documents.entries.count
    return .line(
      padding: Padding(12, 6),
      [
        .text(description, .caption, .secondary).width(.stretch(1)),
        .text(count > 0 ? "\(number + 1) of \(count)" : "", .caption, .secondary),
      ])
  }
}

extension DocumentFormat {
  var name: String {
    switch self {
    case .png: "PNG"
    case .jpeg: "JPEG"
    case .qoi: "QOI"
    case .text: "text"
    case .unknown: "unknown"
    }
  }
}
