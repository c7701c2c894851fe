// The heap of a component: what Swift's classes, arrays and strings live in.
//
// Blocks of powers of two from 32 bytes to half a page come from free lists; larger ones are whole pages, kept in a list by
// size when freed. In front of each block stands a header with its size class. Memory comes from `heap_grow`, which core
// and the framework implement each in its own way, in steps of at least 16 KiB, and stays with the heap.
//
// The unsafe corner: memory as the runtime sees it. One thread per component uses the heap.

import CRuntime

private struct Heap {
  static var headerSize: UInt { 16 }
  static var smallest: UInt { 32 }
  static var largest: UInt { 2048 }
  static var pageSize: UInt { 4096 }
  static var growth: UInt { 16384 }

  /// Heads of the free lists for 32, 64 ... 2048 bytes.
  var lists: InlineArray<7, UInt> = InlineArray(repeating: 0)
  /// Freed blocks of whole pages: the first word is the next one, the second its bytes.
  var pages: UInt = 0
  /// Fresh memory.
  var next: UInt = 0
  var end: UInt = 0

  static func load(_ address: UInt) -> UInt {
    // Safety: only addresses within the heap's own memory are passed.
    unsafe UnsafeRawPointer(bitPattern: address).unsafelyUnwrapped.load(as: UInt.self)
  }

  static func store(_ value: UInt, _ address: UInt) {
    // Safety: as in `load`.
    unsafe UnsafeMutableRawPointer(bitPattern: address).unsafelyUnwrapped.storeBytes(of: value, as: UInt.self)
  }

  /// A block for `bytes`, with its header; 0 if there is no memory.
  mutating func allocate(_ bytes: UInt) -> UInt {
    let total = bytes + Self.headerSize
    if total > Self.largest { return allocatePages((total + Self.pageSize - 1) & ~(Self.pageSize - 1)) }
    var (index, size) = (0, Self.smallest)
    while size < total { (index, size) = (index + 1, size * 2) }
    var block = lists[index]
    if block != 0 {
      lists[index] = Self.load(block)
    } else {
      block = carve(size)
      if block == 0 { return 0 }
    }
    Self.store(UInt(index), block)
    return block + Self.headerSize
  }

  private mutating func carve(_ size: UInt) -> UInt {
    if end - next < size {
      next = heap_grow(Self.growth)
      if next == 0 {
        end = 0
        return 0
      }
      end = next + Self.growth
    }
    defer { next += size }
    return next
  }

  private mutating func allocatePages(_ size: UInt) -> UInt {
    var previous: UInt = 0
    var block = pages
    while block != 0, Self.load(block + 8) != size { (previous, block) = (block, Self.load(block)) }
    if block == 0 {
      block = heap_grow(size)
    } else if previous == 0 {
      pages = Self.load(block)
    } else {
      Self.store(Self.load(block), previous)
    }
    if block == 0 { return 0 }
    Self.store(size, block)
    return block + Self.headerSize
  }

  mutating func free(_ address: UInt) {
    let block = address - Self.headerSize
    let header = Self.load(block)
    if header < 7 {
      Self.store(lists[Int(header)], block)
      lists[Int(header)] = block
    } else {
      Self.store(pages, block)
      Self.store(header, block + 8)
      pages = block
    }
  }
}

// Safety: a component's heap is used by one thread.
nonisolated(unsafe) private var heap = Heap()

/// The allocation function that Swift's runtime calls. Alignments above 16 do not occur in embeddable code.
@c(runtime_allocate)
public func runtimeAllocate(_ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ alignment: UInt, _ size: UInt) -> Int32 {
  guard alignment <= 16 else { return 22 }
  let address = unsafe heap.allocate(size)
  // Safety: `result` is the caller's variable.
  unsafe result.pointee = UnsafeMutableRawPointer(bitPattern: address)
  return address == 0 ? 12 : 0
}

@c(runtime_free)
public func runtimeFree(_ pointer: UnsafeMutableRawPointer?) {
  guard let pointer = unsafe pointer else { return }
  unsafe heap.free(UInt(bitPattern: pointer))
}
