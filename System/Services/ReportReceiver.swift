// Taking reports. The client writes into a buffer that its donation pays; what it submits is copied, so that it cannot be
// changed any more, and the copy is paid by the donation as well.

import Bulkhead

/// One client's report session.
public final class ReportReceiver: SessionObject {
  private let memory: RAM
  private let capacity: Int
  private let handle: ([UInt8]) -> Void
  private let close: () -> Void

  private static var base: Quota { Quota(ram: 2048, capabilities: 2) }

  /// - Parameters:
  ///   - close: called when the session ends.
  ///   - handle: called with each report.
  /// - Throws: `RefusedSession` if the donation does not hold the buffer twice.
  public init(
    _ request: SessionRequest, close: @escaping () -> Void = {}, handle: @escaping ([UInt8]) -> Void
  ) throws(RefusedSession) {
    let wish = request.arguments.numericArgument("buffer_size") ?? 4096
    guard wish <= 1 << 30 else { throw .insufficientRAM }
    capacity = max((Int(wish) + 4095) / 4096, 1) * 4096
    var quota = QuotaGuard(request.donation)
    do throws(QuotaError) {
      try quota.withdraw(Quota(ram: Self.base.ram + UInt64(capacity) * 2, capabilities: Self.base.capabilities))
    } catch { throw error == .outOfRAM ? .insufficientRAM : .insufficientCapabilities }
    do throws(PDFailure) { memory = try RAM(size: UInt64(capacity)) } catch { throw .denied }
    self.handle = handle
    self.close = close
  }

  deinit { close() }

  public func serve(_ request: inout Request) {
    request.serve(Report.dataspace) { () throws(ReportFailure) in self.memory.dataspace }
    request.serve(Report.submit) { (count) throws(ReportFailure) -> Void in try self.submit(count) }
    request.serve(Report.setSignal) { (_) throws(ReportFailure) -> Void in }
    request.serve(Report.obtainResponse) { () throws(ReportFailure) in 0 }
  }

  private func submit(_ count: UInt64) throws(ReportFailure) {
    guard count <= UInt64(capacity) else { throw .tooLong }
    guard let mapping = try? Mapping(memory.dataspace) else { return }
    handle(mapping.copy(first: Int(count)))
  }
}
