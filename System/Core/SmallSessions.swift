// ROM, LOG and AUDIT sessions.

import RPC
import Sessions

/// A boot module, read-only. It never changes.
final class ROMSession: ServedObject {
  private let module: BootModule

  init(_ system: System, _ module: BootModule) {
    self.module = module
    super.init(system)
  }

  override func serve(_ request: inout Request) {
    module.serve(&request)
    request.serve(ROM.setSignal) { (_) throws(ROMFailure) -> Void in }
  }
}

extension BootModule {
  /// What is the same for every ROM session.
  func serve(_ request: inout Request) {
    request.serve(ROM.dataspace) { () throws(ROMFailure) in Capability(dataspace.capability) }
    request.serve(ROM.size) { () throws(ROMFailure) in size }
    request.serve(ROM.update) { () throws(ROMFailure) in true }
  }
}

/// Lines with a label in front.
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
    system.machine.log(prefix + LogLine.text(bytes) + [13, 10])
  }
}

/// Has the books checked.
final class AuditSession: ServedObject {
  override func serve(_ request: inout Request) {
    request.serve(Audit.count) { () throws(AuditFailure) in self.system.audit() }
  }
}
