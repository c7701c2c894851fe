// What services are called when the system speaks to the person. One table for the question, the strip and the settings.

import HID

/// The words for a service that can be asked for.
public struct ServiceWords: Sendable {
  /// At the beginning of a line: "Microphone".
  public let thing: String
  /// After the label of a component: "wants to listen with the microphone."
  public let wish: String
  /// The system does what the session is called, and nothing else: so its name is more than a word of the component's.
  public let isNameDeed: Bool

  /// - Parameter service: the name of a session interface. One without words of its own is called by its name.
  public init(_ service: String) {
    isNameDeed = service.isSame(as: "Steering")
    for words in Self.known where words.service.isSame(as: service) {
      (thing, wish) = (words.thing, words.wish)
      return
    }
    (thing, wish) = (service, "wants to use \"" + service + "\".")
  }

  private static var known: [(service: String, thing: String, wish: String)] {
    [
      ("Record", "Microphone", "wants to listen with the microphone."),
      ("Camera", "Camera", "wants to see with the camera."),
      ("Capture", "Screen", "wants to see the screen."),
      ("Play", "Speaker", "wants to make itself heard."),
      ("Steering", "Steering", "wants to restart or stop another component."),
      ("Event", "Typing", "wants to type and click in your place."),
    ]
  }
}
