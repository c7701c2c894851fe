// The smallest server: greets whoever greets it, each in a session of its own.

import Bulkhead

@main final class GreeterServer: Component {
  private let service: Service<Greeter>

  init(_ environment: Environment) throws(SessionError) {
    service = try environment.offer(Greeter.self) { _ throws(RefusedSession) in GreeterSession() }
    environment.log("waiting for visitors")
  }
}

/// One visitor's session.
final class GreeterSession: SessionObject {
  func serve(_ request: inout Request) {
    request.serve(Greeter.greet) { greeting throws(GreeterFailure) in
      if greeting.isEmpty { throw .nothingSaid }
      var answer = Text("hello, ")
      answer.append(greeting)
      answer.append("!")
      return answer
    }
  }
}
