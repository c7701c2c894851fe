// The ROM `state`: the state report, for children that are routed to init itself (`+ service ROM | label: state | + local`).
//
// It is made when somebody reads it, and no more often than `delay_ms` says: nobody reads, nothing is made; whoever reads
// without end gets the same text for a while.

import Bulkhead
import Composition
import HID
import Sandbox
import Services

final class StateROM {
  private let environment: Environment
  private let children: ChildSystem
  private let source = ROMSource()
  private var madeAt: TimeSpan?

  init(_ environment: Environment, _ children: ChildSystem) {
    self.environment = environment
    self.children = children
    source.onRead = { [self] in content() }
    children.onReportChange = { [self] in source.announce() }
  }

  /// - Throws: there is no such ROM, or the donation does not hold it.
  func open(_ request: SessionRequest) throws(RefusedSession) -> ROMSession {
    guard request.label.string.lastLabelElement.isState, children.localReport != nil else { throw .denied }
    return try source.open(request)
  }

  private func content() -> [UInt8] {
    let now = environment.clock.now
    if let madeAt, now.microseconds - madeAt.microseconds < children.reportDelay.microseconds { return source.content }
    madeAt = now
    return Array((children.localReport ?? "state\n-\n").utf8)
  }
}

extension String {
  fileprivate var isState: Bool { utf8.elementsEqual("state".utf8) }
}
