// One look at the screen: asked for, taken, and over.

import Bulkhead
import Geometry
import Painting

final class ScreenGrab {
  enum Outcome {
    case picture(Picture)
    case refused
    /// Something did not work, in words.
    case failed(String)
  }

  private let environment: Environment
  private let pending: PendingSession
  private let finish: (Outcome) -> Void
  private var isOver = false
  private var hasPaid = false
  private var size = Size.zero
  private var timeout: Timeout?

  /// Asks for a session, which may take as long as a person thinks.
  /// - Parameter finish: called once.
  init(_ environment: Environment, finish: @escaping (Outcome) -> Void) {
    self.environment = environment
    self.finish = finish
    // What a broker that asks the person keeps for itself comes on top.
    let cost = Quota(ram: Capture.cost.ram + 8192, capabilities: Capture.cost.capabilities + 4)
    pending = environment.request(Text(Capture.name), donation: cost)
    pending.onChange = { [self] in proceed() }
    proceed()
  }

  private func proceed() {
    guard !isOver else { return }
    switch pending.state {
    case .opening, .upgrading: return
    case .refused: end(.refused)
    case .closing, .closed: end(.failed("The session ended."))
    case .open where hasPaid: take()
    case .open: wait()
    }
  }

  /// What was in front of the screen a moment ago, this program's window among it, is still going away.
  private func wait() {
    timeout = environment.entrypoint.after(.milliseconds(200)) { [self] in pay() }
  }

  private var session: Capability<Capture> { pending.capability.of(Capture.self) }

  /// Donates what the pixels need, and what maps them.
  private func pay() {
    size = (try? session.call(Capture.screenSize)) ?? .zero
    guard !size.isEmpty else { return end(.failed("There is no screen.")) }
    let pages = (UInt64(size.area) * 4 + 4095) & ~4095
    hasPaid = true
    do throws(ParentFailure) { try pending.upgrade(by: Quota(ram: pages + pages / 128 + 8192)) } catch {
      return end(.failed("There is not enough memory for a picture."))
    }
    proceed()
  }

  private func take() {
    guard (try? session.call(Capture.setBuffer, size)) != nil,
      let dataspace: OwnedCapability<Dataspace> = try? session.call(Capture.dataspace),
      let mapping = try? Mapping(dataspace.capability, isLasting: true), mapping.count >= size.area * 4,
      (try? session.call(Capture.capture, Point.zero)) != nil
    else { return end(.failed("The picture could not be taken.")) }
    var picture = Picture(size)
    for index in 0..<size.area { picture.set(index, to: mapping.load(index * 4, as: UInt32.self) | 0xff00_0000) }
    end(.picture(picture))
  }

  private func end(_ outcome: Outcome) {
    isOver = true
    timeout = nil
    pending.onChange = nil
    pending.close()
    finish(outcome)
  }
}
