// QMP, QEMU's machine protocol: commands and answers as lines of JSON over a Unix socket.
// (QEMU documentation, "QEMU Machine Protocol Specification".)

import Foundation

/// There is no machine any more to do something at.
struct MachineEnded: Error, CustomStringConvertible {
  var description: String { "the machine ended" }
}

/// A connection to a running QEMU. One thread uses it at a time.
public final class QMPConnection: @unchecked Sendable {
  private let handle: FileHandle
  private var buffer = Data()

  /// Waits for QEMU to make its socket.
  /// - Parameter isAlive: whether waiting still makes sense.
  init(path: String, while isAlive: () -> Bool) throws {
    handle = try Self.connect(path, while: isAlive)
    guard try readObject()["QMP"] != nil else { throw ToolError("QEMU's monitor does not speak QMP") }
    try execute("qmp_capabilities")
  }

  private static func connect(_ path: String, while isAlive: () -> Bool) throws -> FileHandle {
    while isAlive() {
      if let descriptor = UnixSocket.connect(path) { return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true) }
      usleep(20_000)
    }
    throw ToolError("the machine ended before its monitor could be reached")
  }

  /// Runs a command; what QEMU refuses is an error with its words.
  @discardableResult
  public func execute(_ command: String, _ arguments: [String: Any] = [:]) throws -> Any {
    let line = try JSONSerialization.data(withJSONObject: ["execute": command, "arguments": arguments])
    guard UnixSocket.send(line + [10], to: handle.fileDescriptor) else { throw MachineEnded() }
    while true {
      let answer = try readObject()
      if let result = answer["return"] { return result }
      guard let error = answer["error"] as? [String: Any] else { continue }  // An event.
      throw ToolError("QEMU refuses \"\(command)\": \(error["desc"] ?? "without a reason")")
    }
  }

  private func readObject() throws -> [String: Any] {
    while true {
      if let end = buffer.firstIndex(of: 10) {
        let line = Data(buffer[..<end])
        buffer = Data(buffer[(end + 1)...])
        guard let object = try JSONSerialization.jsonObject(with: line) as? [String: Any] else {
          throw ToolError("QEMU's monitor sent something that is no object")
        }
        return object
      }
      let data = Descriptor.read(handle.fileDescriptor)
      if data.isEmpty { throw MachineEnded() }
      buffer += data
    }
  }
}

/// Sockets with names in the file system.
enum UnixSocket {
  /// A path that nobody else uses, short enough for an address (108 bytes).
  static func freshPath() -> String { "/tmp/bulkhead-\(UUID().uuidString.prefix(13)).qmp" }

  /// False if there is nobody any more; without the signal that a broken pipe is.
  static func send(_ data: Data, to descriptor: Int32) -> Bool {
    var rest = data[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Nil if nobody listens there.
  static func connect(_ path: String) -> Int32? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { target in
      guard path.utf8.count < target.count else { return false }
      target.copyBytes(from: path.utf8)
      return true
    }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard fits, descriptor >= 0 else { return nil }
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    if status == 0 { return descriptor }
    close(descriptor)
    return nil
  }
}
