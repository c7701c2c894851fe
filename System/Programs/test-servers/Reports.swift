// report_rom, black_hole and log_filter.

import Bulkhead
import HID

extension TestServers {
  func checkReports() throws(SessionError) {
    let rom = try ROMContent(Text("brightness"), environment: environment)
    expect(rom.bytes.isEmpty, "a ROM is empty before the first report")
    var changes: UInt64 = 0
    try rom.watch(.io) { changes += 1 }
    let reporter = Reporter(Text("light"), environment: environment)
    try report(10, reporter)
    expect(wait { rom.value == 10 }, "a report is read")
    try report(77, reporter)
    expect(wait { rom.value == 77 }, "a second report is read")
    expect(changes == 3, "each report is signalled: \(changes)")
    expect(
      isDenied { () throws(SessionError) in _ = try environment.open(Report.self, label: Text("light")) },
      "a second writer is denied")
    expect(
      isDenied { () throws(SessionError) in _ = try environment.open(Report.self, label: Text("unread")) },
      "an unread report is denied")
    expect(
      isDenied { () throws(SessionError) in _ = try ROMContent(Text("secret"), environment: environment) },
      "a ROM without policy is denied")
    try reporter.close()
    expect(rom.value == 77, "a report outlives its writer")
    let next = Reporter(Text("light"), environment: environment)
    try checkGrowth(rom, next)
    try next.close()
    rom.close()
  }

  private func report(_ value: Int, _ reporter: Reporter) throws(SessionError) {
    var node = Node("brightness")
    node.set("value", "\(value)")
    try reporter.report(node)
  }

  /// A reader pays for content that outgrows its donation.
  private func checkGrowth(_ rom: ROMContent, _ reporter: Reporter) throws(SessionError) {
    var node = Node("brightness")
    node.set("value", "99")
    for number in 0..<3000 {
      var item = Node("item")
      item.set("number", "\(number)")
      node.append(item)
    }
    try reporter.report(node)
    expect(wait { rom.value == 99 }, "a long report is read")
    expect(rom.bytes.count == Array(node.text.utf8).count, "a long report is complete: \(rom.bytes.count)")
  }

  // MARK: - Black hole

  func checkBlackHole() throws(SessionError) {
    let log = try environment.open(Log.self, label: Text("nowhere"))
    expect((try? log.call(Log.write, Text("invisible message"))) != nil, "a black hole takes lines")
    let report = Reporter(Text("nowhere"), environment: environment)
    try report.report(Node("anything"))
    let timer = try environment.open(Timer.self, label: Text("nowhere"))
    expect((try? timer.call(Timer.elapsed)) == 0, "its time stands still")
    let other = try environment.open(Greeter.self)
    expect((try? other.call(Greeter.greet, Text("hello"))) == nil, "it has no answer to what wants one")
    let rom = try ROMContent(Text("nowhere"), environment: environment)
    expect(rom.bytes.isEmpty, "its ROM is empty")
    try report.close()
    rom.close()
    log.close()
    timer.close()
    other.close()
  }

  // MARK: - Log filter

  func checkLogFilter() throws(SessionError) {
    let secret = try environment.open(Log.self, label: Text("secretive"))
    let chatty = try environment.open(Log.self, label: Text("chatty"))
    let noisy = try environment.open(Log.self, label: Text("noisy"))
    try? secret.call(Log.write, Text("a secret message"))
    try? chatty.call(Log.write, Text("just a chat message"))
    try? chatty.call(Log.write, Text("an error of mine"))
    for number in 0..<200 { try? noisy.call(Log.write, Text("noise \(number)")) }
    environment.entrypoint.pause(.milliseconds(500))
    try? noisy.call(Log.write, Text("last noise"))
    expect(
      isDenied { () throws(SessionError) in _ = try environment.open(Log.self, label: Text("stranger")) }, "no policy, no LOG")
    secret.close()
    chatty.close()
    noisy.close()
  }
}

extension ROMContent {
  /// The value in the top node.
  var value: Int { (try? Node.parse(bytes).node?.number("value", default: 0)) ?? 0 }
}
