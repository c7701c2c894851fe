// The heap of a component: what Swift's classes, arrays and strings live in.
//
// Every thread has a part of its own, so that allocating needs no lock, and no thread ever waits for another one here. A
// block that another thread frees goes back to its part through a list that only grows from outside (`returned`), which
// the owner takes over as a whole when it runs out.
//
// Blocks of powers of two from 32 bytes to 8 KiB, header included, come from free lists, which are filled by cutting up
// memory from `HeapMemory`; that memory stays with the heap. Larger blocks are whole pages, given back when they are freed.
//
// In front of each block stands its header: word 0 the size class, or for whole pages their bytes; word 1 the part it
// belongs to. Whole pages have two more words before that: unused, and the token of `HeapMemory`.
//
// The unsafe corner: memory as the runtime sees it.

import Synchronization

/// Where a heap's memory comes from.
protocol HeapMemory {
  /// Fresh memory of `bytes`, a multiple of the page size; 0 if there is none. `token` is for `shrink`.
  static func grow(_ bytes: UInt, token: inout UInt64) -> UInt
  /// Takes back what `grow` provided. False: it cannot, the heap keeps it.
  static func shrink(_ address: UInt, _ bytes: UInt, token: UInt64) -> Bool
  /// What is freed is overwritten, for components through which secrets pass.
  static var wipes: Bool { get }
}

extension HeapMemory {
  static var wipes: Bool { false }
}

/// One thread's part of the heap.
struct HeapPart<Memory: HeapMemory>: ~Copyable {
  private static var headerSize: UInt { 16 }
  private static var pageHeaderSize: UInt { 32 }
  private static var smallest: UInt { 32 }
  private static var classes: Int { 9 }
  private static var largest: UInt { smallest << UInt(classes - 1) }
  private static var pageSize: UInt { 4096 }
  private static var largestGrowth: UInt { 64 << 10 }

  /// Heads of the free lists.
  private var lists: InlineArray<9, UInt> = InlineArray(repeating: 0)
  /// Whole pages that could not be given back: the first word is the next one.
  private var pages: UInt = 0
  /// Fresh memory.
  private var next: UInt = 0
  private var end: UInt = 0
  private var growth: UInt = 16 << 10
  /// Blocks of this part that other threads freed.
  private let returned = Atomic<UInt>(0)

  init() {}

  /// This part's address, as it stands in headers.
  private var identity: UInt {
    mutating get {
      // Safety: parts do not move; the address is only compared, and used while the part exists, which is for ever.
      unsafe withUnsafeMutablePointer(to: &self) { UInt(bitPattern: $0) }
    }
  }
}

// MARK: - Allocating

extension HeapPart {
  /// The address of a block of at least `bytes`, aligned to 16; 0 if there is no memory.
  mutating func allocate(_ bytes: UInt) -> UInt {
    guard bytes <= Self.largest - Self.headerSize else { return allocatePages(bytes) }
    let index = Self.sizeClass(bytes + Self.headerSize)
    if lists[index] == 0 { takeReturned() }
    if lists[index] == 0, !cut(index) { return 0 }
    let block = lists[index]
    lists[index] = Self.load(block)
    Self.store(UInt(index), block)
    Self.store(identity, block + 8)
    return block + Self.headerSize
  }

  private static func sizeClass(_ size: UInt) -> Int {
    size <= smallest ? 0 : UInt.bitWidth - (size - 1).leadingZeroBitCount - 5
  }

  /// Puts one fresh block of a class into its list. False if there is no memory.
  private mutating func cut(_ index: Int) -> Bool {
    let size = Self.smallest << UInt(index)
    if end - next < size {
      useRest()
      var token: UInt64 = 0
      next = Memory.grow(growth, token: &token)
      end = next == 0 ? 0 : next + growth
      if next == 0 { return false }
      growth = min(growth * 2, Self.largestGrowth)
    }
    push(next, index)
    next += size
    return true
  }

  /// Cuts what is left of the fresh memory into the largest blocks possible.
  private mutating func useRest() {
    while end - next >= Self.smallest {
      let index = min(UInt.bitWidth - 1 - (end - next).leadingZeroBitCount - 5, Self.classes - 1)
      push(next, index)
      next += Self.smallest << UInt(index)
    }
  }

  private mutating func push(_ block: UInt, _ index: Int) {
    Self.store(lists[index], block)
    lists[index] = block
  }

  private mutating func allocatePages(_ bytes: UInt) -> UInt {
    guard bytes < 1 << 46 else { return 0 }
    let size = (bytes + Self.pageHeaderSize + Self.pageSize - 1) & ~(Self.pageSize - 1)
    var start = takeKept(size)
    if start == 0 {
      var token: UInt64 = 0
      start = Memory.grow(size, token: &token)
      if start == 0 { return 0 }
      Self.store(UInt(token), start + 8)
    }
    Self.store(size, start + 16)
    Self.store(identity, start + 24)
    return start + Self.pageHeaderSize
  }

  /// Whole pages of exactly that size that were kept; 0 if there are none.
  private mutating func takeKept(_ size: UInt) -> UInt {
    takeReturned()
    var previous: UInt = 0
    var start = pages
    while start != 0, Self.load(start + 16) != size { (previous, start) = (start, Self.load(start)) }
    if start == 0 { return 0 }
    if previous == 0 { pages = Self.load(start) } else { Self.store(Self.load(start), previous) }
    return start
  }
}

// MARK: - Freeing

extension HeapPart {
  /// Frees a block of any part.
  mutating func free(_ address: UInt) {
    if Memory.wipes { Self.wipe(address) }
    let owner = Self.load(address - 8)
    if owner == identity { take(address) } else { Self.giveBack(address, to: owner) }
  }

  /// Overwrites what a block holds. The headers say how much that is.
  private static func wipe(_ address: UInt) {
    let word = load(address - headerSize)
    let count = word < UInt(classes) ? smallest << word - headerSize : word - pageHeaderSize
    // Safety: the block has that many bytes, and nobody uses it any more.
    unsafe UnsafeMutableRawPointer(bitPattern: address).unsafelyUnwrapped.initializeMemory(
      as: UInt8.self, repeating: 0, count: Int(count))
  }

  /// Takes back one of this part's own blocks.
  private mutating func take(_ address: UInt) {
    let size = Self.load(address - Self.headerSize)
    if size < UInt(Self.classes) { return push(address - Self.headerSize, Int(size)) }
    let start = address - Self.pageHeaderSize
    if Memory.shrink(start, size, token: UInt64(Self.load(start + 8))) { return }
    Self.store(pages, start)
    pages = start
  }

  /// Puts a block in front of the list of those that were returned to another part. The list's links are in the blocks'
  /// first words after the header.
  private static func giveBack(_ address: UInt, to owner: UInt) {
    // Safety: parts exist for ever; `returned` is atomic.
    let part = unsafe UnsafeMutablePointer<HeapPart>(bitPattern: owner).unsafelyUnwrapped
    var head = unsafe part.pointee.returned.load(ordering: .relaxed)
    while true {
      store(head, address)
      let (done, seen) = unsafe part.pointee.returned.weakCompareExchange(
        expected: head, desired: address, successOrdering: .releasing, failureOrdering: .relaxed)
      if done { return }
      head = seen
    }
  }

  /// Takes over all that other threads returned.
  private mutating func takeReturned() {
    if returned.load(ordering: .relaxed) == 0 { return }
    var address = returned.exchange(0, ordering: .acquiring)
    while address != 0 {
      let following = Self.load(address)
      take(address)
      address = following
    }
  }

  private static func load(_ address: UInt) -> UInt {
    // Safety: only addresses within the heap's own memory are passed.
    unsafe UnsafeRawPointer(bitPattern: address).unsafelyUnwrapped.load(as: UInt.self)
  }

  private static func store(_ value: UInt, _ address: UInt) {
    // Safety: as in `load`.
    unsafe UnsafeMutableRawPointer(bitPattern: address).unsafelyUnwrapped.storeBytes(of: value, as: UInt.self)
  }
}
