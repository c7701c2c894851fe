// The typefaces, as the scenario brought them.

import Bulkhead
import Typography

public enum FontROM {
  /// Reads the ROM `font`. Costs heap as much as the faces that are kept; the session is closed again.
  /// - Parameters:
  ///   - scale: pixels per point. If there are faces for it, others are not kept.
  ///   - keeping: which faces are needed; all if nil.
  /// - Throws: as opening a session; `failed` if the content is no font file.
  public static func load(
    _ environment: Environment, scale: Int32 = 1, keeping: ((FaceName) -> Bool)? = nil
  ) throws(SessionError) -> Fonts {
    let content = try ROMContent(Text("font"), environment: environment)
    let times = UInt8(truncatingIfNeeded: scale)
    let fonts = content.withBytes { bytes -> Fonts? in
      if let wanted = try? Fonts(bytes, keeping: { $0.scale == times && keeping?($0) ?? true }) { return wanted }
      return try? Fonts(bytes, keeping: keeping)
    }
    content.close()
    guard let fonts else { throw .failed("the ROM \"font\" has no typefaces: is there \"+ rom font | font: 1x\"?") }
    return fonts
  }
}
