import Foundation
import Testing

@testable import ToolKit

@Suite struct ReportPageTests {
  private static let repository = Repository(
    root: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent())
  private static let report = #"{"scenario": "a", "components": [{"name": "</script><b>@REPORT@ & \" <!--"}]}"#

  private static func page(_ title: String = "a", before: Bool = false) throws -> String {
    try ReportPage(repository).html(
      title: title, report: report, before: before ? (report, ["- </script> was", "+ \"is\""]) : nil)
  }

  /// The contents of the script element with that attribute.
  private static func script(_ attribute: String, in page: String) throws -> String {
    let start = try #require(page.range(of: "<script\(attribute)>"))
    let end = try #require(page.range(of: "</script>", range: start.upperBound..<page.endIndex))
    return String(page[start.upperBound..<end.lowerBound])
  }

  private static func json(_ identifier: String, in page: String) throws -> NSObject? {
    let text = try script(" type=\"application/json\" id=\"\(identifier)\"", in: page)
    return try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed) as? NSObject
  }

  @Test func theReportInItIsTheOneThatWasGiven() throws {
    let given = try JSONSerialization.jsonObject(with: Data(Self.report.utf8)) as? NSObject
    #expect(try Self.json("report", in: Self.page()) == given)
    #expect(try Self.json("changes", in: Self.page()) is NSNull)
    let changes = try #require(try Self.json("changes", in: Self.page(before: true)) as? [String: NSObject])
    #expect(changes["before"] == given)
    #expect(changes["facts"] == ["- </script> was", "+ \"is\""] as NSArray)
  }

  /// Every start has its end, in order; what is in scripts and styles is text.
  @Test(arguments: [false, true])
  func itIsWellFormed(_ hasBefore: Bool) throws {
    var (rest, open): (Substring, [String]) = (try Self.page("<i>\"&", before: hasBefore)[...], [])
    while let start = rest.firstIndex(of: "<") {
      rest = rest[start...]
      let end = try #require(rest.firstIndex(of: ">"))
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      let name = String(tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber })
      if tag.hasPrefix("!") { continue }
      if tag.hasPrefix("/") {
        #expect(open.popLast() == name)
      } else if !tag.hasSuffix("/") {
        open.append(name)
        if name == "script" || name == "style" { rest = rest[try #require(rest.range(of: "</\(name)>")).lowerBound...] }
      }
    }
    #expect(open.isEmpty)
  }

  @Test func itRefersToNothingOutside() throws {
    let page = try Self.page().replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "")
    for reference in [
      "http:", "https:", "//cdn", "src=", "href=", "url(", "@import", "import(", "fetch(", "XMLHttpRequest", "WebSocket",
    ] {
      #expect(!page.contains(reference), "the page has \(reference)")
    }
    #expect(page.contains("default-src 'none'"))
    // Names are set as text: a component cannot bring markup of its own.
    for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] { #expect(!page.contains(way)) }
  }

  @Test func theTitleIsText() throws {
    let page = try Self.page("<b>\"&")
    #expect(page.contains("<title>Security report: &lt;b&gt;&quot;&amp;</title>"))
    #expect(!page.contains("@TITLE@") && !page.contains("@STYLE@") && !page.contains("@SCRIPT@"))
  }
}
