import Foundation
import Geometry
import Painting
import Testing
import Typography

@testable import ToolKit

@Suite struct FontTests {
  /// Both files can be read, and have what user interfaces and terminals need.
  @Test(arguments: [1, 2] as [UInt8]) func filesHaveAllFaces(scale: UInt8) throws {
    let file = try FontBuilder().file(scales: [scale])
    #expect(file.count < Int(scale) * 800_000)
    let fonts = try Fonts(file.span)
    #expect(fonts.faces.count == 9)
    for face in fonts.faces {
      #expect(face.name.scale == scale)
      for scalar in "AéßŻΩжЉ…→“".unicodeScalars { #expect(face.has(scalar), "\(face.name) \(scalar)") }
      #expect(face.width("WW") > face.width("WI") || face.name.family == .mono)
    }
  }

  /// Every character of the ranges that the documentation promises, in every face that it names.
  @Test(arguments: [1, 2] as [UInt8]) func facesHaveWhatIsPromised(scale: UInt8) throws {
    let promises = try Self.promises()
    #expect(promises.count > 12)
    let fonts = try Fonts(FontBuilder().file(scales: [scale]).span)
    for face in fonts.faces {
      let missing = promises.filter { $0.isMeant(for: face.name) }.flatMap { $0.scalars }.filter { !face.has($0) }
      #expect(
        missing.isEmpty, "\(face.name) lacks \(missing.prefix(20).map { String($0.value, radix: 16) }), \(missing.count) in all"
      )
    }
  }

  /// A row of the table.
  private struct Promise {
    let scalars: [Unicode.Scalar]
    let faces: String

    /// `| U+0020–U+007E, U+20AC | what they are | all |`
    init?(row: String) {
      let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 3, cells[0].hasPrefix("U+") else { return nil }
      faces = cells[2]
      scalars = cells[0].split(separator: ",").flatMap { Self.scalars($0.trimmingCharacters(in: .whitespaces)) }
    }

    private static func scalars(_ range: String) -> [Unicode.Scalar] {
      let ends = range.split(separator: "–").compactMap { UInt32($0.dropFirst(2), radix: 16) }
      guard let first = ends.first, let last = ends.last else { return [] }
      return (first...last).compactMap(Unicode.Scalar.init).filter { $0.properties.generalCategory != .unassigned }
    }

    func isMeant(for face: FaceName) -> Bool {
      if faces == "all" { return true }
      return faces.contains(face.family == .mono ? "mono" : "sans \(face.size)")
    }
  }

  private static func promises() throws -> [Promise] {
    let page = URL(fileURLWithPath: #filePath).appending(path: "../../../Documentation/fonts.md").standardizedFileURL
    return try String(contentsOf: page, encoding: .utf8).split(separator: "\n").compactMap { Promise(row: String($0)) }
  }

  @Test func aFileForBothScalesHasTheFacesOfBoth() throws {
    let fonts = try Fonts(FontBuilder().file(scales: [1, 2]).span)
    #expect(fonts.faces.filter { $0.name.scale == 1 }.count == 9 && fonts.faces.filter { $0.name.scale == 2 }.count == 9)
    for scale in [1, 2] as [UInt8] { #expect(fonts.face(FaceName(.sans, .bold, size: 13, scale: scale)).name.scale == scale) }
  }

  /// Cells of the monospaced face are filled to their edges by lines and blocks.
  @Test(arguments: [1, 2] as [UInt8]) func linesMeetAtTheEdgesOfCells(scale: UInt8) throws {
    let fonts = try Fonts(FontBuilder().file(scales: [scale]).span)
    let face = fonts.face(FaceName(.mono, .regular, size: 15, scale: scale))
    let cell = Size(face.digitWidth, face.lineHeight)
    #expect(cell == Size(9 * Int32(scale), 20 * Int32(scale)))
    var picture = Picture(cell, .black)
    picture.draw { $0.draw("┼", at: Point(0, face.ascent), face, .white) }
    func isLit(_ x: Int32, _ y: Int32) -> Bool { picture[x, y] == Color.white.word }
    for (x, y) in [
      (cell.width / 2, 0), (cell.width / 2, cell.height - 1), (0, cell.height / 2), (cell.width - 1, cell.height / 2),
    ] {
      #expect([x - 1, x].contains { $0 >= 0 && isLit($0, y) } || [y - 1, y].contains { isLit(x, $0) })
    }
    picture.draw { $0.draw("█", at: Point(0, face.ascent), face, .white) }
    #expect(picture.pixels.allSatisfy { $0 == Color.white.word })
  }

  @Test func aPNGIsOne() {
    let file = PNG.file([0xff_0000, 0x00_ff00], width: 2, height: 1)
    #expect(Array(file.prefix(8)) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    #expect(file.count == 8 + 25 + 12 + 2 + 5 + 7 + 4 + 12)
  }
}
