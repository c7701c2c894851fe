// Gui: a client's own pixels, in views that it places, and the input meant for it.
//
// A client sees and addresses nothing but its own: buffers, views and events of others do not exist for it. Which part of
// the screen it may use, in which layer, with which label and colour, is the GUI server's policy for its label. Whatever
// the server keeps for a client is paid with the client's donation.

import Geometry
import RPC

public enum GuiFailure: UInt16, Failure {
  /// No such view of this session, or no such buffer.
  case unknownView = 1
  /// The donation does not suffice: upgrade the session.
  case outOfRAM = 2
  case outOfCapabilities = 3
  /// Larger than 16,384 pixels in a direction, more than `ViewCommands.limit` commands, or a title that is too long.
  case tooLarge = 4
  /// The GUI server's policy does not let this client do that.
  case notAllowed = 5
  case unreachable = 0xffff
}

/// A view, by a number that the client chooses.
public struct ViewID: Message, Hashable, Sendable {
  public let rawValue: UInt32
  public init(_ rawValue: UInt32) { self.rawValue = rawValue }
  public func encode(into message: inout MessageWriter) { rawValue.encode(into: &message) }
  public init(from message: inout MessageReader) throws(MessageError) { rawValue = try UInt32(from: &message) }
}

/// What to do with a view. Several travel in one message, and take effect in the same frame.
public enum ViewCommand: Equatable, Sendable {
  /// Place and size: on the screen (as the client's policy lets it see the screen), or within the view's parent.
  case geometry(ViewID, Rectangle)
  /// Which pixel of the buffer is at the view's top left corner.
  case offset(ViewID, Point)
  case front(ViewID)
  case back(ViewID)
  /// Directly in front of another view of the same session and parent.
  case inFrontOf(ViewID, ViewID)
  case behind(ViewID, ViewID)
}

public enum Gui: SessionInterface {
  public typealias Failure = GuiFailure
  public static var name: StaticString { "Gui" }
  /// Without pixels: those need `ram(for:)` on top.
  public static var cost: Quota { Quota(ram: 64 << 10, capabilities: 14) }

  /// Bytes that a buffer takes: 4 for each pixel, in whole pages, and a 256th of that for the tables that map them.
  public static func ram(for size: Size) -> UInt64 {
    let pages = (UInt64(size.area) * 4 + 4095) & ~4095
    return pages + pages / 256
  }

  // MARK: Pixels

  /// The part of the screen that the client's policy lets it use.
  public static var screen: Method<Gui, Nothing, Rectangle> { Method(1, .alters) }
  /// Makes the buffer, instead of the one before: 32 bits per pixel, row after row without gaps. With alpha, the topmost 8
  /// bits say how opaque a pixel is, and the colours are already multiplied by it; otherwise they mean nothing.
  public static var setBuffer: Method<Gui, Pair<Size, Bool>, Nothing> { Method(2) }
  public static var buffer: Method<Gui, Nothing, Capability<Dataspace>> { Method(3) }
  /// These pixels of the buffer changed.
  public static var refresh: Method<Gui, Rectangle, Nothing> { Method(4, .denies) }
  /// Copies a rectangle of the buffer to another place of it, and shows it: for those who draw where nobody looks.
  public static var blit: Method<Gui, Pair<Rectangle, Point>, Nothing> { Method(5, .denies) }

  // MARK: Views

  /// Makes a view at the top; nothing of it is seen before it has a geometry.
  public static var createView: Method<Gui, ViewID, Nothing> { Method(6, .denies) }
  /// Makes a view within another one of this session, whose place it follows and whose edges cut it off.
  public static var createChildView: Method<Gui, Pair<ViewID, ViewID>, Nothing> { Method(7, .denies) }
  public static var destroyView: Method<Gui, ViewID, Nothing> { Method(8, .denies) }
  public static var execute: Method<Gui, ViewCommands, Nothing> { Method(9, .denies) }
  /// What the view shows, in words: for window managers, and for the frame if policy says so.
  public static var setTitle: Method<Gui, Pair<ViewID, Text>, Nothing> { Method(10, .sees) }
  /// A capability to a view, with which another session of the same server can place it (a window manager's frame).
  public static var viewCapability: Method<Gui, ViewID, Capability<GuiView>> { Method(11, .denies) }
  /// Makes another session's view a view of this one. Its pixels and its input stay the other's.
  public static var adopt: Method<Gui, Pair<ViewID, Capability<GuiView>>, Nothing> { Method(12, .denies) }

  // MARK: Input

  /// The next events, oldest first; none if there are none. When more come than the client takes, movements are merged,
  /// and if that does not suffice, the newest presses are dropped together with their releases.
  public static var takeEvents: Method<Gui, Nothing, EventBatch> { Method(13) }
  /// Wishes the keyboard for another session that this one made (a window manager's client), if policy allows it. With no session
  /// it stays where it is. Either way this client has decided what follows from the keys that it took.
  /// - Throws: `notAllowed` as long as there is input that may change the decision: presses that this client or those that it
  ///   made have not taken yet.
  public static var focus: Method<Gui, Capability<Gui>, Nothing> { Method(14, .denies) }
  /// Makes a view the frame of another session, as of `focus`: whoever presses it gives that session the keyboard at once.
  public static var setFrame: Method<Gui, Pair<ViewID, Capability<Gui>>, Nothing> { Method(20, .denies) }

  // MARK: Scale

  /// Pixels per point: 1 or 2. The same for all clients; told of like `screen`.
  public static var scale: Method<Gui, Nothing, UInt64> { Method(18, .alters) }
  /// Chooses it for all, 1 or 2, if policy lets this client.
  /// - Returns: what it is now: on a screen that is too small for 2 it stays 1.
  public static var chooseScale: Method<Gui, UInt64, UInt64> { Method(19, .denies) }

  // MARK: Signals

  /// Told when there are events to be taken.
  public static var setInputSignal: Method<Gui, Capability<SignalTarget>, Nothing> { Method(15, .denies) }
  /// Told when `screen` or `scale` changed.
  public static var setScreenSignal: Method<Gui, Capability<SignalTarget>, Nothing> { Method(16, .denies) }
  /// Told once after each `refresh` or `execute`, when what they changed is on its way to the screen: draw the next
  /// frame then, and no earlier.
  public static var setFrameSignal: Method<Gui, Capability<SignalTarget>, Nothing> { Method(17, .denies) }
}

/// A view, to be handed to who may place it. Nothing can be asked of it.
public enum GuiView: Interface {
  public typealias Failure = GuiFailure
  public static var name: StaticString { "View" }
}

/// Commands in the order in which they are done.
public struct ViewCommands: Message {
  public private(set) var commands: [ViewCommand] = []
  public static var limit: Int { 64 }

  public init() {}

  /// - Precondition: not more than `limit`.
  public init(_ commands: [ViewCommand]) {
    precondition(commands.count <= Self.limit, "too many commands for one message")
    self.commands = commands
  }

  public func encode(into message: inout MessageWriter) {
    message.append(UInt64(commands.count))
    for command in commands { command.encode(into: &message) }
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    let count = try message.next()
    guard count <= UInt64(Self.limit) else { throw .malformed }
    commands.reserveCapacity(Int(count))
    for _ in 0..<count { commands.append(try ViewCommand(from: &message)) }
  }
}

/// The command in bits 0...7, the view in bits 32...63 of the first word; then what the command needs.
extension ViewCommand: Message {
  public func encode(into message: inout MessageWriter) {
    switch self {
    case .geometry(let view, let rectangle):
      Self.encode(1, view, into: &message)
      rectangle.encode(into: &message)
    case .offset(let view, let point):
      Self.encode(2, view, into: &message)
      point.encode(into: &message)
    case .front(let view): Self.encode(3, view, into: &message)
    case .back(let view): Self.encode(4, view, into: &message)
    case .inFrontOf(let view, let neighbour):
      Self.encode(5, view, into: &message)
      neighbour.encode(into: &message)
    case .behind(let view, let neighbour):
      Self.encode(6, view, into: &message)
      neighbour.encode(into: &message)
    }
  }

  private static func encode(_ kind: UInt64, _ view: ViewID, into message: inout MessageWriter) {
    message.append(kind | UInt64(view.rawValue) << 32)
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    let head = try message.next()
    let view = ViewID(UInt32(truncatingIfNeeded: head >> 32))
    switch head & 0xffff_ffff {
    case 1: self = .geometry(view, try Rectangle(from: &message))
    case 2: self = .offset(view, try Point(from: &message))
    case 3: self = .front(view)
    case 4: self = .back(view)
    case 5: self = .inFrontOf(view, try ViewID(from: &message))
    case 6: self = .behind(view, try ViewID(from: &message))
    default: throw .malformed
    }
  }
}
