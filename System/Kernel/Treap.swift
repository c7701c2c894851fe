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

  /// The set that another one was.
  /// - Precondition: `first` is the smallest member, if there is any.
  init(root: Ref<Node>?, first: Ref<Node>?) { (self.root, self.first) = (root, first) }

  var isEmpty: Bool { @inline(__always) get { root == nil } }

  mutating func insert(_ node: Ref<Node>) {
    let (weight, rank) = (Self.weight(node), Rank(node))
    var place = Place()
    var cursor = root
    while let here = cursor, weight <= Self.weight(here) { cursor = place.descend(from: here, to: rank) }
    put(node, at: place)
    Self.split(cursor, at: node, rank)
    // Whoever is smaller than all went left at each step.
    if place.isLeftmost, node.object.left == nil { first = node }
  }

  /// - Precondition: `node` is a member.
  mutating func remove(_ node: Ref<Node>) {
    let rank = Rank(node)
    var place = Place()
    var cursor = root
    while let here = cursor, here != node { cursor = place.descend(from: here, to: rank) }
    join(node.object.left, node.object.right, at: place)
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

  /// Where a node stands in the order.
  private struct Rank {
    let key: UInt64
    let address: UInt

    @inline(__always)
    init(_ node: Ref<Node>) { (key, address) = (node.object.treeKey, node.key) }

    @inline(__always)
    func precedes(_ other: Ref<Node>) -> Bool {
      let otherKey = other.object.treeKey
      return key == otherKey ? address < other.key : key < otherKey
    }
  }

  /// The heap priority of a node: its address, scrambled (the multiplier is 2^64 divided by the golden ratio).
  @inline(__always)
  private static func weight(_ node: Ref<Node>) -> UInt64 {
    let mixed = UInt64(node.key) &* 0x9e37_79b9_7f4a_7c15
    return (mixed ^ (mixed >> 29)) &* 0xbf58_476d_1ce4_e5b9
  }

  private static func smallest(of root: Ref<Node>?) -> Ref<Node>? {
    guard var node = root else { return nil }
    while let left = node.object.left { node = left }
    return node
  }

  /// A link of the tree: the root, or a child of a node.
  private struct Place {
    var parent: Ref<Node>?
    var isLeft = false
    /// Has nobody gone right on the way here?
    var isLeftmost = true

    @inline(__always) init() {}
    @inline(__always) init(leftOf parent: Ref<Node>) { (self.parent, isLeft) = (parent, true) }
    @inline(__always) init(rightOf parent: Ref<Node>) { self.parent = parent }

    /// Goes one step down, and returns what hangs there.
    @inline(__always)
    mutating func descend(from node: Ref<Node>, to rank: Rank) -> Ref<Node>? {
      parent = node
      isLeft = rank.precedes(node)
      if isLeft { return node.object.left }
      isLeftmost = false
      return node.object.right
    }
  }

  @inline(__always)
  private mutating func put(_ node: Ref<Node>?, at place: Place) {
    guard let parent = place.parent else {
      root = node
      return
    }
    if place.isLeft { parent.object.left = node } else { parent.object.right = node }
  }

  /// Makes everything in `tree` that precedes `node` its left child, and the rest its right one.
  private static func split(_ tree: Ref<Node>?, at node: Ref<Node>, _ rank: Rank) {
    var (left, right): (Ref<Node>?, Ref<Node>?) = (nil, nil)
    node.object.left = nil
    node.object.right = nil
    var cursor = tree
    while let here = cursor {
      if rank.precedes(here) {
        if let right { right.object.left = here } else { node.object.right = here }
        right = here
        cursor = here.object.left
      } else {
        if let left { left.object.right = here } else { node.object.left = here }
        left = here
        cursor = here.object.right
      }
    }
    left?.object.right = nil
    right?.object.left = nil
  }

  /// Puts one tree of two at a place, all of `left` preceding all of `right`.
  private mutating func join(_ left: Ref<Node>?, _ right: Ref<Node>?, at place: Place) {
    var (left, right, place) = (left, right, place)
    while let one = left, let other = right {
      if Self.weight(one) > Self.weight(other) {
        put(one, at: place)
        place = Place(rightOf: one)
        left = one.object.right
      } else {
        put(other, at: place)
        place = Place(leftOf: other)
        right = other.object.left
      }
    }
    put(left ?? right, at: place)
  }
}
