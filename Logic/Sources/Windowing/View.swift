// Views, and the clients that they belong to.
//
// Invariants: a view is in exactly one of: the desk's stack (views at the top level), or the `children` of its parent, both
// from front to back. A view is in its owner's `views`, and in its adopter's if it has one.

import Geometry
import Input

/// A place where a client's pixels are seen.
public final class View {
  /// Whose pixels it shows, and who gets the input.
  public let owner: Client
  /// As the owner says: in its own coordinates, or within the parent.
  var geometry = Rectangle.empty
  /// The pixel of the buffer at the view's first corner.
  var offset = Point.zero
  /// Nil at the top level.
  let parent: View?
  var children: [View] = []
  /// Who places it instead of the owner, and where: in the adopter's coordinates.
  var adoption: (client: Client, geometry: Rectangle)?
  /// Who gets the keyboard when this is pressed, as its placer says; nil: its owner, if policy lets that.
  var frameOf: Client?
  public internal(set) var title = ""
  /// False once its owner removed it.
  public internal(set) var isAlive = true

  init(_ owner: Client, in parent: View?) {
    self.owner = owner
    self.parent = parent
  }

  /// The client whose domain says where it may be, and in which layer.
  var placer: Client { adoption?.client ?? owner }

  var root: View {
    var view = self
    while let parent = view.parent { view = parent }
    return view
  }

  /// 1 at the top level.
  var depth: Int { (parent?.depth ?? 0) + 1 }
}

/// A session: whoever draws.
public final class Client {
  public let label: String
  /// Nil: policy has no place for it any more; nothing of it is seen, and it gets no input.
  public internal(set) var domain: Domain?
  public internal(set) var bufferSize = Size.zero
  public internal(set) var hasAlpha = false
  public internal(set) var queue = EventQueue()
  /// Own and adopted ones, by the numbers that the client chose.
  var views: [(number: UInt32, view: View)] = []
  /// It changed something since it was last told that a frame is on its way.
  var awaitsFrame = false
  /// There are events, and it was not told.
  var hasNews = false
  /// Since when it took none of the events that there are; nil: there are none.
  var unansweredSince: UInt64?
  /// It did not answer, and the person went on without it: nothing of it is seen until it takes events again.
  var isAbandoned = false
  /// The part of the screen, and the scale, that it knows of.
  var known: (screen: Rectangle, scale: Int32) = (.empty, 1)

  init(_ label: String, _ domain: Domain?) {
    self.label = label
    self.domain = domain
  }

  /// How many views there are under numbers of this client.
  public var viewCount: Int { views.count }

  func view(_ number: UInt32) -> View? {
    for entry in views where entry.number == number { return entry.view }
    return nil
  }

  func forget(_ view: View) { views.removeAll { $0.view === view } }

  /// What it draws with is opaque, and covers this much of a view with that offset.
  func content(at origin: Point, offset: Point) -> Rectangle { Rectangle(origin - offset, bufferSize) }
}

/// A view as it is on the screen.
public struct ShownView {
  public let view: View
  /// Where the pixel at the buffer's first corner would be.
  public let bufferOrigin: Point
  /// The pixels that can be seen if nothing is in front.
  public let area: Rectangle
}
