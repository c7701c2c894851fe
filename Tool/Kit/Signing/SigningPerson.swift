// What a person does at the signing machine to have the mails signed: the dialogs one after the other, by keyboard and pointer.

import Foundation

struct SigningPerson {
  let secret: SigningSecret

  /// The vault asks for the password with the first mail, and stays open.
  func steps(mails: Int) -> [ScriptStep] {
    (0..<mails).reduce(start + (secret.isFirstUse ? firstUse : [])) { steps, number in
      steps + (number > 0 ? next : []) + consent + (number > 0 ? [] : unlocking)
        + [.expect(log: #"^\[init -> mail_reader\] wrote signed/.*: [0-9]+ bytes$"#)]
    }
  }

  /// The reader is to be seen, its button alive, and the mouse there.
  private var start: [ScriptStep] {
    [
      Self.isReady, .expectAnywhere(log: #"^\[init -> virtio_input\] 1 input devices listen$"#, times: 1),
      .pixel(x: 900, y: 22, colour: 0x2f6be4),
    ]
  }

  private static let isReady = ScriptStep.expect(log: #"^\[init -> mail_reader\] shows .*: [0-9]+ bytes$"#)
  private static let attention = ScriptStep.press(KeyStroke(["ctrl", "alt", "delete"]))
  private static let enter = ScriptStep.press(KeyStroke(["ret"]))

  private static func click(_ x: Int, _ y: Int) -> [ScriptStep] { [.point(x: x, y: y), .click("left")] }

  /// A phrase and a colour by which the person recognises the dialog, and the password, twice.
  private var firstUse: [ScriptStep] {
    [Self.attention, .type("my ship")] + Self.click(578, 320) + [Self.enter, .type(secret.password), Self.enter]
      + [.type(secret.password), Self.enter]
      + [.expect(log: #"^\[init -> password\] a password was chosen$"#)]
  }

  /// The next mail of the list.
  private var next: [ScriptStep] {
    [.press(KeyStroke(["pgdn"])), Self.isReady]
  }

  /// The reader's button; the message's end, and the signer's button as soon as it is alive.
  private var consent: [ScriptStep] {
    Self.click(Self.signButton.x, Self.signButton.y)
      + [.expect(log: #"^\[init -> signer\] asks for a signature of mail_reader: [0-9]+ bytes$"#)]
      // What is pressed before the question is there is not for the signer.
      + [.pixel(x: Self.head.x, y: Self.head.y, colour: 0x0f5c5c), .press(KeyStroke(["end"]))]
      + [.pixel(x: Self.yesButton.x, y: Self.yesButton.y, colour: 0x0f5c5c)] + Self.click(Self.yesButton.x, Self.yesButton.y)
  }

  private var unlocking: [ScriptStep] {
    // After a restart the dialog says nothing that only it knows: the attention key makes sure that it is the right one.
    [.expect(log: #"^\[init -> password\] asks for key_vault$"#)] + (secret.isFirstUse ? [] : [Self.attention])
      + [.type(secret.password), Self.enter]
  }

  private static let signButton = (x: 950, y: 40)
  /// Of the signer's question.
  private static let head = (x: 40, y: 66)
  private static let yesButton = (x: 862, y: 690)
}
