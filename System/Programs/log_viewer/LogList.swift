// The lines themselves: time, component and text, the newest at the bottom. Drawn directly, because they are many.

import Geometry
import LogStore
import Painting
import Typography
import Widgets

struct LogList {
  /// Newest first.
  let records: [LogRecord]

  static var mostRows: Int { 60 }
  /// Points.
  static var rowHeight: Int32 { 20 }

  /// Which line is at a height, from the bottom of the list.
  static func row(fromBottom points: Int32) -> Int { Int((points - 4) / rowHeight) }

  func draw(_ canvas: inout Canvas, _ frame: Rectangle, _ style: Style) {
    canvas.clipped(to: frame) { canvas in
      canvas.fill(frame, style.theme.surface)
      canvas.fill(Rectangle(frame.minX, frame.minY, frame.width, style.hairline), style.theme.border)
      canvas.fill(Rectangle(frame.minX, frame.maxY - style.hairline, frame.width, style.hairline), style.theme.border)
      let height = style.px(Self.rowHeight)
      for index in records.indices {
        let top = frame.maxY - style.px(4) - height * Int32(index + 1)
        guard top > frame.minY else { return }
        draw(records[index], Rectangle(frame.minX, top, frame.width, height), style, &canvas)
      }
    }
  }

  private func draw(_ record: LogRecord, _ row: Rectangle, _ style: Style, _ canvas: inout Canvas) {
    let (time, label) = (style.px(64), style.px(120))
    let theme = style.theme
    canvas.draw(
      Self.time(record.milliseconds), in: Rectangle(row.minX, row.minY, time, row.height), style.face(.caption),
      theme.secondary,
      .trailing)
    let face = style.face(.heading)
    canvas.draw(
      face.fittedLabel(record.label, width: label).text,
      in: Rectangle(row.minX + time + style.px(12), row.minY, label, row.height), face,
      theme.accentText)
    let start = row.minX + time + label + style.px(24)
    canvas.draw(
      record.text, in: Rectangle(minX: start, minY: row.minY, maxX: row.maxX - style.px(8), maxY: row.maxY), style.face(.body),
      record.isTrouble ? theme.dangerText : theme.text)
  }

  /// Seconds and thousandths.
  private static func time(_ milliseconds: UInt64) -> String {
    let rest = milliseconds % 1000
    return "\(milliseconds / 1000)." + (rest < 10 ? "00" : rest < 100 ? "0" : "") + "\(rest)"
  }
}
