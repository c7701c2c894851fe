// What a person does at the signing machine to have the mails signed: the dialogs one after the other, by keyboard and pointer.

import Foundation

struct SigningPerson {
  /// Chosen at first use.
  let password: String

  /// A password that nobody else knows, and that every keyboard can type.
  init() {
    var generator = SystemRandomNumberGenerator()
    let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")
    password = String((0..<20).map { _ in letters.randomElement(using: &generator) ?? "x" })
  }

  /// The vault asks for the password with the first mail, and stays open.
  func steps(mails: Int) -> [ScriptStep] {
    (0..<mails).reduce(firstUse) { steps, number in
      steps + (number > 0 ? next : []) + consent + (number > 0 ? [] : unlocking)
        + [.expect(log: #"^\[init -> mail_reader\] wrote signed/.*: [0-9]+ bytes$"#)]
    }
  }

  private static let enter = ScriptStep.press(KeyStroke(["ret"]))

  private static func click(_ x: Int, _ y: Int) -> [ScriptStep] { [.point(x: x, y: y), .click("left")] }

  /// A phrase and a colour by which the person recognises the dialog, and the password, twice.
  private var firstUse: [ScriptStep] {
    [.expect(log: #"^\[init -> mail_reader\] shows .*: [0-9]+ bytes$"#), .press(KeyStroke(["ctrl", "alt", "delete"]))]
      + [.type("my ship")] + Self.click(578, 320) + [Self.enter, .type(password), Self.enter, .type(password), Self.enter]
      + [.expect(log: #"^\[init -> password\] a password was chosen$"#)]
  }

  /// The next mail of the list.
  private var next: [ScriptStep] {
    [.press(KeyStroke(["pgdn"])), .expect(log: #"^\[init -> mail_reader\] shows .*: [0-9]+ bytes$"#)]
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
    [.expect(log: #"^\[init -> password\] asks for key_vault$"#), .type(password), Self.enter]
  }

  private static let signButton = (x: 950, y: 40)
  /// Of the signer's question.
  private static let head = (x: 40, y: 66)
  private static let yesButton = (x: 862, y: 690)
}
