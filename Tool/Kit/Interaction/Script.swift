// What a person does at a machine, as a scenario says it (Documentation/scenarios.md).

import HID

/// One step. Each is done when the one before it is.
public enum ScriptStep: Equatable, Sendable {
  /// Wait for a line of the log, behind the one that was waited for before.
  case expect(log: String)
  /// Wait until the log has so many such lines, wherever they are. What is waited for next may stand before them.
  case expectAnywhere(log: String, times: Int)
  case press(KeyStroke)
  /// Hold a key down, or let it go.
  case hold(key: String, isDown: Bool)
  case type(String)
  case point(x: Int, y: Int)
  case move(x: Int, y: Int)
  case button(String, isDown: Bool)
  case click(String)
  case wait(milliseconds: Int)
  /// The window that shows the screen is made larger or smaller.
  case resize(width: Int, height: Int)
  /// The screen comes to have this colour at this place.
  case pixel(x: Int, y: Int, colour: UInt32)
  /// The screen comes to look like the reference picture of that name.
  case screenshot(Screenshot)
  /// Look for a text in all of the machine's memory: it is found in so many places, nil: in at least one.
  case scan(String, places: Int?)
  /// The power fails, and comes back.
  case cyclePower
  /// Something happens to a disk, or is to be found there.
  case disk(String, DiskStep)
}

/// A picture of the screen.
public struct Screenshot: Equatable, Sendable {
  let name: String
  /// Otherwise it is only kept: there is something to see that is never the same twice.
  var isCompared = true
  /// What of it is compared; nil: all of it.
  var area: ScreenArea?
}

/// A part of the screen, in pixels.
struct ScreenArea: Equatable, Sendable {
  var x = 0
  var y = 0
  /// Nil: up to the edge.
  var width: Int?
  var height: Int?
}

/// What a script does with a disk while the machine knows nothing of it.
public enum DiskStep: Equatable, Sendable {
  /// Keep a copy under that name.
  case keep(String)
  /// Put a kept copy back.
  case restore(String)
  /// Turn a bit over.
  case flip(Int)
  /// The text is on the disk, or is not.
  case has(String, Bool)

  var isAction: Bool {
    switch self {
    case .keep, .restore, .flip: true
    case .has: false
    }
  }
}

extension ScriptStep {
  /// It does something, and finds nothing out.
  var isAction: Bool {
    switch self {
    case .press, .hold, .type, .point, .move, .button, .click, .wait, .resize, .cyclePower: true
    case .disk(_, let step): step.isAction
    case .expect, .expectAnywhere, .pixel, .screenshot, .scan: false
    }
  }
}

/// A step, and where it stands.
public struct ScriptLine: Sendable {
  public let step: ScriptStep
  public let position: Position
}
