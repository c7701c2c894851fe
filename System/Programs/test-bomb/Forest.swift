// What grows in one round.

/// One or several trees of `bomb`s.
struct Forest {
  let name: String
  /// How many trees there are, each on a CPU of its own.
  let trees: Int
  let generations: Int
  let children: Int
  /// How often it grows.
  let rounds: Int

  static let single = Forest(name: "one tree", trees: 1, generations: 6, children: 2, rounds: 20)
  static let perCPU = Forest(name: "a tree for each CPU", trees: 4, generations: 2, children: 3, rounds: 10)

  /// How many components are in the last generation.
  var leaves: Int { (0..<generations).reduce(trees) { count, _ in count * children } }

  /// How many components a tree has.
  private var size: Int { (0..<generations).reduce(1) { count, _ in count * children + 1 } }

  /// Logs lead to the test, all else to its parent.
  var configuration: String {
    var text = """
      config
      + parent-provides
        + service ROM
        + service PD
        + service CPU
      + resource RAM | preserve: 256K
      + affinity-space | width: \(trees)
      + default | ram: \(size * 768)K | caps: \(size * 50)
      + default-route
        + service LOG | + local
        + any-service | + parent

      """
    for number in 0..<trees {
      text += "+ start tree\(number)\n  + binary bomb\n"
      if trees > 1 { text += "  + affinity | xpos: \(number) | width: 1\n" }
      text += "  + config | generations: \(generations) | children: \(children)\n"
    }
    return text + "-\n"
  }
}
