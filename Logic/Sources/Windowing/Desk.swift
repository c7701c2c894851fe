// The GUI server's logic: who draws where, who sees what, who gets which input.
//
// The desk knows clients, views and rectangles, and no pixels. Calls change it; what follows from a change (whom the pointer
// is over, who has the keyboard, whom to wake) is found out by `settle`, which its user calls once after each call.

import Geometry
import HID
import Input

/// Why the desk did not do what a client asked.
public enum DeskError: Error {
  case unknownView
  /// More nested views, or more views, than there may be.
  case tooMany
}

public final class Desk {
  public internal(set) var policy: DeskPolicy
  /// What somebody chose who may; nil: as policy says.
  var chosenScale: Int32?
  /// The size of the picture: as large as the largest display.
  public internal(set) var screen = Size.zero
  /// All views at the top level, from front to back; sorted by layers.
  var stack: [View] = []
  var clients: [Client] = []
  var captures: [CaptureClient] = []
  var sources: [EventSource] = []

  // What is shown, until something changes.
  private var cachedViews: [ShownView]?
  private var cachedDisplay: (views: [ShownView], ground: UInt32)?
  /// The client that hid all behind it when `settle` last looked.
  var surrounding: Client?
  /// Something changed that `settle` has not seen.
  var needsSettling = false
  /// There may be something for `takeInputNews`.
  public private(set) var hasInputNews = false
  /// There may be something for `takeScreenNews`.
  public internal(set) var hasScreenNews = false

  // Input.
  var pointer = Point.zero
  var held: [HeldKey] = []
  var touches: [HeldTouch] = []
  /// Whoever gets everything until all keys are released.
  var lock = PressLock.open
  /// The client that the keyboard belongs to.
  var focused: Client?
  /// The client that was last told that it has the keyboard.
  var announced: Client?
  var hovered: View?
  /// Whoever is below the pointer was not told where it is since somebody was exclusive.
  var isPointerUntold = false
  var exclusive: Client?
  /// Called by the attention key, and nothing of it is to be seen yet: everything is for it from the key on.
  var summoned: Client?
  /// What is typed is nobody's: whom it was meant for ended, and the person may not have seen it yet (Desk+Unheard.swift).
  var isUnheard = false
  /// Somebody decides who gets what is typed (Desk+Undecided.swift).
  var undecided: Undecided?
  /// Milliseconds, by its user's clock; to be set before each call.
  public var now: UInt64 = 0
  /// Releases to be delivered once their clients may get events again.
  var owed: [(event: InputEvent, client: Client)] = []

  // What reports say.
  /// The client that was last clicked at, and how often anybody was.
  public internal(set) var clicked: Client?
  public internal(set) var clicks: UInt64 = 0

  public init(_ policy: DeskPolicy) { self.policy = policy }

  /// Views of one client at most.
  public static var viewLimit: Int { 512 }
  /// How deep views can be in each other.
  public static var depthLimit: Int { 8 }

  /// What of all views is seen, from front to back.
  public var shownViews: [ShownView] {
    if let cachedViews { return cachedViews }
    let views = collectViews()
    cachedViews = views
    return views
  }

  /// What of them a display shows, from front to back, and the colour (0xRRGGBB) where nothing is.
  var displayedViews: (views: [ShownView], ground: UInt32) {
    if let cachedDisplay { return cachedDisplay }
    let display = surrounded(shownViews)
    cachedDisplay = display
    return display
  }

  /// From now on the views are elsewhere than before.
  func viewsChanged() {
    cachedViews = nil
    cachedDisplay = nil
    needsSettling = true
  }
}

// MARK: - Clients

extension Desk {
  /// Adds a client; nil if policy has no domain for it.
  public func addClient(_ label: String) -> Client? {
    guard let domain = policy.domain(for: label) else { return nil }
    let client = Client(label, domain)
    client.known = (screen(of: client), scale)
    clients.append(client)
    return client
  }

  /// Removes a client with all that it has. Keys that it holds go to nobody until they are released.
  public func remove(_ client: Client) {
    if client === exclusive || client === summoned { beginUnheard() }
    while let entry = client.views.last { remove(entry.view, for: client) }
    clients.removeAll { $0 === client }
    for other in clients {
      for entry in other.views where entry.view.frameOf === client { entry.view.frameOf = nil }
    }
    forgetInput(of: client)
    needsSettling = true
  }

  /// The part of the screen that the client may use, in its coordinates.
  public func screen(of client: Client) -> Rectangle { Rectangle(.zero, area(of: client).size) }

  func area(of client: Client) -> Rectangle {
    client.domain?.area(on: screen, strip: strip, scale: scale) ?? .empty
  }

  /// Where the client's coordinates start.
  func zero(of client: Client) -> Point { client.domain?.origin == .pointer ? pointer : area(of: client).origin }

  /// Another configuration.
  public func apply(_ policy: DeskPolicy) {
    self.policy = policy
    for client in clients { client.domain = policy.domain(for: client.label) }
    hasScreenNews = true
    sortStack()
    viewsChanged()
    damage(Rectangle(.zero, screen))
  }

  /// The clients that do not know yet that their part of the screen, or the scale, changed.
  public func takeScreenNews() -> [Client] {
    hasScreenNews = false
    var changed: [Client] = []
    for client in clients {
      let now = (screen(of: client), scale)
      if now == client.known { continue }
      client.known = now
      changed.append(client)
    }
    return changed
  }

  /// The clients that have events and were not told.
  public func takeInputNews() -> [Client] {
    hasInputNews = false
    var told: [Client] = []
    for client in clients where client.hasNews {
      client.hasNews = false
      told.append(client)
    }
    return told
  }

  /// The clients that wait for a frame, which there is now.
  public func takeFrameNews() -> [Client] {
    var told: [Client] = []
    for client in clients where client.awaitsFrame {
      client.awaitsFrame = false
      told.append(client)
    }
    return told
  }

  /// A batch of events for the client.
  public func takeEvents(_ client: Client, limit: Int) -> [InputEvent] {
    let events = client.queue.take(limit)
    client.unansweredSince = client.queue.isEmpty ? nil : now
    if client.isAbandoned { restore(client) }
    return events
  }

  func deliver(_ event: InputEvent, to client: Client) {
    let wasEmpty = client.queue.isEmpty
    client.queue.append(event)
    guard wasEmpty, !client.queue.isEmpty else { return }
    client.unansweredSince = now
    client.hasNews = true
    hasInputNews = true
  }
}
