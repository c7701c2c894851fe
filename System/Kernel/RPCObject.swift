// An object that a server offers to be called: the server's thread, and a badge that the server chose, by which it
// recognises the object. 64 bytes.

public struct RPCObject<H: Hardware>: ~Copyable, KernelObject {
  static var kind: ObjectKind { .rpcObject }

  var header = ObjectHeader<H>(.rpcObject)
  /// nil after the server's thread was destroyed.
  var server: Ref<Thread<H>>?
  let badge: UInt64
  /// Neighbours among the objects of the same server thread.
  var previous: Ref<RPCObject>?
  var next: Ref<RPCObject>?

  init(server: Ref<Thread<H>>, badge: UInt64) {
    self.server = server
    self.badge = badge
  }
}
