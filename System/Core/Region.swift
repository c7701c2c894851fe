// What is attached where: records in memory that the region map's owner pays for, in a search tree by address.
//
// The tree is a treap: ordered by start, and by a hash of the record's own address from top to bottom, so that its depth
// is logarithmic whatever is attached in whatever order.

import KernelABI

/// One attachment. A name for a record of 128 bytes; copying it copies nothing.
struct Region: Equatable {
  let record: Record

  static var recordSize: Int { 128 }

  init(at address: UInt64) { record = Record(address: address) }

  private init?(link: UInt64) {
    if link == 0 { return nil }
    record = Record(address: link)
  }

  /// In the region map.
  var start: UInt64 {
    get { record[0] }
    nonmutating set { record[0] = newValue }
  }
  var size: UInt64 {
    get { record[1] }
    nonmutating set { record[1] = newValue }
  }
  /// Where the region starts in the dataspace.
  var offset: UInt64 {
    get { record[2] }
    nonmutating set { record[2] = newValue }
  }
  /// Badges of the dataspace (0: it ended) and of the region map.
  var dataspace: UInt64 {
    get { record[3] }
    nonmutating set { record[3] = newValue }
  }
  var map: UInt64 {
    get { record[4] }
    nonmutating set { record[4] = newValue }
  }
  /// `MapFlags.write` and `.execute`; 4: lasting.
  private var flags: UInt64 {
    get { record[5] }
    nonmutating set { record[5] = newValue }
  }

  var end: UInt64 { @inline(__always) get { start + size } }

  var isWritable: Bool {
    get { flags & 1 != 0 }
    nonmutating set { flags = newValue ? flags | 1 : flags & ~1 }
  }
  /// What the attachment allows beside reading.
  var rights: MapFlags { MapFlags(rawValue: flags & 3) }
  var isExecutable: Bool {
    get { flags & 2 != 0 }
    nonmutating set { flags = newValue ? flags | 2 : flags & ~2 }
  }

  /// It stays when its dataspace ends.
  var isLasting: Bool {
    get { flags & 4 != 0 }
    nonmutating set { flags = newValue ? flags | 4 : flags & ~4 }
  }

  /// Neighbours among the places of the dataspace.
  var nextPlace: Region? {
    get { link(6) }
    nonmutating set { setLink(6, newValue) }
  }
  var previousPlace: Region? {
    get { link(7) }
    nonmutating set { setLink(7, newValue) }
  }
  /// Subtrees.
  fileprivate var left: Region? {
    get { link(8) }
    nonmutating set { setLink(8, newValue) }
  }
  fileprivate var right: Region? {
    get { link(9) }
    nonmutating set { setLink(9, newValue) }
  }

  private func link(_ word: Int) -> Region? { Region(link: record[word]) }
  private func setLink(_ word: Int, _ region: Region?) { record[word] = region?.record.address ?? 0 }

  fileprivate var priority: UInt64 { (record.address >> 7) &* 0x9e37_79b9_7f4a_7c15 }
}

/// The regions of a map. All operations take O(log n).
struct RegionTree {
  private var root: Region?
  private(set) var count = 0

  /// Any region; nil if there is none.
  var any: Region? { root }

  /// The region with the highest start at or below an address.
  func last(startingAtOrBelow address: UInt64) -> Region? {
    var (node, best): (Region?, Region?) = (root, nil)
    while let region = node {
      if region.start <= address { best = region }
      node = region.start <= address ? region.right : region.left
    }
    return best
  }

  /// The region with the lowest start at or above an address.
  func first(startingAtOrAbove address: UInt64) -> Region? {
    var (node, best): (Region?, Region?) = (root, nil)
    while let region = node {
      if region.start >= address { best = region }
      node = region.start >= address ? region.left : region.right
    }
    return best
  }

  func containing(_ address: UInt64) -> Region? {
    guard let region = last(startingAtOrBelow: address), address < region.end else { return nil }
    return region
  }

  /// The first region that has an address in a range.
  func first(in range: Range<UInt64>) -> Region? {
    if let region = containing(range.lowerBound) { return region }
    guard let region = first(startingAtOrAbove: range.lowerBound), region.start < range.upperBound else { return nil }
    return region
  }

  mutating func insert(_ region: Region) {
    (region.left, region.right) = (nil, nil)
    root = Self.insert(region, into: root)
    count += 1
  }

  mutating func remove(_ region: Region) {
    root = Self.remove(region, from: root)
    count -= 1
  }

  private static func insert(_ region: Region, into tree: Region?) -> Region {
    guard let tree else { return region }
    if region.priority > tree.priority {
      (region.left, region.right) = split(tree, at: region.start)
      return region
    }
    if region.start < tree.start {
      tree.left = insert(region, into: tree.left)
    } else {
      tree.right = insert(region, into: tree.right)
    }
    return tree
  }

  private static func split(_ tree: Region?, at start: UInt64) -> (Region?, Region?) {
    guard let tree else { return (nil, nil) }
    if tree.start < start {
      let (low, high) = split(tree.right, at: start)
      tree.right = low
      return (tree, high)
    }
    let (low, high) = split(tree.left, at: start)
    tree.left = high
    return (low, tree)
  }

  private static func remove(_ region: Region, from tree: Region?) -> Region? {
    guard let tree else { return nil }
    if tree == region { return merge(tree.left, tree.right) }
    if region.start < tree.start {
      tree.left = remove(region, from: tree.left)
    } else {
      tree.right = remove(region, from: tree.right)
    }
    return tree
  }

  private static func merge(_ a: Region?, _ b: Region?) -> Region? {
    guard let a else { return b }
    guard let b else { return a }
    if a.priority > b.priority {
      a.right = merge(a.right, b)
      return a
    }
    b.left = merge(a, b.left)
    return b
  }
}
