// Drawing the font files that scenarios put into their images.
//
// Sizes are chosen so that the height of lower-case letters comes out in whole pixels where it can: their tops and bottoms
// are then sharp without the outlines being bent. Small sizes have variants at fractions of a pixel, so that the spacing
// of letters is even.

import Foundation
import Typography

/// How a face is drawn.
struct FaceRecipe {
  let name: FaceName
  /// Pixels to an em, on a screen of scale 1.
  let em: Double
  let ascent: Int
  let descent: Int
  let lineHeight: Int
  /// Places within a pixel.
  let variants: Int
  let characters: [Unicode.Scalar]
}

public struct FontBuilder {
  /// The outlines of a face: characters that the first has not come from the second.
  private let outlines: [String: Outline]

  private static let files = [
    "sans.regular": ("/usr/share/fonts/opentype/inter/Inter-Regular.otf", "fonts-inter"),
    "sans.bold": ("/usr/share/fonts/opentype/inter/Inter-SemiBold.otf", "fonts-inter"),
    "mono.regular": ("/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf", "fonts-jetbrains-mono"),
    "mono.bold": ("/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Bold.ttf", "fonts-jetbrains-mono"),
    "sans.rest": ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "fonts-dejavu-core"),
    "mono.rest": ("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf", "fonts-dejavu-core"),
  ]

  public init() throws {
    outlines = try Self.files.mapValues { try Outline($0.0, package: $0.1) }
  }

  /// A font file with all faces for screens of those scales (1, 2, or both).
  public func file(scales: [UInt8]) -> [UInt8] {
    Fonts.file(scales.flatMap { scale in Self.recipes(scale).map { draw($0, scale) } })
  }

  static func recipes(_ scale: UInt8) -> [FaceRecipe] {
    let all = Characters.list([Characters.letters, Characters.punctuation, Characters.symbols])
    let few = Characters.list([Characters.letters, Characters.punctuation])
    let many = Characters.list([Characters.letters, Characters.punctuation, Characters.terminal])
    func face(
      _ family: FaceName.Family, _ weight: FaceName.Weight, _ size: UInt8, em: Double, _ lines: (Int, Int, Int),
      _ variants: Int, _ characters: [Unicode.Scalar]
    ) -> FaceRecipe {
      FaceRecipe(
        name: FaceName(family, weight, size: size, scale: scale), em: em, ascent: lines.0, descent: lines.1,
        lineHeight: lines.2, variants: scale == 1 ? variants : max(1, variants / 2), characters: characters)
    }
    return [
      face(.sans, .regular, 11, em: 11, (10, 3, 15), 2, few),
      face(.sans, .bold, 11, em: 11, (10, 3, 15), 2, few),
      face(.sans, .regular, 13, em: 12.83, (12, 4, 18), 4, all),
      face(.sans, .bold, 13, em: 12.83, (12, 4, 18), 4, all),
      face(.sans, .regular, 16, em: 16.5, (15, 4, 22), 2, few),
      face(.sans, .bold, 16, em: 16.5, (15, 4, 22), 2, few),
      face(.sans, .bold, 22, em: 22, (20, 6, 28), 1, few),
      face(.mono, .regular, 15, em: 15, (15, 5, 20), 1, many),
      face(.mono, .bold, 15, em: 15, (15, 5, 20), 1, many),
    ]
  }

  private func draw(_ recipe: FaceRecipe, _ scale: UInt8) -> DrawnFace {
    let name = "\(recipe.name.family).\(recipe.name.weight)"
    guard let first = outlines[name], let second = outlines["\(recipe.name.family).rest"] else { preconditionFailure(name) }
    let glyphs = recipe.characters.compactMap { glyph($0, first, second, recipe, Double(scale)) }
    let times = Int(scale)
    return DrawnFace(
      recipe.name, ascent: UInt16(recipe.ascent * times), descent: UInt16(recipe.descent * times),
      lineHeight: UInt16(recipe.lineHeight * times), glyphs: glyphs,
      pairs: recipe.name.family == .mono ? [] : pairs(first, recipe.em * Double(scale)))
  }

  private func glyph(_ scalar: Unicode.Scalar, _ first: Outline, _ second: Outline, _ recipe: FaceRecipe, _ scale: Double)
    -> DrawnGlyph?
  {
    let isMono = recipe.name.family == .mono
    let cell = (Int((recipe.em * scale * 0.6).rounded()), recipe.lineHeight * Int(scale))
    if isMono, let block = BoxDrawing.glyph(scalar, width: cell.0, height: cell.1, ascent: recipe.ascent * Int(scale)) {
      return block
    }
    guard let outline = [first, second].first(where: { $0.hasShape(scalar) }), let glyph = outline.glyph(scalar) else {
      return nil
    }
    let factor = recipe.em * scale / outline.units
    // Letters are spaced evenly; for symbols whole pixels will do.
    let count = scalar.value < 0x500 ? recipe.variants : 1
    let shifts = (0..<count).map { Double($0) / Double(count) }
    let boxes = shifts.map { outline.box(glyph, scale: factor, shift: $0) }
    let box = boxes.dropFirst().reduce(boxes[0]) { $0.union($1) }
    let advance = isMono ? Double(cell.0) : outline.advance(glyph) * factor
    return DrawnGlyph(
      scalar, advance: UInt16((advance * 64).rounded()), left: Int8(clamping: box.left), top: Int8(clamping: -box.top),
      width: UInt8(clamping: box.width), height: UInt8(clamping: box.height),
      variants: shifts.map { outline.draw(glyph, scale: factor, shift: $0, in: box) })
  }

  /// Kerning between the characters of ASCII.
  private func pairs(_ outline: Outline, _ em: Double) -> [KerningPair] {
    let scalars = Characters.list([[0x21...0x7e]])
    return scalars.flatMap { left in
      scalars.compactMap { right in
        guard let first = outline.glyph(left), let second = outline.glyph(right) else { return nil }
        let distance = (outline.kerning(first, second) * em / outline.units * 64).rounded()
        return distance == 0 ? nil : KerningPair(left, right, Int16(distance))
      }
    }
  }
}
