// The question under a message, to look at: with what deceives elsewhere.

import Foundation
import Geometry
import Painting
import PlainView
import SigningView
import Typography

extension Gallery {
  private static let deceptions = """
    Content-Type: text/plain; charset=utf-8\r
    Content-Transfer-Encoding: 8bit\r
    \r
    Dear Ms Grünwald,\r
    \r
    I hereby order 10 pieces \u{202e}RUE 000,5 rof\u{202c} at once.\r
    Send them to p\u{430}ypal\u{200b}.example, not to \u{ff50}aypal.example.\r
    Marks cannot be typed: <U+202E> is text.\r
    A line with a blank at its end: \r
    one that ends otherwise\n\tand one that is much longer than others, so long that it does not fit into the width of the window at all, which is said\r
    \r
    -- \r
    Ann\r

    """

  static func signing(_ fonts: Fonts) -> Picture {
    let bytes = Array(deceptions.utf8) + [0xc0, 0xaf, 0xe2, 0x82, 13, 10]
    let index = PlainIndex(bytes.span, columns: SigningView.columns)
    var view = SigningView(
      requester: "init -> mail_reader", byteCount: bytes.count, rowCount: index.rowCount,
      digest: (0..<64).map { UInt8($0 * 37 & 255) })
    view.appeared(at: 0)
    let rows = index.rows(bytes.span, from: view.top, count: SigningView.rows)
    var picture = Picture(SigningView.size)
    picture.draw { view.draw(&$0, rows, SigningFonts(fonts, scale: 1), at: 10_000) }
    return picture
  }
}
