// What a thread notes of what it does, for TRACE sessions: in a page of its domain's, which its own framework writes.
//
// The page stays until the thread ends, since the thread may be about to write to it at any moment. Nobody but core sees it
// besides the thread, so that nothing that the thread does to itself reaches who watches it.

import KernelABI
import RPC
import Sessions

extension ThreadObject {
  /// - Parameter events: none: to stop noting.
  func watch(_ events: TraceEvents) throws(TraceFailure) {
    if traceBuffer == nil {
      if events == .none { return }
      do throws(QuotaError) { try makeTraceBuffer() } catch { throw .outOfQuota }
    }
    guard let buffer = traceBuffer else { return }
    TraceRing(at: Window.address(buffer.physical)).events = events
    tell(.trace, events == .none ? 0 : traceAddress)
  }

  private func makeTraceBuffer() throws(QuotaError) {
    let page = try makePage()
    do throws(QuotaError) {
      traceAddress = try attach(page)
      try populate(traceAddress)
    } catch {
      endPage(page)
      throw error
    }
    traceBuffer = page
  }

  /// A thread must not wait for page tables because somebody watches it.
  private func populate(_ address: UInt64) throws(QuotaError) {
    do throws(PDFailure) { try domain.addressSpace?.populate(address..<address + Frames.pageSize) } catch { throw .outOfRAM }
  }

  func records(after number: UInt64) -> TraceRecords {
    var found = TraceRecords()
    guard let buffer = traceBuffer else { return found }
    TraceRing(at: Window.address(buffer.physical)).records(after: number) { found.append($0) }
    return found
  }
}
