// Archives that tar writes and reads, and those that nobody should.

import Foundation
import Testing

@testable import TapeArchive

private func index(_ bytes: [UInt8]) -> TapeIndex {
  var index = TapeIndex(blockCount: bytes.count / 512)
  while let number = index.next { index.take(Array(bytes[number * 512..<(number + 1) * 512]).span) }
  return index
}

private func archive(_ files: [(String, [UInt8])]) -> [UInt8] {
  var bytes: [UInt8] = []
  for (name, content) in files {
    let entry = TapeEntry(name: Array(name.utf8), size: content.count)
    bytes += entry.block + content + [UInt8](repeating: 0, count: entry.blockCount * 512 - content.count)
  }
  return bytes + [UInt8](repeating: 0, count: 1024)
}

/// What a command says; the folder is its working directory.
private func run(_ command: String, in folder: URL) throws -> String {
  let (process, pipe) = (Process(), Pipe())
  process.executableURL = URL(filePath: "/bin/sh")
  process.arguments = ["-c", command]
  process.currentDirectoryURL = folder
  process.standardOutput = pipe
  try process.run()
  defer { process.waitUntilExit() }
  return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
}

private func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory.appending(path: "tape-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

@Suite struct TapeArchiveTests {
  @Test func tarReadsWhatIsWritten() throws {
    let text = try withFolder { folder in
      let bytes = archive([("a.eml", Array("one\n".utf8)), ("signed/b.eml", []), ("c", [UInt8](repeating: 120, count: 1025))])
      try Data(bytes).write(to: folder.appending(path: "x.tar"))
      return try run("tar xf x.tar 2>&1 && cat a.eml && wc -c < signed/b.eml && wc -c < c", in: folder)
    }
    #expect(text == "one\n0\n1025\n")
  }

  @Test(arguments: ["ustar", "gnu", "posix", "v7"]) func whatTarWritesIsRead(_ format: String) throws {
    let bytes = try withFolder { folder in
      _ = try run("mkdir d && printf hello > d/a && printf '%600s' x > b && tar --format=\(format) -cf x.tar d b", in: folder)
      return try [UInt8](Data(contentsOf: folder.appending(path: "x.tar")))
    }
    let index = index(bytes)
    #expect(index.files.map { String(decoding: $0.name, as: UTF8.self) } == ["d/a", "b"])
    #expect(index.files.map(\.size) == [5, 600])
    let first = try #require(index.files.first)
    #expect(Array(bytes[first.start * 512..<first.start * 512 + 5]) == Array("hello".utf8))
    #expect(!index.isDamaged && index.end != nil)
  }

  @Test func whatIsAddedReplacesWhatWasThere() {
    let bytes = archive([("a", [1]), ("b", [2]), ("a", [3])])
    #expect(index(bytes).file("a")?.start == 5)
    #expect(index(bytes).file("c") == nil)
  }

  @Test func anEmptyDiskIsAnEmptyArchive() {
    let empty = index([UInt8](repeating: 0, count: 512))
    #expect(empty.files.isEmpty && empty.end == 0 && !empty.isDamaged)
    let nothing = index([])
    #expect(nothing.files.isEmpty && nothing.end == nil && !nothing.isDamaged)
  }

  @Test func whateverBitTurnsOverTheBlockIsNone() {
    let block = TapeEntry(name: Array("a.eml".utf8), size: 77).block
    for bit in 0..<block.count * 8 {
      var changed = block
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      let entry = TapeEntry(changed.span)
      // Blanks and zeros around the digits of the sum are the same to tar.
      #expect(entry == nil || (148 * 8..<156 * 8).contains(bit), "bit \(bit)")
    }
  }

  @Test func whatIsCutOffIsNotRead() {
    let bytes = archive([("a", [UInt8](repeating: 1, count: 2000))])
    let index = index(Array(bytes[..<1024]))
    #expect(index.files.isEmpty && index.isDamaged && index.end == nil)
  }

  @Test func sizesThatNoDiskHasAreDamage() {
    var block = TapeEntry(name: [65], size: 0).block
    for (place, digit) in "777777777777".utf8.enumerated() { block[124 + place] = digit }
    let sum = block.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
    let digits = String(sum, radix: 8)
    for (place, digit) in (String(repeating: "0", count: 6 - digits.utf8.count) + digits).utf8.enumerated() {
      block[148 + place] = digit
    }
    #expect(index(block + [UInt8](repeating: 0, count: 1024)).isDamaged)
  }

  @Test func archivesWithoutAnEndAreNotAddedTo() {
    let bytes = archive([("a", [1])])
    let full = index(Array(bytes[..<1024]))
    #expect(full.files.count == 1 && full.end == nil && !full.isDamaged)
  }

  @Test func whatIsAddedIsWhereItWillBeFound() {
    var bytes = archive([("a", [1]), ("b", [UInt8](repeating: 2, count: 700))]) + [UInt8](repeating: 0, count: 8 * 512)
    var grown = index(bytes)
    for content in [[3, 4], [], [UInt8](repeating: 5, count: 512)] {
      let (entry, end) = (TapeEntry(name: Array("c".utf8), size: content.count), grown.end ?? 0)
      bytes.replaceSubrange(end * 512..<end * 512 + 512, with: entry.block)
      bytes.replaceSubrange(end * 512 + 512..<end * 512 + 512 + content.count, with: content)
      grown.append(entry)
      let read = index(bytes)
      #expect(grown.files == read.files && grown.end == read.end && read.file("c") == grown.files.last)
    }
  }

  @Test func nothingIsAddedWhereThereIsNoEnd() {
    var full = index(Array(archive([("a", [1])])[..<1024]))
    full.append(TapeEntry(name: [98], size: 1))
    #expect(full.files.count == 1 && full.end == nil)
  }

  @Test func moreFilesThanAnybodyReadsAreNotLookedAt() {
    let index = index(archive([(String, [UInt8])](repeating: ("a", []), count: TapeIndex.mostFiles + 10)))
    #expect(index.files.count == TapeIndex.mostFiles && index.end == nil)
  }
}
