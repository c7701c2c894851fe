// An ordered set that is threaded through its members: no memory of its own, and logarithmic expected cost.
//
// A treap: a search tree by key, and at the same time a heap by a priority that is a scrambled address. The shape
// depends on neither the order of insertion nor the keys, so that nobody can choose keys that make it deep.
// Keys need not be unique: ties are ordered by address.

/// Something that can be a member of one `Treap` at a time.
protocol TreapNode: ~Copyable {
  var left: Ref<Self>? { get set }
  var right: Ref<Self>? { get set }
  var treeKey: UInt64 { get }
}

/// An ordered set of nodes. The empty set is `root == nil`.
struct Treap<Node: TreapNode & ~Copyable>: ~Copyable {
  private(set) var root: Ref<Node>?
  /// The smallest member, kept at hand because it is asked for at every scheduling decision.
  private(set) var first: Ref<Node>?

  init() {}

  var isEmpty: Bool { @inline(__always) get { root == nil } }

  mutating func insert(_ node: Ref<Node>) {
    node.object.left = nil
    node.object.right = nil
    root = Self.inserting(node, into: root)
    if let first, Self.precedes(first, node) { return }
    first = node
  }

  /// - Precondition: `node` is a member.
  mutating func remove(_ node: Ref<Node>) {
    root = Self.removing(node, from: root)
    if first == node { first = Self.smallest(of: root) }
  }

  /// The member with the given key, if there is one.
  func find(_ key: UInt64) -> Ref<Node>? {
    var cursor = root
    while let node = cursor {
      let here = node.object.treeKey
      if key == here { return node }
      cursor = key < here ? node.object.left : node.object.right
    }
    return nil
  }

  private static func precedes(_ a: Ref<Node>, _ b: Ref<Node>) -> Bool {
    let (x, y) = (a.object.treeKey, b.object.treeKey)
    return x == y ? a.key < b.key : x < y
  }

  /// The heap priority of a node: its address, scrambled (the multiplier is 2^64 divided by the golden ratio).
  private static func weight(_ node: Ref<Node>) -> UInt64 {
    let mixed = UInt64(node.key) &* 0x9e37_79b9_7f4a_7c15
    return (mixed ^ (mixed >> 29)) &* 0xbf58_476d_1ce4_e5b9
  }

  private static func smallest(of root: Ref<Node>?) -> Ref<Node>? {
    guard var node = root else { return nil }
    while let left = node.object.left { node = left }
    return node
  }

  private static func inserting(_ node: Ref<Node>, into tree: Ref<Node>?) -> Ref<Node> {
    guard let tree else { return node }
    if weight(node) > weight(tree) {
      let parts = split(tree, at: node)
      node.object.left = parts.left
      node.object.right = parts.right
      return node
    }
    if precedes(node, tree) {
      tree.object.left = inserting(node, into: tree.object.left)
    } else {
      tree.object.right = inserting(node, into: tree.object.right)
    }
    return tree
  }

  /// Everything in `tree` that precedes `node`, and the rest.
  private static func split(_ tree: Ref<Node>?, at node: Ref<Node>) -> (left: Ref<Node>?, right: Ref<Node>?) {
    guard let tree else { return (nil, nil) }
    if precedes(tree, node) {
      let parts = split(tree.object.right, at: node)
      tree.object.right = parts.left
      return (tree, parts.right)
    }
    let parts = split(tree.object.left, at: node)
    tree.object.left = parts.right
    return (parts.left, tree)
  }

  private static func removing(_ node: Ref<Node>, from tree: Ref<Node>?) -> Ref<Node>? {
    guard let tree else { return nil }
    if tree == node { return joined(node.object.left, node.object.right) }
    if precedes(node, tree) {
      tree.object.left = removing(node, from: tree.object.left)
    } else {
      tree.object.right = removing(node, from: tree.object.right)
    }
    return tree
  }

  /// One tree of two, all of `left` preceding all of `right`.
  private static func joined(_ left: Ref<Node>?, _ right: Ref<Node>?) -> Ref<Node>? {
    guard let left else { return right }
    guard let right else { return left }
    if weight(left) > weight(right) {
      left.object.right = joined(left.object.right, right)
      return left
    }
    right.object.left = joined(left, right.object.left)
    return right
  }
}
