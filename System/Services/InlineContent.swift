// Content that is written into a configuration.

import HID

extension Node {
  /// What stands inside of this node, as a document of its own: its raw lines if it has some, else its first node.
  public var document: [UInt8] {
    if let node = nodes.first { return Array(node.text.utf8) }
    var bytes: [UInt8] = []
    for line in content { bytes += Array(line.utf8) + [10] }
    return bytes
  }
}
