import Archive
import Testing

@Suite struct ArchiveTests {
  private static let sample = try! Archive.make([("core", [1, 2, 3]), ("config", Array("config\n-\n".utf8)), ("empty", [])])

  private func entries(_ file: [UInt8]) throws(ArchiveError) -> [ArchiveEntry] {
    try Archive.entries(count: file.count) { file[$0] }
  }

  @Test func readsWhatItWrote() throws {
    let list = try entries(Self.sample)
    #expect(list.map(\.name) == ["core", "config", "empty"])
    #expect(Array(Self.sample[list[1].offset..<list[1].offset + list[1].size]) == Array("config\n-\n".utf8))
    #expect(list.allSatisfy { $0.offset % 4096 == 0 })
  }

  @Test func knowsTheStandardChecksum() {
    let text = Array("123456789".utf8)
    #expect(Archive.crc32(0..<9) { text[$0] } == 0xcbf4_3926)
  }

  @Test(arguments: [(0, ArchiveError.badMagic), (8, .badVersion), (5000, .badChecksum), (24, .badChecksum), (19, .truncated)])
  func refusesDamage(_ offset: Int, _ expected: ArchiveError) {
    var file = Self.sample
    file[offset] ^= 0xff
    #expect(throws: expected) { try entries(file) }
  }

  @Test func refusesEveryTruncation() {
    for length in 0..<300 { #expect(throws: ArchiveError.self) { try entries(Array(Self.sample.prefix(length))) } }
    #expect(throws: ArchiveError.truncated) { try entries(Self.sample.dropLast()) }
  }

  @Test(arguments: ["", "a b", "tab\t", String(repeating: "x", count: 112)])
  func refusesNames(_ name: String) {
    #expect(throws: ArchiveError.badName) { try Archive.make([(name, [])]) }
  }

  @Test func refusesTheSameNameTwice() throws {
    let file = try Archive.make([("a", []), ("a", [])])
    #expect(throws: ArchiveError.duplicateName) { try entries(file) }
  }

  private func entries(_ file: ArraySlice<UInt8>) throws(ArchiveError) -> [ArchiveEntry] { try entries(Array(file)) }
}
