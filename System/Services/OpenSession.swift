// Sessions that a server has in lists of its own: the client ends the session, and the server hears of it.

import Bulkhead

/// The server's part of a session.
public protocol SessionState: SessionObject {
  /// The client closed the session.
  func close()
}

/// What to return where a session is made: lives as long as the client's session, and closes the state with it.
public final class OpenSession<State: SessionState>: SessionObject {
  public let state: State

  public init(_ state: State) { self.state = state }

  deinit { state.close() }

  public func upgrade(by quota: Quota) { state.upgrade(by: quota) }
  public func serve(_ request: inout Request) { state.serve(&request) }
}
