// The configuration of nested inits, and random changes of it.

import Bulkhead

/// The children of one init; the next init is one of them.
struct Level {
  struct Member {
    var isThere = true
    var version = 0
    var pages = 0
  }

  var members: [Member]
}

struct Crowd {
  private(set) var levels: [Level]
  private var state: UInt64

  init(levels: Int, children: Int, seed: UInt64) {
    self.levels = Array(repeating: Level(members: Array(repeating: Level.Member(), count: children)), count: levels)
    state = seed | 1
  }

  /// How many components there are now, inits not counted.
  var count: Int { levels.reduce(0) { $0 + $1.members.filter { $0.isThere }.count } }

  private mutating func random(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % limit
  }

  /// One to three changes at one level. The outer levels are as likely as the inner ones.
  mutating func change() {
    let level = random(levels.count)
    for _ in 0...random(3) {
      let member = random(levels[level].members.count)
      switch random(4) {
      case 0: levels[level].members[member].isThere.toggle()
      case 1: levels[level].members[member].pages = random(16)
      default: levels[level].members[member].version += 1
      }
    }
  }

  // MARK: - As text

  /// What one component gets: RAM in bytes, and capabilities.
  private static var ram: Int { 256 << 10 }
  private static var capabilities: Int { 22 }

  /// The configuration of the outermost level.
  var text: String {
    var text = ""
    write(0, "", into: &text)
    return text + "-\n"
  }

  private func write(_ level: Int, _ indent: String, into text: inout String) {
    text += level == 0 ? "config\n" : "\(indent.dropped(4))  + config\n"
    for line in Self.beginning { text += indent + line + "\n" }
    text += "\(indent)+ default | ram: \(Self.ram >> 10)K | caps: \(Self.capabilities)\n"
    for (number, member) in levels[level].members.enumerated() where member.isThere {
      text += "\(indent)+ start c\(number) | version: \(member.version)"
      if member.pages > 0 { text += " | ram: \((Self.ram >> 10) + member.pages * 4)K" }
      text += "\n\(indent)  + binary idle\n"
    }
    guard level + 1 < levels.count else { return }
    writeInner(level + 1, indent, into: &text)
  }

  /// An init gets enough for itself and for all that is within.
  private func writeInner(_ level: Int, _ indent: String, into text: inout String) {
    let count = levels[level...].reduce(0) { $0 + $1.members.count }
    let inits = levels.count - level
    text +=
      "\(indent)+ start inner | ram: \(count * 328 + inits * 3072)K | caps: \(count * (Self.capabilities + 4) + inits * 60)\n"
    text += "\(indent)  + binary init\n"
    write(level, indent + "    ", into: &text)
  }

  private static let beginning = [
    "+ parent-provides", "  + service ROM", "  + service PD", "  + service CPU", "  + service LOG",
    "+ default-route | + any-service | + parent",
  ]
}

extension String {
  func dropped(_ count: Int) -> String { String(decoding: Array(utf8.dropFirst(count)), as: UTF8.self) }
}
