// A window: a view of an application at the top level.

import Bulkhead
import Geometry
import HID
import Input

final class ManagedWindow {
  let number: Int
  /// The application's number for the view.
  let own: ViewID
  let client: WindowClient
  var title = ""
  /// How large the application would like it to be.
  var wish = Size.zero
  /// How large the layout makes it.
  private(set) var assigned = Size.zero
  private var closeRequests = 0

  init(_ number: Int, _ own: ViewID, _ client: WindowClient) {
    self.number = number
    self.own = own
    self.client = client
  }

  /// The window manager's number for the view.
  var view: ViewID { Self.contentView(number) }
  static func contentView(_ number: Int) -> ViewID { ViewID(UInt32(truncatingIfNeeded: number) * 2) }
  static func frameView(_ number: Int) -> ViewID { ViewID(UInt32(truncatingIfNeeded: number) * 2 + 1) }

  func assign(_ size: Size) {
    if size == assigned { return }
    assigned = size
    client.screenChanged()
  }

  /// The person wished so many times that it be closed.
  func close(_ requests: Int) {
    if requests > closeRequests { client.deliver(.closeRequest) }
    closeRequests = requests
  }

  func node(_ label: String) -> Node {
    var node = Node("window")
    node.set("name", "\(number)")
    node.set("label", label)
    node.set("title", String(decoding: title.utf8.map { $0 == 124 || $0 < 32 ? 32 : $0 }, as: UTF8.self))
    node.set("width", "\(wish.width)")
    node.set("height", "\(wish.height)")
    return node
  }
}
