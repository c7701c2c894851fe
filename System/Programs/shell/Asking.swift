// What depends on others: sessions, and content out of ROMs.

import Bulkhead
import HID
import Shell
import TerminalClient

extension ShellProgram {
  /// Requests a session and goes on when there is an answer; the session is closed afterwards.
  func request(
    _ service: Text, label: Text = Text(), donation: Quota, then body: @escaping (Capability<AnySession>) -> Void
  ) {
    let session = environment.request(service, label: label, donation: donation)
    session.onChange = { [self] in
      guard decided(session, service, label, donation, body) else { return }
      finish()
    }
    if !decided(session, service, label, donation, body) { wait(for: session) }
  }

  /// - Returns: whether there is nothing more to come.
  private func decided(
    _ session: PendingSession, _ service: Text, _ label: Text, _ donation: Quota,
    _ body: @escaping (Capability<AnySession>) -> Void
  ) -> Bool {
    switch session.state {
    case .opening, .upgrading: return false
    case .closing, .closed: return true
    case .open:
      session.onChange = nil
      body(session.capability)
      session.close()
    case .refused(.insufficientRAM) where donation.ram < 1 << 20:
      request(
        service, label: label, donation: Quota(ram: donation.ram * 2, capabilities: donation.capabilities + 2), then: body)
      return isFree
    case .refused(let failure): fail(Self.words(failure, service, label))
    }
    return true
  }

  private static func words(_ failure: ParentFailure, _ service: Text, _ label: Text) -> String {
    switch failure {
    case .denied: "this shell was given no \(service.string) \(Printable.line(label.string))"
    case .insufficientRAM, .insufficientCapabilities, .outOfRAM, .outOfCapabilities: "the quota does not suffice"
    default: "\(service.string) does not answer"
    }
  }

  // MARK: ROMs

  private func withROM(_ words: [String], _ body: @escaping ([UInt8], String) -> Void) {
    guard words.count == 1, let name = words.first, let label = Text(exactly: name) else {
      return fail("which ROM? (roms lists those that are known)")
    }
    request(Text(ROM.name), label: label, donation: ROM.cost) { [self] capability in
      guard let bytes = Self.content(capability.of(ROM.self)) else { return fail("the ROM does not answer") }
      body(bytes, Printable.line(name))
    }
  }

  /// At most 1 MiB.
  private static func content(_ rom: Capability<ROM>) -> [UInt8]? {
    guard let size: UInt64 = try? rom.call(ROM.size), let dataspace: OwnedCapability<Dataspace> = try? rom.call(ROM.dataspace),
      let mapping = try? Mapping(dataspace.capability, isLasting: true)
    else { return nil }
    return mapping.copy(first: min(Int(min(size, 1 << 20)), mapping.count))
  }

  func print(_ words: [String], isHID: Bool) {
    withROM(words) { [self] bytes, _ in
      let lines = Printable.lines(bytes, limit: 2000)
      write(isHID ? lines.map { Highlighting.hid($0) } : lines)
    }
  }

  func view(_ words: [String]) {
    // The pager takes the foreground when the request is through with it.
    withROM(words) { [self] bytes, name in
      page(Printable.lines(bytes), title: name, isHID: Node.parse(bytes).node != nil)
    }
  }

  func watchROM(_ words: [String]) {
    withROM(words) { [self] _, name in
      // Whoever answered once is there.
      guard let content = try? ROMContent(Text(name), environment: environment) else { return fail("the ROM is gone") }
      watch(content)
      try? content.watch { [self] in
        let time = environment.clock.now.microseconds / 1000
        write(["\u{1b}[2m--- \(name), after \(time / 1000).\(time / 100 % 10) s; any key ends ---\u{1b}[m"])
        write(Printable.lines(content.bytes, limit: 200).map { Highlighting.hid($0) })
      }
    }
  }

  // MARK: Services

  /// Whether a service is routed here shows in how a request is refused that donates nothing: for want of quota, or because
  /// there is no route. Nothing is opened, and nobody is asked for consent.
  func probe() {
    for name in Self.services {
      let session = environment.request(Text(name), donation: .none)
      defer { session.close() }
      let answer: String
      switch session.state {
      case .refused(.denied): answer = "\u{1b}[2mnot given\u{1b}[m"
      case .opening: answer = "\u{1b}[33mgiven, no answer yet\u{1b}[m"
      case .refused, .open, .upgrading, .closing, .closed: answer = "\u{1b}[32mgiven\u{1b}[m"
      }
      write(["  \(Self.padded(name.description, 12)) \(answer)"])
    }
  }

  private static var services: [StaticString] {
    [
      "ROM", "LOG", "PD", "CPU", "Timer", "RTC", "Report", "Terminal", "Gui", "Capture", "Event", "Consent", "Greeter",
      "Entropy",
      "Platform", "IO_MEM", "IO_PORT", "IRQ", "TRACE",
    ]
  }
}
