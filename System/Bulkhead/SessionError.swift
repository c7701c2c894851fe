// Why a session could not be opened.

/// Why a session could not be opened, or why a component cannot do its work.
public enum SessionError: Error, Sendable {
  /// No route leads to such a service.
  case denied(service: StaticString)
  /// The component's own quota does not suffice, and its parent does not answer.
  case outOfQuota(service: StaticString)
  /// The service exists, but does not answer any more.
  case unreachable(service: StaticString)
  /// For components that cannot go on for a reason of their own.
  case failed(StaticString)
}

extension SessionError {
  /// The reason as a line for the log.
  public var description: Text {
    var text = Text()
    switch self {
    case .denied(let service):
      text.append("stop because parent denied ")
      text.append(service)
      text.append("-session")
    case .outOfQuota(let service):
      text.append("stop because quota does not suffice for ")
      text.append(service)
      text.append("-session")
    case .unreachable(let service):
      text.append("stop because ")
      text.append(service)
      text.append("-service does not answer")
    case .failed(let reason):
      text.append("stop: ")
      text.append(reason)
    }
    return text
  }
}
