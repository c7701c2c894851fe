// Memory for kernel objects and for what core remembers of a client: blocks of 64, 128 and 512 bytes, cut from pages that
// one account pays for, and whole pages. A page without a used block goes back at once.
//
// Block 0 of a page of blocks is the page's header: word 0 the next and word 1 the previous page with a free block, word 2
// the first free block, word 3 how many are used. A free block's word 0 is the next free one.

import KernelABI

final class ObjectMemory {
  private let system: System
  let account: Account
  /// For 64, 128 and 512 bytes: the first page with a free block; 0: none.
  private var heads = InlineArray<3, UInt64>(repeating: 0)
  /// Pages that stay until `releaseKept`: the first block of a list of their addresses.
  private var kept: UInt64 = 0
  /// All pages in use, which the account pays for.
  private(set) var pages: UInt64 = 0

  init(_ system: System, account: Account) {
    self.system = system
    self.account = account
  }

  // MARK: - Pages

  /// A cleared page.
  func allocatePage() throws(QuotaError) -> UInt64 {
    try account.withdraw(ram: Frames.pageSize)
    guard let page = system.frames.allocate(1) else {
      account.replenish(ram: Frames.pageSize)
      throw .outOfRAM
    }
    Window.clear(page, bytes: Frames.pageSize)
    pages += 1
    return page
  }

  func freePage(_ page: UInt64) {
    system.frames.release(page, pages: 1)
    account.replenish(ram: Frames.pageSize)
    pages -= 1
  }

  /// Addresses per block of the list of kept pages; word 0 is the next block, word 1 how many there are.
  private static var keptPerBlock: UInt64 { 62 }

  /// A cleared page that the kernel keeps until its domain ends, such as for page tables.
  func allocateKeptPage() throws(QuotaError) -> UInt64 {
    let page = try allocatePage()
    do throws(QuotaError) {
      if kept == 0 || Record(address: kept)[1] == Self.keptPerBlock { try extendKept() }
    } catch {
      freePage(page)
      throw error
    }
    let block = Record(address: kept)
    block[Int(block[1]) + 2] = page
    block[1] += 1
    return page
  }

  private func extendKept() throws(QuotaError) {
    let block = try allocate(512)
    Record(address: block)[0] = kept
    Record(address: block)[1] = 0
    kept = block
  }

  /// Gives back all kept pages, which the kernel has no use for any more.
  func releaseKept() {
    while kept != 0 {
      let block = Record(address: kept)
      for index in 0..<Int(block[1]) { freePage(block[index + 2]) }
      let next = block[0]
      free(kept, 512)
      kept = next
    }
  }

  // MARK: - Blocks

  private static func sizeClass(_ size: Int) -> Int { size == 64 ? 0 : size == 128 ? 1 : 2 }

  /// - Parameter size: 64, 128 or 512.
  func allocate(_ size: Int) throws(QuotaError) -> UInt64 {
    let index = Self.sizeClass(size)
    if heads[index] == 0 { try cutPage(size) }
    let page = Record(address: heads[index])
    let block = page[2]
    page[2] = Record(address: block)[0]
    page[3] += 1
    if page[2] == 0 { unlink(page, index) }
    Window.clear(block, bytes: UInt64(size))
    return block
  }

  private func cutPage(_ size: Int) throws(QuotaError) {
    let page = Record(address: try allocatePage())
    for offset in stride(from: Int(Frames.pageSize) - size, to: 0, by: -size) {
      let block = page.address + UInt64(offset)
      Record(address: block)[0] = page[2]
      page[2] = block
    }
    link(page, Self.sizeClass(size))
  }

  func free(_ block: UInt64, _ size: Int) {
    let index = Self.sizeClass(size)
    let page = Record(address: block & ~(Frames.pageSize - 1))
    if page[2] == 0 { link(page, index) }
    Record(address: block)[0] = page[2]
    page[2] = block
    page[3] -= 1
    if page[3] == 0 {
      unlink(page, index)
      freePage(page.address)
    }
  }

  private func link(_ page: Record, _ index: Int) {
    page[0] = heads[index]
    page[1] = 0
    if heads[index] != 0 { Record(address: heads[index])[1] = page.address }
    heads[index] = page.address
  }

  private func unlink(_ page: Record, _ index: Int) {
    if page[1] == 0 { heads[index] = page[0] } else { Record(address: page[1])[0] = page[0] }
    if page[0] != 0 { Record(address: page[0])[1] = page[1] }
  }
}
