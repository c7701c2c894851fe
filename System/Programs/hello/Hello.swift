// The smallest client: greets the greeter, says what it heard, and is done.

import Bulkhead

@main final class Hello: Component {
  init(_ environment: Environment) throws(SessionError) {
    let greeter = try environment.open(Greeter.self)
    do throws(GreeterFailure) {
      let answer = try greeter.call(Greeter.greet, Text("hello"))
      var line = Text("the greeter says: ")
      line.append(answer)
      environment.log.write(line)
    } catch {
      throw .failed("the greeter does not greet")
    }
    environment.exit(0)
  }
}
