// A text that the sandbox serves as a ROM: a child's inline configuration.
//
// The memory belongs to the sandbox, so that the child cannot take it away while it is written; the session's donation
// pays for it. Between writes it is not mapped.

import Bulkhead

/// The ROM "config" of one child.
public final class ConfigurationROM: RPCObject {
  private let memory: RAM
  private let capacity: Int
  private var size: UInt64 = 0
  private var pending: String?
  private var served: ServedObject<ROM>?
  private var signal: KeptSignal?

  /// What serving a text of so many bytes costs.
  static func cost(_ bytes: Int) -> Quota {
    Quota(ram: UInt64((bytes + 4095) / 4096 * 4096 + 512), capabilities: 2)
  }

  init(_ text: String) throws(PDFailure) {
    capacity = max((text.utf8.count + 4095) / 4096, 1) * 4096
    memory = try RAM(size: UInt64(capacity))
    write(text)
  }

  func publish(at entrypoint: Entrypoint) throws(EntrypointError) -> KeptCapability {
    let object = try entrypoint.serve(self, as: ROM.self)
    let kept = KeptCapability(of: object)
    served = consume object
    return kept
  }

  /// Ends the ROM: its capability is dead, its memory free.
  func close() { served = nil }

  /// Has the new text ready for when the client asks for it; false if the memory does not hold it.
  func update(_ text: String) -> Bool {
    guard text.utf8.count <= capacity else { return false }
    pending = text
    signal?.submit()
    return true
  }

  private func write(_ text: String) {
    guard var mapping = try? Mapping(memory.dataspace, isWritable: true) else { return }
    var bytes = mapping.mutableBytes
    var position = 0
    for byte in text.utf8 {
      bytes[position] = byte
      position += 1
    }
    size = UInt64(position)
    while position < capacity {
      bytes[position] = 0
      position += 1
    }
  }

  public func serve(_ request: inout Request) {
    request.serve(ROM.dataspace) { () throws(ROMFailure) in
      self.refresh()
      return self.memory.dataspace
    }
    request.serve(ROM.size) { () throws(ROMFailure) in self.size }
    request.serve(ROM.update) { () throws(ROMFailure) in
      self.refresh()
      return true
    }
    request.serve(
      ROM.setSignal,
      keeping: { signal, received throws(ROMFailure) -> Nothing in
        self.signal = signal.exists ? KeptSignal(received.keep(signal)) : nil
        return Nothing()
      })
  }

  /// The content changes only when the client asks for it.
  private func refresh() {
    guard let text = pending else { return }
    pending = nil
    write(text)
  }
}
