// Core's loop: calls and faults arrive one after the other, on their callers' time.

import KernelABI
import RPC

extension System {
  /// Answers calls and faults, for ever.
  func serve() {
    MessageBuffer.accept = MessagePage.maximumCapabilities
    var received = KernelCall.receive(.calls)
    while true {
      if received.badge & ThreadObject.faultBit != 0 {
        received = KernelCall.replyAndReceive(.calls, MessageWriter(label: handleFault(received).rawValue))
      } else {
        var request = Request(received)
        dispatch(&request)
        graph?.lookIfDue()
        received = request.replyAndReceive(.calls, givesBack: false)
      }
    }
  }

  func handleFault(_ received: Received) -> FaultReply {
    guard let thread = object(badge: received.badge & ~ThreadObject.faultBit) as? ThreadObject else { return .suspend }
    return thread.handle(received)
  }

  func dispatch(_ request: inout Request) {
    if let object = object(badge: request.badge) {
      object.serve(&request)
    } else {
      request.refuse(.invalidObject)
    }
  }
}
