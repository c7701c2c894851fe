// Writes what core says into its own LOG session, so that core's words are where the rest of the log is.

import Bulkhead
import LogStore

@main final class LogCore: Component {
  private let environment: Environment
  private let session: KeptROM
  private let ring: ByteRing<ReadOnlyBytes>
  private var news: SignalHandler?
  private var position: UInt64 = 0
  /// The beginning of a line whose end was not there yet.
  private var line: [UInt8] = []

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    session = KeptROM(try environment.open(ROM.self, label: Text("core_log")))
    guard let memory = session.map() else { throw .unreachable(service: ROM.name) }
    ring = ByteRing(memory)
    do throws(EntrypointError) { news = try environment.entrypoint.onSignal { [self] _ in copy() } } catch {
      throw .failed("no signal handler for core's log")
    }
    if let capability = news?.capability { try? session.session.call(ROM.setSignal, capability) }
    copy()
  }

  private func copy() {
    let (bytes, lost) = ring.read(after: &position)
    if lost > 0 {
      line = []
      environment.log("(\(lost) bytes of core's log are lost)")
    }
    for byte in bytes {
      if byte == 10 { finishLine() } else { line.append(byte) }
    }
  }

  private func finishLine() {
    var text = Text()
    for byte in line { text.append(byte) }
    environment.log.write(text)
    line = []
  }
}

private final class KeptROM {
  let session: Session<ROM>

  init(_ session: consuming Session<ROM>) { self.session = session }

  /// Nil if it is not what core offers.
  func map() -> ReadOnlyBytes? {
    guard let dataspace: OwnedCapability<Dataspace> = try? session.call(ROM.dataspace),
      let mapping = try? Mapping(dataspace.capability), mapping.count > 64
    else { return nil }
    return ReadOnlyBytes(mapping)
  }
}

/// Memory that core writes.
final class ReadOnlyBytes: SharedBytes {
  private let mapping: Mapping

  init(_ mapping: consuming Mapping) { self.mapping = mapping }

  var count: Int { mapping.count }
  func word(_ index: Int) -> UInt64 { mapping.load(index * 8) }
  func byte(_ offset: Int) -> UInt8 { mapping.load(offset) }
}
