// What travels when sessions are opened: the wish of a client, the task of a server, quota and affinity.

import RPC

/// An amount of the two resources that every component has an account of.
public struct Quota: Message, Equatable, Sendable {
  /// Bytes.
  public var ram: UInt64
  public var capabilities: UInt64

  @inline(__always)
  public init(ram: UInt64 = 0, capabilities: UInt64 = 0) {
    self.ram = ram
    self.capabilities = capabilities
  }

  public static var none: Quota { Quota() }

  @inline(__always)
  public func encode(into message: inout MessageWriter) {
    message.append(ram)
    message.append(capabilities)
  }

  @inline(__always)
  public init(from message: inout MessageReader) throws(MessageError) {
    ram = try message.next()
    capabilities = try message.next()
  }
}

/// A rectangle of the grid of CPUs: where threads may run, and near whom a server should work.
public struct Affinity: Message, Equatable, Sendable {
  public var x: UInt16
  public var y: UInt16
  public var width: UInt16
  public var height: UInt16

  public init(x: UInt16 = 0, y: UInt16 = 0, width: UInt16, height: UInt16 = 1) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Wherever the parent allows.
  public static var anywhere: Affinity { Affinity(width: 0, height: 0) }

  @inline(__always)
  public func encode(into message: inout MessageWriter) {
    message.append(UInt64(x) | UInt64(y) << 16 | UInt64(width) << 32 | UInt64(height) << 48)
  }

  @inline(__always)
  public init(from message: inout MessageReader) throws(MessageError) {
    let word = try message.next()
    x = UInt16(truncatingIfNeeded: word)
    y = UInt16(truncatingIfNeeded: word >> 16)
    width = UInt16(truncatingIfNeeded: word >> 32)
    height = UInt16(truncatingIfNeeded: word >> 48)
  }
}

/// Wish for a session.
public struct SessionRequest: Message {
  /// Chosen by the client; names the session from then on. 1...15 are for the environment.
  public let id: UInt64
  public let service: Text
  /// What the client calls this session. The parent puts the client's own name and " -> " in front.
  public let label: Text
  /// What the client donates to the session, out of its account; the server pays with it for what the session needs.
  public var donation: Quota
  public let affinity: Affinity
  /// Further attributes that the service defines: `name: value | name: value`, as in configurations.
  public let arguments: Text

  public init(
    id: UInt64, service: Text, label: Text, donation: Quota = .none, affinity: Affinity = .anywhere,
    arguments: Text = Text()
  ) {
    self.id = id
    self.service = service
    self.label = label
    self.donation = donation
    self.affinity = affinity
    self.arguments = arguments
  }

  public func encode(into message: inout MessageWriter) {
    id.encode(into: &message)
    donation.encode(into: &message)
    affinity.encode(into: &message)
    service.encode(into: &message)
    label.encode(into: &message)
    arguments.encode(into: &message)
  }

  /// Inlined, since the value is large and would be copied otherwise.
  @inline(__always)
  public init(from message: inout MessageReader) throws(MessageError) {
    id = try UInt64(from: &message)
    donation = try Quota(from: &message)
    affinity = try Affinity(from: &message)
    service = try Text(from: &message)
    label = try Text(from: &message)
    arguments = try Text(from: &message)
  }
}

/// What a server has to do next. The numbers were chosen by the parent, and name sessions between server and parent.
public enum ServerTask {
  /// Make a session. Answer with `Parent.deliver`, or with `Parent.respond` to refuse.
  indirect case create(SessionRequest)
  /// The quota comes on top of what the session has. Answer with `Parent.respond`.
  case upgrade(UInt64, by: Quota)
  /// End the session and give back its donation. Answer with `Parent.respond`.
  case close(UInt64)

  /// The session's number.
  public var id: UInt64 {
    switch self {
    case .create(let request): request.id
    case .upgrade(let id, by: _), .close(let id): id
    }
  }
}

/// A task for a server, and whether it is the last one for the moment: the next signal says when there is more.
public struct NextTask: Message {
  public let task: ServerTask
  public let isLast: Bool

  public init(_ task: ServerTask, isLast: Bool) {
    self.task = task
    self.isLast = isLast
  }

  /// How a task begins in a message.
  public enum Kind: UInt64, Message {
    case create = 1
    case upgrade = 2
    case close = 3
  }

  public func encode(into message: inout MessageWriter) {
    isLast.encode(into: &message)
    switch task {
    case .create(let request):
      Kind.create.encode(into: &message)
      request.encode(into: &message)
    case .upgrade(let id, let amount):
      Kind.upgrade.encode(into: &message)
      id.encode(into: &message)
      amount.encode(into: &message)
    case .close(let id):
      Kind.close.encode(into: &message)
      id.encode(into: &message)
    }
  }

  public init(from message: inout MessageReader) throws(MessageError) {
    isLast = try Bool(from: &message)
    switch try Kind(from: &message) {
    case .create: task = .create(try SessionRequest(from: &message))
    case .upgrade: task = .upgrade(try UInt64(from: &message), by: try Quota(from: &message))
    case .close: task = .close(try UInt64(from: &message))
    }
  }
}
