// Which part of a server's configuration is meant for a client: chosen by the client's label, the same way in all servers.
//
//     + policy | label: init -> editor     exactly this client
//     + policy | label_prefix: init ->     whose label starts so
//     + policy | label_suffix: -> log      whose label ends so
//     + default-policy                     all others
//
// All conditions of a policy must hold. The exact label wins over the longest prefix, that over the longest suffix, and
// that over the default; of equals the first one counts. Whom no policy is meant for is denied.

import HID

/// How well a policy fits a label. Greater fits better.
public struct PolicyScore: Comparable, Sendable {
  private let rank: Int
  private let length: Int

  private init(rank: Int, length: Int) {
    self.rank = rank
    self.length = length
  }

  /// Nil: the policy is not meant for this label.
  public init?(_ node: Node, label: String) {
    if node.type.isSame(as: "default-policy") {
      self.init(rank: 0, length: 0)
      return
    }
    let (exact, prefix, suffix) = (
      node.attribute("label"), node.attribute("label_prefix"), node.attribute("label_suffix")
    )
    if let exact, !exact.isSame(as: label) { return nil }
    if let prefix, !label.utf8.starts(with: prefix.utf8) { return nil }
    if let suffix, !label.endsBytewise(with: suffix) { return nil }
    if exact != nil {
      self.init(rank: 3, length: 0)
    } else if let prefix {
      self.init(rank: 2, length: prefix.utf8.count)
    } else if let suffix {
      self.init(rank: 1, length: suffix.utf8.count)
    } else {
      return nil
    }
  }

  public static func < (a: PolicyScore, b: PolicyScore) -> Bool {
    a.rank != b.rank ? a.rank < b.rank : a.length < b.length
  }
}

extension Node {
  /// The policy among the sub nodes that is meant for a client; nil: none, so the client is to be denied.
  ///
  /// - Parameter label: the client's whole label, as the server got it.
  public func policy(for label: String) -> Node? {
    var best: (node: Node, score: PolicyScore)?
    for node in nodes where node.type.isSame(as: "policy") || node.type.isSame(as: "default-policy") {
      guard let score = PolicyScore(node, label: label) else { continue }
      if let best, score <= best.score { continue }
      best = (node, score)
    }
    return best?.node
  }
}

extension String {
  fileprivate func endsBytewise(with suffix: String) -> Bool {
    let (count, length) = (utf8.count, suffix.utf8.count)
    return count >= length && utf8.dropFirst(count - length).elementsEqual(suffix.utf8)
  }
}
