// Somebody at a machine: what is done there while the machine runs.

import Foundation

public struct Interaction: Sendable {
  let body: @Sendable (LiveMachine) throws -> Void
  /// Whether the machine is switched off when everything was done. Otherwise it goes on until it ends by itself.
  let endsMachine: Bool
  /// Whether the screen is shown to who connects, and can be resized from there.
  var isWatched = false

  public init(endsMachine: Bool, _ body: @escaping @Sendable (LiveMachine) throws -> Void) {
    self.body = body
    self.endsMachine = endsMachine
  }

  /// Plays a scenario's script.
  public static func script(_ scenario: Scenario, _ repository: Repository) -> Interaction {
    let player = ScriptPlayer(scenario, repository)
    return Interaction(endsMachine: scenario.exitValue == nil) { try player.play(on: $0) }.watched(for: scenario)
  }

  /// With what the scenario's script needs besides keyboard and mouse.
  public func watched(for scenario: Scenario) -> Interaction {
    var interaction = self
    interaction.isWatched = scenario.script.contains {
      if case .resize = $0.step { true } else { false }
    }
    return interaction
  }
}

/// An interaction under way.
final class Hand: @unchecked Sendable {
  let log = LogFollower()
  private let interaction: Interaction
  private let disks: DiskBox?
  private let path = UnixSocket.freshPath()
  private let done = DispatchSemaphore(value: 0)
  private var failure: String?
  private var hasEnded = false

  init(_ interaction: Interaction, _ disks: DiskBox? = nil) {
    self.interaction = interaction
    self.disks = disks
  }

  /// What QEMU needs to know.
  var arguments: [String] {
    ["-qmp", "unix:\(path),server=on,wait=off"] + (interaction.isWatched ? ["-vnc", "unix:\(watchPath)"] : [])
  }

  private var watchPath: String { path + ".vnc" }

  func start(_ process: Process) {
    Thread.detachNewThread { [self] in
      do {
        let monitor = try QMPConnection(path: path) { process.isRunning }
        try interaction.body(LiveMachine(monitor: monitor, log: log, disks: disks, watchPath: watchPath))
        hasEnded = interaction.endsMachine
      } catch { failure = "\(error)" }
      if hasEnded || failure != nil { process.terminate() }
      done.signal()
    }
  }

  /// Call it when the machine has ended. Nil: how it ended by itself is what counts.
  func finish(timedOut: Bool) -> Ending? {
    log.end()
    done.wait()
    for path in [path, watchPath] { try? FileManager.default.removeItem(atPath: path) }
    if let failure { return .failed(timedOut ? "time is up: \(failure)" : failure) }
    return hasEnded ? .matched : nil
  }
}
