// Memory for kernel objects: blocks of 64, 128 and 512 bytes, cut from pages that one account pays for.

import KernelABI

final class ObjectMemory {
  private let system: System
  /// Who pays; nil: core itself, out of flat costs.
  private let account: Account?
  private var pages: [UInt64] = []
  private var free64: [UInt64] = []
  private var free128: [UInt64] = []
  private var free512: [UInt64] = []

  init(_ system: System, account: Account?) {
    self.system = system
    self.account = account
  }

  /// A cleared page of its own, which stays until `releaseAll`.
  func allocatePage() throws(QuotaError) -> UInt64 {
    try account?.withdraw(ram: Frames.pageSize)
    guard let page = system.frames.allocate(1) else {
      account?.replenish(ram: Frames.pageSize)
      throw .outOfRAM
    }
    Window.clear(page, bytes: Frames.pageSize)
    pages.append(page)
    return page
  }

  func freePage(_ page: UInt64) {
    guard let index = pages.firstIndex(of: page) else { return }
    pages.remove(at: index)
    system.frames.release(page, pages: 1)
    account?.replenish(ram: Frames.pageSize)
  }

  /// - Parameter size: 64, 128 or 512.
  func allocate(_ size: Int) throws(QuotaError) -> UInt64 {
    if let block = pop(size) { return block }
    let page = try allocatePage()
    for offset in stride(from: Int(Frames.pageSize) - size, through: 0, by: -size) { free(page + UInt64(offset), size) }
    return pop(size) ?? 0
  }

  private func pop(_ size: Int) -> UInt64? {
    switch size {
    case 64: free64.popLast()
    case 128: free128.popLast()
    default: free512.popLast()
    }
  }

  func free(_ block: UInt64, _ size: Int) {
    switch size {
    case 64: free64.append(block)
    case 128: free128.append(block)
    default: free512.append(block)
    }
  }

  /// Gives back all pages; no object is left in them.
  func releaseAll() {
    for page in pages { system.frames.release(page, pages: 1) }
    account?.replenish(ram: Frames.pageSize * UInt64(pages.count))
    pages = []
    (free64, free128, free512) = ([], [], [])
  }
}
