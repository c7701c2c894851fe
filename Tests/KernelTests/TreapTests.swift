// The ordered set against a sorted array: the same members in the same order, whatever is inserted and removed.

import Testing

@testable import Kernel
@testable import KernelModel

private struct Node: ~Copyable, TreapNode {
  var left: Ref<Node>?
  var right: Ref<Node>?
  var treeKey: UInt64
}

/// Nodes in memory of their own, as kernel objects are.
private final class Nodes {
  private let memory: UnsafeMutablePointer<Node>
  let count: Int

  init(keys: [UInt64]) {
    count = keys.count
    memory = UnsafeMutablePointer<Node>.allocate(capacity: keys.count)
    for (index, key) in keys.enumerated() { (memory + index).initialize(to: Node(left: nil, right: nil, treeKey: key)) }
  }

  deinit {
    memory.deinitialize(count: count)
    memory.deallocate()
  }

  subscript(index: Int) -> Ref<Node> { Ref(memory + index) }
}

@Suite struct TreapTests {
  private func members(_ root: Ref<Node>?) -> [UInt] {
    guard let root else { return [] }
    return members(root.object.left) + [root.key] + members(root.object.right)
  }

  private func height(_ root: Ref<Node>?) -> Int {
    guard let root else { return 0 }
    return 1 + max(height(root.object.left), height(root.object.right))
  }

  /// Members as a sorted array would have them: by key, and by address among equals.
  private func sorted(_ members: Set<Int>, of nodes: Nodes) -> [UInt] {
    members.map { nodes[$0] }.sorted { ($0.object.treeKey, $0.key) < ($1.object.treeKey, $1.key) }.map { $0.key }
  }

  /// Few different keys, so that there are many ties.
  @Test(arguments: [1, 3, 10, 1_000_000] as [UInt64])
  func hasTheOrderOfASortedArray(_ keys: UInt64) {
    for seed in 1...5 as ClosedRange<UInt64> {
      var random = SplitMix(seed)
      let nodes = Nodes(keys: (0..<60).map { _ in random.next() % keys })
      var treap = Treap<Node>()
      var known: Set<Int> = []
      for _ in 0..<200 {
        let index = random.below(nodes.count)
        if known.contains(index) { treap.remove(nodes[index]) } else { treap.insert(nodes[index]) }
        known.formSymmetricDifference([index])
        let expected = sorted(known, of: nodes)
        #expect(members(treap.root) == expected, "seed \(seed)")
        #expect(treap.first?.key == expected.first && treap.isEmpty == expected.isEmpty)
      }
    }
  }

  @Test func findsWhatItHasAndNothingElse() {
    var random = SplitMix(3)
    let nodes = Nodes(keys: (0..<100).map { _ in random.next() % 1000 })
    var treap = Treap<Node>()
    for index in stride(from: 0, to: 100, by: 2) { treap.insert(nodes[index]) }
    let present = Set(stride(from: 0, to: 100, by: 2).map { nodes[$0].object.treeKey })
    for key in 0..<1000 as Range<UInt64> {
      #expect((treap.find(key) != nil) == present.contains(key))
      #expect(treap.find(key).map { $0.object.treeKey == key } ?? true)
    }
  }

  /// Nobody can make it deep by choosing keys: ascending, descending, all the same.
  @Test(arguments: [0, 1, 2])
  func staysFlat(_ order: Int) {
    let count = 4096
    let nodes = Nodes(keys: (0..<count).map { UInt64(order == 0 ? $0 : order == 1 ? count - $0 : 7) })
    var treap = Treap<Node>()
    for index in 0..<count { treap.insert(nodes[index]) }
    #expect(height(treap.root) < 48, "four times the height of a perfect tree")
    for index in 0..<count { treap.remove(nodes[index]) }
    #expect(treap.isEmpty && treap.first == nil)
  }

  @Test func anEmptySetHasNothing() {
    let treap = Treap<Node>()
    #expect(treap.isEmpty && treap.first == nil && treap.find(0) == nil)
  }
}
