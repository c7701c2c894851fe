// Arrays of a fixed length in memory of their own, accessed in place.
//
// Not `InlineArray`s inside of the kernel's structures: reading one element of those by a variable index makes the compiler
// copy the whole array first, thousands of instructions in paths that have a bound.

/// A view of `count` elements in memory that is set aside for them. Copying the view copies no element.
@safe
public struct Table<Element: BitwiseCopyable> {
  private let base: UnsafeMutablePointer<Element>
  public let count: Int

  /// Fills the memory with a value.
  /// - Safety: the memory is aligned, large enough, used for nothing else, and stays as long as the table is used.
  @unsafe
  public init(at memory: UnsafeMutableRawPointer, count: Int, repeating value: Element) {
    unsafe base = memory.bindMemory(to: Element.self, capacity: count)
    self.count = count
    unsafe base.initialize(repeating: value, count: count)
  }

  /// - Precondition: `index` is within `0..<count`.
  @inline(__always)
  public subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count)
      // Safety: just checked.
      return unsafe base[index]
    }
    nonmutating set {
      precondition(index >= 0 && index < count)
      // Safety: just checked.
      unsafe base[index] = newValue
    }
  }
}
