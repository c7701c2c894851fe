// Somebody who looks at a machine's screen over a connection, as far as the greeting, and can wish it to be of another size: the
// Remote Framebuffer protocol, version 3.8, without a password. (RFC 6143, 7.1 and 7.3; "The RFB Protocol" of the RFB community,
// SetDesktopSize.)

import Foundation

final class ScreenViewer {
  /// Pixels, when the connection was made.
  let width: Int
  let height: Int
  private let conversation: Conversation

  /// - Throws: `ToolError` if nobody listens at that port of this machine, or greets otherwise.
  convenience init(port: UInt16) throws {
    try self.init(InternetSocket.connect(port), "port \(port)")
  }

  /// The same at a socket with a name.
  convenience init(path: String) throws { try self.init(UnixSocket.connect(path), path) }

  private init(_ descriptor: Int32?, _ place: String) throws {
    guard let descriptor else { throw ToolError("nobody shows a screen at \(place)") }
    conversation = Conversation(descriptor)
    let version = try conversation.read(12)
    guard version == Array("RFB 003.008\n".utf8) else { throw ToolError("\(version) is no greeting that is known here") }
    try conversation.say(version)
    guard try conversation.read(Int(conversation.read(1)[0])).contains(1) else { throw ToolError("a password is wanted") }
    // No security, a screen that others may look at as well.
    try conversation.say([1])
    guard try conversation.read(4) == [0, 0, 0, 0] else { throw ToolError("looking is refused") }
    try conversation.say([1])
    let size = try conversation.read(4).map(Int.init)
    (width, height) = (size[0] << 8 | size[1], size[2] << 8 | size[3])
    // The format of pixels, and a name.
    let rest = try conversation.read(20)
    _ = try conversation.read(rest[16...].reduce(0) { $0 << 8 | Int($1) })
  }

  /// Wishes the screen to be of another size; nothing is said of its parts.
  func resize(width: Int, height: Int) throws {
    try conversation.say([251, 0, UInt8(width >> 8), UInt8(width & 255), UInt8(height >> 8), UInt8(height & 255), 0, 0])
    // What follows is answered only after that was read: one pixel, so that nobody hangs up before it counts.
    try conversation.say([3, 0, 0, 0, 0, 0, 0, 1, 0, 1])
    _ = try conversation.read(1)
  }
}

/// Both sides' words, one after the other.
private final class Conversation {
  private let descriptor: Int32
  private var buffer = Data()

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  func read(_ count: Int) throws -> [UInt8] {
    while buffer.count < count {
      let data = Descriptor.read(descriptor)
      if data.isEmpty { throw ToolError("the screen's server has hung up") }
      buffer += data
    }
    defer { buffer = Data(buffer.dropFirst(count)) }
    return [UInt8](buffer.prefix(count))
  }

  func say(_ words: [UInt8]) throws {
    guard UnixSocket.send(Data(words), to: descriptor) else { throw ToolError("the screen's server has hung up") }
  }
}

/// Connections to this machine itself.
private enum InternetSocket {
  /// Nil if nobody listens there. What does not answer within 20 s has ended.
  static func connect(_ port: UInt16) -> Int32? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if status == 0 { return descriptor }
    close(descriptor)
    return nil
  }
}
