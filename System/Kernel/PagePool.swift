// Pages that core donated to a domain for its page tables, as a list threaded through the pages themselves.

/// A list of free, donated pages.
public struct PagePool: ~Copyable {
  /// Physical address of the first free page; 0: none. The first word of a free page is the next one's address.
  private var first: UInt64 = 0
  public private(set) var count = 0

  public init() {}

  /// Adds a page.
  /// - Parameter memory: the kernel's view of the page at `physical`.
  public mutating func push(_ physical: UInt64, at memory: UnsafeMutableRawPointer) {
    // Safety: core donated the whole page; nobody else uses it.
    unsafe memory.storeBytes(of: first, as: UInt64.self)
    first = physical
    count += 1
  }

  /// Takes a page and returns its physical address. Its content is not zero.
  /// - Parameter view: the kernel's view of physical memory.
  public mutating func pop(_ view: (UInt64) -> UnsafeMutableRawPointer) -> UInt64? {
    guard first != 0 else { return nil }
    let page = first
    // Safety: a page in the pool holds the next one's address in its first word.
    first = unsafe view(page).load(as: UInt64.self)
    count -= 1
    return page
  }
}
