// Pages that core donated to a domain for its page tables, as a list threaded through the pages themselves.

/// A list of free, donated pages.
public struct PagePool: ~Copyable {
  /// Physical address of the first free page; 0: none. The first word of a free page is the next one's address.
  public var first: UInt64 = 0
  public var count: Int = 0
  public init() {}
}
