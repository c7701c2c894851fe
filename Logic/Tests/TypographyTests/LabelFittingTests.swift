import Testing

@testable import Typography

/// Each character is 8 pixels wide.
@Suite struct LabelFittingTests {
  let face: Face

  init() throws { face = try testFonts().faces[0] }

  private func shown(_ label: String, _ characters: Int32, assigned: String? = nil) -> String {
    face.fittedLabel(label, assigned: assigned, width: characters * 8).text
  }

  @Test func whatFitsStays() {
    #expect(shown("init -> viewer", 14) == "init -> viewer")
    #expect(shown("", 0) == "")
  }

  @Test func namesInTheMiddleGoFirst() {
    #expect(shown("apps -> one -> two -> viewer", 27) == "apps -> … -> two -> viewer")
    #expect(shown("apps -> one -> two -> viewer", 25) == "apps -> … -> viewer")
    #expect(shown("apps -> one -> two -> viewer", 18) == "a…s -> … -> viewer")
    #expect(shown("apps -> one -> two -> viewer", 16) == "… -> viewer")
    #expect(shown("apps -> one -> two -> viewer", 10) == "vi…er")
  }

  @Test func ofTwoNamesTheFirstGoesFirst() {
    #expect(shown("applications -> camera", 20) == "appli…ions -> camera")
    #expect(shown("applications -> camera", 11) == "… -> camera")
    #expect(shown("applications -> camera", 5) == "ca…ra")
  }

  @Test func aNameKeepsBothEnds() {
    #expect(shown("camera_viewer", 9) == "came…ewer")
    #expect(shown("camera_viewer", 2) == "c…")
    #expect(shown("camera_viewer", 1) == "…" && shown("camera_viewer", 0) == "…" && shown("camera_viewer", -5) == "…")
  }

  /// However long a component makes what it says: the system's word stays as it is as long as there is room for that.
  @Test func whatAComponentSaysNeverPushesTheSystemsWordOut() {
    let said = String(repeating: "x", count: 300) + " -> settings"
    let label = face.fittedLabel("apps -> viewer -> " + said, assigned: "apps -> viewer", width: 24 * 8)
    #expect(label.assigned == "apps -> viewer" && label.added == " -> xxxxx…")
    for room in 0...40 as ClosedRange<Int32> {
      let label = face.fittedLabel("apps -> viewer -> " + said, assigned: "apps -> viewer", width: room * 8)
      #expect(!label.text.contains("settings"), "\(room)")
      if room >= 15 { #expect(label.assigned == "apps -> viewer") }
    }
  }

  /// What was left out is always to be seen, and nothing in a label can look like it.
  @Test func ellipsesAreTheSystems() {
    #expect(shown("apps -> … -> viewer", 40) == "apps -> \u{fffd} -> viewer")
    for room in 1...21 as ClosedRange<Int32> { #expect(shown("applications -> camera", room).contains("…"), "\(room)") }
  }

  /// A part that the label does not begin with assigns nothing less.
  @Test func aWrongPartIsIgnored() {
    #expect(face.fittedLabel("apps -> viewer", assigned: "other", width: 200).assigned == "apps -> viewer")
  }

  @Test func nothingIsWiderThanItsRoom() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      let names = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        String(repeating: "n", count: Int.random(in: 0...12, using: &random))
      }
      let room = Int32.random(in: 1...60, using: &random)
      let label = names.joined(separator: " -> ")
      let assigned = names.prefix(Int.random(in: 0...names.count, using: &random)).joined(separator: " -> ")
      let shown = face.fittedLabel(label, assigned: assigned, width: room * 8)
      #expect(face.width(shown.text) <= max(room, 2) * 8, "\(label) in \(room)")
    }
  }
}
