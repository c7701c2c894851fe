// ROM and LOG sessions.

import RPC
import Sessions

/// A boot module, read-only.
final class ROMSession: ServedObject {
  private let module: BootModule
  private let dataspace: DataspaceObject

  init(_ system: System, _ module: BootModule, _ dataspace: DataspaceObject) {
    self.module = module
    self.dataspace = dataspace
    super.init(system)
  }

  override func serve(_ request: inout Request) {
    request.serve(ROM.dataspace) { () throws(ROMFailure) in Capability(self.dataspace.capability) }
    request.serve(ROM.size) { () throws(ROMFailure) in module.size }
  }
}

/// Lines with a label in front. Bytes that are no text are shown as "?", so that nobody can fake another line or label.
final class LogSession: ServedObject {
  private let prefix: [UInt8]

  init(_ system: System, label: String) {
    prefix = Array("[\(label)] ".utf8)
    super.init(system)
  }

  override func serve(_ request: inout Request) {
    request.serve(Log.write) { text throws(LogFailure) in
      self.write(text.bytes)
    }
  }

  private func write(_ bytes: [UInt8]) {
    system.machine.log(prefix + bytes.map { $0 < 32 || $0 == 127 ? 63 : $0 } + [13, 10])
  }
}
