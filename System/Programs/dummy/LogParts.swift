// The dummy as a client and as a server of LOG.

import Bulkhead
import Services

/// A LOG session that nothing is written to.
final class LogConnection {
  private var session: Session<Log>?

  init?(_ number: Int, _ environment: Environment) {
    do throws(SessionError) {
      session = try environment.open(Log.self, label: Text(decimal: UInt64(number)))
    } catch {
      environment.log("stop because parent denied LOG-session")
      environment.entrypoint.sleep()
    }
  }

  /// Waits until the server knows.
  func upgrade(by bytes: Int) { try? session?.upgrade(by: Quota(ram: UInt64(bytes)), waits: true) }

  /// Waits until the server closed it.
  func close() {
    if let session = session.take() { session.close() }
  }
}

/// Offers LOG, and writes what it gets to its own.
final class LogService {
  private let environment: Environment
  private let isVerbose: Bool
  private let delay: Int
  private var service: Service<Log>?

  init?(_ environment: Environment, isVerbose: Bool, delay: Int) {
    self.environment = environment
    self.isVerbose = isVerbose
    self.delay = delay
    do throws(SessionError) {
      service = try environment.offer(Log.self) { [self] request throws(RefusedSession) in open(request) }
    } catch { return nil }
  }

  private func open(_ request: SessionRequest) -> LogSession {
    let label = request.label
    if isVerbose { environment.log("opening session with label \(label.string)") }
    let receiver = LogReceiver(
      request, close: { [self] in closed(label) },
      handle: { [self] line in environment.log.write(Text.line(line, from: label)) })
    return LogSession(receiver, environment)
  }

  private func closed(_ label: Text) {
    if delay > 0 {
      environment.log("delay close by \(delay) ms")
      environment.entrypoint.pause(.milliseconds(UInt64(delay)))
    } else {
      environment.log("close session without delay")
    }
    if isVerbose { environment.log("closing session with label \(label.string)") }
  }
}

/// Tells of upgrades.
final class LogSession: SessionObject {
  private let receiver: LogReceiver
  private let environment: Environment

  init(_ receiver: LogReceiver, _ environment: Environment) {
    self.receiver = receiver
    self.environment = environment
  }

  func serve(_ request: inout Request) { receiver.serve(&request) }
  func upgrade(by quota: Quota) { environment.log("received session quota upgrade") }
}
