// Reading what a process sends that may end at any moment.

import Foundation

enum Descriptor {
  /// What has come, as soon as something has; empty at the end. A connection that is reset has ended, too: that is no mistake of
  /// this program's, as Foundation would have it.
  static func read(_ descriptor: Int32) -> Data {
    var bytes = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Foundation.read(descriptor, &bytes, bytes.count)
      if count >= 0 { return Data(bytes[..<count]) }
      if errno != EINTR { return Data() }
    }
  }
}
