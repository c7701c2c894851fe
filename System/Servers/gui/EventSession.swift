// One driver, or filter, that says what the person does.

import Bulkhead
import Windowing

final class EventSession: SessionObject {
  private let source: EventSource
  private let server: GuiServer

  init(_ source: EventSource, _ server: GuiServer) {
    self.source = source
    self.server = server
  }

  deinit {
    server.desk.remove(source)
    server.finishCall()
  }

  func serve(_ request: inout Request) {
    server.beginCall()
    request.serve(Event.submit) { (batch) throws(EventFailure) -> Void in
      for event in batch.events { self.server.desk.handle(event, from: self.source) }
    }
    server.finishCall()
  }
}
