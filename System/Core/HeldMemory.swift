// RAM that devices may still access although its domain ended.
//
// A domain that manages the system tells devices where its RAM is. When it ends, nobody is left who could stop them: they may write
// there at any time. Frames whose addresses were given out are therefore used for nothing else before the next such domain stopped
// all devices, and says so. Meanwhile they are in an account of their own, so that the accounts never promise what is not free;
// afterwards they are where the rest of the dead domain's account went.

import Sessions

/// What one domain left behind.
struct HeldMemory {
  let account: Account
  private let extents: [MemoryExtent]

  /// - Parameter owner: paid for it so far, and is about to end.
  init(_ extents: [MemoryExtent], of owner: Account) {
    self.extents = extents
    account = owner.setAside(ram: extents.reduce(0) { $0 + $1.size })
  }

  func release(to frames: inout Frames) {
    for extent in extents { frames.release(extent.start, pages: extent.size / Frames.pageSize) }
    account.replenish(ram: account.used.ram)
    _ = account.close()
  }
}
