// Labels taken apart.

import HID
import Testing

@Suite struct LabelTests {
  @Test func labelsHaveElements() {
    #expect("a -> b -> c".lastLabelElement == "c")
    #expect("abc".lastLabelElement == "abc")
    #expect(" -> ".lastLabelElement == "")
    #expect("".lastLabelElement == "")
    #expect("x".scoped(to: "app") == "app -> x")
    #expect("".scoped(to: "app") == "app")
    #expect("a -> b -> c".labelPath == "a -> b" && "a".labelPath == "")
    #expect("a -> b -> c".firstLabelElement == "a" && " -> b".firstLabelElement == "")
  }

  @Test func labelsAreBelowOthers() {
    #expect("a -> b".isBelow("a") && "a -> b -> c".isBelow("a -> b") && "a -> b".isWithin("a") && "a".isWithin("a"))
    for label in ["a", "ab", "ab -> c", "a->b", "b -> a", ""] { #expect(!label.isBelow("a")) }
    #expect(
      "a -> b -> c".label(below: "a") == "b -> c" && "a -> b -> c".label(below: "a -> b") == "c"
        && "a -> ".label(below: "a") == "")
    for label in ["a", "ab", "ab -> c", "a->b", "b -> a", ""] { #expect(label.label(below: "a") == nil) }
    #expect(!"ab".isWithin("a") && !"a".isWithin("a -> b"))
  }

  @Test func whatIsNoSeparatorSeparatesNothing() {
    for label in ["a->b", "a ->b", "a-> b", "a -", "a ->", ""] {
      #expect(label.firstLabelElement == label && label.lastLabelElement == label && label.labelPath == "")
    }
  }
}
