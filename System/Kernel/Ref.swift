// References to kernel objects: the kernel's one kind of pointer.
//
// A `Ref` is made when an object is created in donated memory, and every place that stores one (capability slots,
// queues, links between objects) is emptied before that memory goes back to core. That discipline, which the
// simulation checks after every step, is what makes using a Ref safe.

/// A reference to an object in donated memory.
@safe
public struct Ref<Object: ~Copyable>: Equatable, BitwiseCopyable {
  @usableFromInline let address: UnsafeMutablePointer<Object>

  /// - Safety: the memory holds an initialised object for as long as the reference is in use.
  @inline(__always)
  @unsafe public init(_ address: UnsafeMutablePointer<Object>) { unsafe self.address = address }

  @inline(__always)
  public static func == (a: Self, b: Self) -> Bool { unsafe a.address == b.address }

  /// The object itself.
  public var object: Object {
    // Safety: see the discipline at the top of this file.
    @inline(__always) unsafeAddress { unsafe UnsafePointer(address) }
    @inline(__always) nonmutating unsafeMutableAddress { unsafe address }
  }

  /// The address as a number: identity, order and hash of the object.
  @inline(__always)
  public var key: UInt { unsafe UInt(bitPattern: address) }
}
