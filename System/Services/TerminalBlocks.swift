// The memory of a terminal session as its server has it: one block that the client fills with output, one for its input.

import Bulkhead

public final class TerminalBlocks {
  private let memory: RAM
  private let mapping: Mapping

  private static var bytes: Int { 2 * Terminal.blockSize }

  /// - Throws: `insufficientRAM` or `insufficientCapabilities` if the donation does not pay for it.
  public init(_ request: SessionRequest) throws(RefusedSession) {
    guard request.donation.ram >= UInt64(Self.bytes) + 4096 else { throw .insufficientRAM }
    guard request.donation.capabilities >= 4 else { throw .insufficientCapabilities }
    do throws(PDFailure) { memory = try RAM(size: UInt64(Self.bytes)) } catch { throw .denied }
    do throws(RegionMapFailure) { mapping = try Mapping(memory.dataspace, isWritable: true) } catch { throw .denied }
  }

  public var dataspace: Capability<Dataspace> { memory.dataspace }

  /// The first bytes of the client's output, as they are now.
  public func output(_ count: UInt64) throws(TerminalFailure) -> [UInt8] {
    guard count <= UInt64(Terminal.blockSize) else { throw .tooLong }
    return mapping.copy(first: Int(count))
  }

  /// Hands the client the first bytes of what waits for it, as many as a block holds, and says how many.
  public func give(from input: inout [UInt8]) -> UInt64 {
    let count = min(input.count, Terminal.blockSize)
    mapping.write(Array(input[..<count]), at: Terminal.blockSize)
    input.removeFirst(count)
    return UInt64(count)
  }
}
