// What was found out, as lines of the log.

import Bulkhead

/// Every check is a line: `ok: ...` or `FAILED: ...`.
public final class Checks {
  public let environment: Environment
  public private(set) var failures = 0

  public init(_ environment: Environment) { self.environment = environment }

  public func expect(_ condition: Bool, _ what: StaticString) {
    var line = Text(condition ? "ok: " : "FAILED: ")
    line.append(what)
    if !condition { failures += 1 }
    environment.log.write(line)
  }

  public func note(_ what: StaticString, _ number: UInt64) {
    var line = Text(what)
    line.append(" ")
    line.append(Text(decimal: number))
    environment.log.write(line)
  }

  /// Expects a call to fail, in exactly one way.
  public func refuses<E: RawRepresentable<UInt16> & Error>(_ what: StaticString, _ failure: E, _ body: () throws(E) -> Void) {
    do throws(E) {
      try body()
      expect(false, what)
    } catch { expect(error.rawValue == failure.rawValue, what) }
  }

  /// Expects a session to be denied.
  public func denies<I: SessionInterface>(
    _ what: StaticString, _ interface: I.Type, _ arguments: StaticString = "", label: StaticString = ""
  ) {
    do throws(SessionError) {
      _ = try environment.open(interface, label: Text(label), arguments: Text(arguments))
      expect(false, what)
    } catch {
      if case .denied = error { expect(true, what) } else { expect(false, what) }
    }
  }

  /// Waits until something is so, handling I/O signals meanwhile, but not for ever: on a slow machine a minute can be short.
  public func wait(for condition: () -> Bool) -> Bool {
    let end = environment.clock.now.microseconds + 60_000_000
    while !condition(), environment.clock.now.microseconds < end {
      environment.entrypoint.dispatchPendingIOSignals()
      environment.entrypoint.pause(.milliseconds(1))
    }
    return condition()
  }

  /// The last line, and the exit value.
  public func finish() -> Never {
    environment.log(failures == 0 ? "all checks passed" : "some checks failed")
    environment.exit(failures == 0 ? 0 : 1)
  }
}
