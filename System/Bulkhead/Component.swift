// A component: what a program on this system is.
//
//     import Bulkhead
//
//     @main final class Hello: Component {
//       init(_ environment: Environment) throws(SessionError) {
//         environment.log("Hello, world")
//         environment.exit(0)
//       }
//     }
//
// `init` sets everything up and returns; from then on the component lives by what its entrypoint is told: calls on its
// objects, signals, timeouts. All of that, and `init`, happens in one thread, one after the other.

/// A program. Mark the type `@main`.
public protocol Component: ~Copyable {
  /// Sets the component up.
  /// - Throws: an error to stop with. The reason is logged; the component then does nothing until its parent ends it.
  init(_ environment: Environment) throws(SessionError)
}

extension Component where Self: ~Copyable {
  /// The program's start. Ends the component with exit value 0 when its entrypoint is stopped.
  public static func main() {
    let environment = Environment()
    do throws(SessionError) {
      let component = try Self(environment)
      environment.listenToParent()
      // What the component holds lasts as long as it runs, also what nothing else refers to.
      withExtendedLifetime(component) { environment.entrypoint.run() }
      environment.exit(0)
    } catch {
      environment.stop(error)
    }
  }
}
