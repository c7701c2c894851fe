// Any text as a configuration: see README.md.

import HID

@c(LLVMFuzzerTestOneInput) public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  let lines = bytes.count { $0 == 10 } + 1
  let result = Node.parse(bytes)
  for mistake in result.diagnostics {
    precondition((0...lines).contains(mistake.position.line), "a mistake is reported outside of the text")
    precondition(!mistake.message.isEmpty, "a mistake without words")
  }
  guard let node = result.node, result.diagnostics.isEmpty else { return 0 }
  let text = node.text
  let again = Node.parse(text)
  precondition(again.diagnostics.isEmpty && again.node?.text == text, "what is printed does not read as the same")
  return 0
}
