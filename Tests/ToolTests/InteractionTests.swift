import Foundation
import HID
import Testing

@testable import ToolKit

@Suite struct PictureTests {
  /// 40x30 pixels, red 6x, green 8y, blue xy; each row filtered in another way.
  private static let png = [UInt8](
    Data(
      base64Encoded: """
        iVBORw0KGgoAAAANSUhEUgAAACgAAAAeCAIAAADRv8uKAAAEDUlEQVR42sXWXWibVRzH8V+aND1t07c0bdOXZF2XzUPsIPQivgWcQUdcRzhIhJ\
        qLmYsSOgwDo7D/xRbGCBuEXmTqwsAIh7hB3EV2YRAtY4QNwrkIOANCwBE2CF7kQnuxC9mF+uyo0Fn7Mp0pfC4ezvPAw3n48j8PAFgBG2AHnIAb\
        8ABewAf4gQAQBEJAGIgAUSAGxIEEkAQISAFpIANkgRyQBwpAESgBZWANqABVoAbUgQbQBFpAGzCBGS82dV6X8WIw4/XGhRnMAtYNZgXrAWNgvW\
        B9YP1gNrABsEGwIbBhsBEwO9gomANsDGwcbALMCTYJNgU2DTYD5gJzg+0DmwXbDzYHdgDMA3YQ7BDYc2YMw2zpMlvMmkXr1qxaj8a0Xq1P69ds\
        2oA2qA1pw9qIZtdGNYc2ZrA83rHxwdEFmAFLB3FYebeN99n5kJM73HzSw91efsDHuZ8fDvCFIH8hxANh/lqEH43yxRgXcf52gkeT/F3iyyl+Ms\
        1PZfgHWU45fjbPzxf4xSJfLfFLZZ5b459WuKzyazV+vc5vNHi5yb9p8Vttfsdk5GuFtfP2MC4P/v+aLms5bUJzbo6rW0+UHjy+0fsszG6xLmAV\
        fTbhsAu3U3C3WPCIgFcc9QnhF9GAWA6KUyFBYXE+IlajIhcTMi6uJ0Q5KW6RUClRT4t7GfFjVqznxKO8sBTEYFE4S2KuLObXhL8ijlTFsZqI1M\
        WJhlhpimRLnGmLCyYsGRvs77w9jOtF/LeaLm01m8yWce3PmrRJbcqwY1x9QL8+vQaAwU0c/7S4SwQrDdnIbafDTgq4adFDUS+d9BH56WKAckG6\
        FqJymO5EqB6lBzFaj9NvCRpMkotoPkWvpOlYht7J0kqOTufpQoEuF+lqib4s0+01+q5C96v0c41+rdNAg2aa9HyLXm7TmyacMzY43Hl7GNdxPK\
        uTblNNVzbWZLZMazOa62njGoVxgGNE/ymNbsu10wMSVumwSW6XAacUbrnskeSVqz4p/bIckCoo74XkelhaItIZlfMxeSQuIwm5kpRnSGZT8mpa\
        fp2Rtay8n5MP85IV5ExR+kry9bJcWpOJijxXlZ/UZLEubzbk3aZsteQvbWkzGX9mVox13h7GFcMuavroX8ymv9WkubV9hl3G5fwrrqEn4zIm1x\
        gwrh/Y3tymFQWrmrSpBbtadKpltzrrUTmvuuFTyq8eBNSjoBoNqfmweiOiTkTV6ZjKxtUXCXU7qX4g9TClBtLqUEa9mlVLOfV+XmUK6vOiullS\
        35fVT2uqp6Jmq+qlmnqrrt5rqHRTfdZSX7XVtybcNTY41Xl7GNeH2HY2fbx1TVeeqiazZVbbr83tGJfrycm1MS7XhrgmdC+TwBQwrW9t5eAfF7\
        8DV4J7HHDxLG0AAAAASUVORK5CYII=\

        """)!)

  private static let picture = ScreenPicture(
    width: 40, height: 30,
    pixels: (0..<1200).map { index in
      let (x, y) = (index % 40, index / 40)
      return UInt32(x * 6 & 255) << 16 | UInt32(y * 8 & 255) << 8 | UInt32(x * y & 255)
    })

  @Test func readsPNG() throws { #expect(try ScreenPicture(png: Self.png) == Self.picture) }

  @Test func readsPixmaps() throws {
    let picture = try ScreenPicture(pixmap: Array("P6\n2 1\n255\n".utf8) + [1, 2, 3, 255, 0, 16])
    #expect(picture == ScreenPicture(width: 2, height: 1, pixels: [0x010203, 0xff0010]))
    #expect(picture[1, 0] == 0xff0010 && picture[2, 0] == nil && picture[0, 1] == nil && picture[-1, 0] == nil)
  }

  @Test(arguments: ["", "P6", "P5 1 1 255 abc", "P6 1 1 255 ab", "P6 1 1 255 abcd", "P6 0 1 255 ", "P6 9 x 255 "])
  func refusesBrokenPixmaps(text: String) { #expect(throws: ToolError.self) { try ScreenPicture(pixmap: Array(text.utf8)) } }

  @Test func refusesCutPNG() {
    for length in 0..<Self.png.count - 16 {
      #expect(throws: ToolError.self) { try ScreenPicture(png: Array(Self.png[..<length])) }
    }
  }

  /// Nothing but an error or a picture comes of damage.
  @Test func survivesDamage() {
    for index in stride(from: 8, to: Self.png.count, by: 13) {
      for bit in [0, 5] {
        var damaged = Self.png
        damaged[index] ^= 1 << bit
        _ = try? ScreenPicture(png: damaged)
      }
    }
  }

  @Test func saysWhatDiffers() {
    var other = Self.picture
    #expect(other.difference(from: Self.picture) == nil)
    other.pixels[41] ^= 1
    other.pixels[85] ^= 1
    #expect(other.difference(from: Self.picture) == "2 pixels differ, from (1, 1) to (5, 2)")
    #expect(other.difference(from: ScreenPicture(width: 1, height: 1, pixels: [0]))?.contains("40x30") == true)
    // Of a part nothing else counts, and all of it has to be on the screen.
    func difference(_ area: ScreenArea) -> String? { other.difference(from: Self.picture, in: area) }
    #expect(difference(ScreenArea(x: 2, width: 3)) == nil && difference(ScreenArea(y: 3)) == nil)
    #expect(difference(ScreenArea(x: 5, y: 1, width: 1, height: 2))?.hasPrefix("1 pixels differ") == true)
    #expect(difference(ScreenArea(x: 30, width: 11))?.contains("not on the screen") == true)
    #expect(difference(ScreenArea(y: 30))?.contains("not on the screen") == true)
  }
}

@Suite struct ScriptReaderTests {
  private func read(_ body: String) -> (steps: [ScriptStep], complaints: String) {
    var reader = ScriptReader()
    let steps = reader.read(Node.parse("script\n\(body)\n-\n").node!).map(\.step)
    return (steps, reader.problems.map(\.message).joined(separator: "\n"))
  }

  @Test func readsSteps() {
    let script = read(
      """
      + expect | log: ready$
      + expect | log: here$ | times: 2
      + key | press: ctrl-alt-delete
      + key | down: shift
      + key | up: shift
      + type | text: Hi!
      + pointer | x: 10 | y: 20
      + click | x: 1 | y: 2 | button: right
      + button | down: left
      + wheel | y: -2
      + resize | width: 1600 | height: 900
      + pixel | x: 3 | y: 4 | is: #0a0b0c
      + screenshot menu
      + screenshot clock | compare: no
      + screenshot strip | y: 2 | height: 28
      + scan-memory | for: zebra7 | expect: 0
      + scan-memory | for: zebra7 | expect: some
      """)
    #expect(script.complaints.isEmpty)
    #expect(
      script.steps == [
        .expect(log: "ready$"), .expectAnywhere(log: "here$", times: 2), .press(KeyStroke(["ctrl", "alt", "delete"])),
        .hold(key: "shift", isDown: true),
        .hold(key: "shift", isDown: false), .type("Hi!"), .point(x: 10, y: 20), .point(x: 1, y: 2), .click("right"),
        .button("left", isDown: true), .click("wheel-down"), .click("wheel-down"), .resize(width: 1600, height: 900),
        .pixel(x: 3, y: 4, colour: 0x0a0b0c),
        .screenshot(Screenshot(name: "menu")), .screenshot(Screenshot(name: "clock", isCompared: false)),
        .screenshot(Screenshot(name: "strip", area: ScreenArea(y: 2, height: 28))),
        .scan("zebra7", places: 0), .scan("zebra7", places: nil),
      ])
  }

  @Test(arguments: [
    ("+ clik | x: 1 | y: 2", "there is no step \"clik\"; did you mean \"click\"?"),
    ("+ click | xx: 1", "has no attribute \"xx\""),
    ("+ expect | log: (", "is not a regular expression"),
    ("+ expect", "needs \"log\""),
    ("+ expect | log: x | times: 0", "a number from 1"),
    ("+ expect | log: x | times: many", "a number from 1"),
    ("+ key | press: controll-c", "is no key"),
    ("+ key", "a key is pressed, down or up"),
    ("+ type | text: h\u{e9}", "cannot be typed"),
    ("+ pointer | x: 1", "needs \"y\""),
    ("+ pointer | x: -1 | y: 0", "a number from 0"),
    ("+ click | button: first", "is no button"),
    ("+ pixel | x: 1 | y: 1 | is: red", "is no colour"),
    ("+ wait | milliseconds: 0", "a number from 1"),
    ("+ resize | width: 640", "\"resize\" needs \"height\""),
    ("+ resize | width: 0 | height: 480", "a number from 64"),
    ("+ screenshot", "needs a name"),
    ("+ scan-memory | for: short | expect: 0", "has at least 6"),
    ("+ scan-memory | for: zebra7", "needs \"expect\""),
    ("+ scan-memory | for: zebra7 | expect: none", "or \"some\""),
    ("+ screenshot ../x", "needs a name"),
    ("+ screenshot x | width: 0", "a number from 1"),
    ("+ screenshot x | y: 9 | compare: no", "what is not compared has no place"),
    ("+ screenshot x | compare: maybe", "\"compare\" must be"),
    ("+ screenshot x | comparee: no", "has no attribute \"comparee\"; did you mean \"compare\"?"),
  ])
  func refuses(step: String, complaint: String) { #expect(read(step).complaints.contains(complaint)) }

  @Test func typesUSLayout() {
    #expect(KeyStroke("a")?.keys == ["a"] && KeyStroke("A")?.keys == ["shift", "a"])
    #expect(KeyStroke("!")?.keys == ["shift", "1"] && KeyStroke(" ")?.keys == ["spc"] && KeyStroke("\u{df}") == nil)
  }
}
