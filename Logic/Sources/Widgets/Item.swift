// What layout comes to: a flat list of things with their places, in the order in which they are drawn.

import Geometry
import Painting

/// Something that is drawn, and perhaps reacts.
struct Item<Message> {
  /// The same element, as far as one can tell, has the same number next time.
  let identity: UInt64
  let frame: Rectangle
  /// It is not seen outside of this.
  let clip: Rectangle
  /// How many dialogs and menus it is in front of.
  let layer: Int
  let content: Content

  enum Content {
    case element(Element<Message>.Kind)
    /// The bar beside what scrolls.
    case scrollbar(ScrollMetrics)
    /// What makes the rest wait.
    case scrim(ModalContent<Message>)
  }

  var kind: Element<Message>.Kind? {
    guard case .element(let kind) = content else { return nil }
    return kind
  }
}

/// A scrolling area. Pixels.
struct ScrollMetrics: Equatable {
  /// The element that scrolls.
  let identity: UInt64
  let viewport: Int32
  let content: Int32
  let offset: Int32

  var most: Int32 { max(0, content - viewport) }

  /// The bar's handle, within a track of that many pixels: start and length.
  func handle(track: Int32, least: Int32) -> (start: Int32, length: Int32) {
    let length = max(min(least, track), Int32(Int(track) * Int(viewport) / Int(max(1, content))))
    let start = most > 0 ? Int32(Int(track - length) * Int(offset) / Int(most)) : 0
    return (start, length)
  }
}

extension Item {
  /// All that it can touch: shadows and focus rings reach out of the frame.
  func extent(_ style: Style) -> Rectangle {
    switch kind {
    case .card(let card, _)? where card.style == .raised: clip.intersection(style.deepShadow.area(around: frame))
    case .text, .spacer, .separator, .icon: clip.intersection(frame)
    default: clip.intersection(frame.inset(by: -style.px(4)))
    }
  }

  /// Whether the keyboard can be used on it.
  var isFocusable: Bool {
    switch kind {
    case .button(let content)?: content.message != nil
    case .toggle(let content)?: content.message != nil
    case .row(let content, _)?: content.message != nil
    case .choice?, .field?: true
    case .custom(let content)?: content.key != nil
    default: false
    }
  }

  /// Whether the pointer can do something to it.
  var isSensitive: Bool {
    switch content {
    case .scrim, .scrollbar: return true
    case .element(.custom(let content)): return content.press != nil
    case .element: return isFocusable
    }
  }
}
