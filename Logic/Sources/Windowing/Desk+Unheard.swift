// When somebody ends who had all input: the person goes on typing, and what follows may be the rest of a password.
//
// So it goes to nobody, whoever has the keyboard otherwise, until the person does something that nobody does within a password:
// presses escape, which is nobody's either, or a button, or touches a view. It is the same after the attention key if there is nobody
// yet who is called by it: who types blindly then types a password. Somebody exclusive who appears meanwhile gets all input, and ends
// this by leaving: the person has answered. Input methods are nobody's hands, and end nothing.

import Input

extension Desk {
  func beginUnheard() {
    releaseMethods()
    isUnheard = true
    needsSettling = true
  }

  func endUnheard() {
    if !isUnheard { return }
    isUnheard = false
    needsSettling = true
  }

  /// - Returns: whether nobody is to get the key.
  func isSwallowed(_ key: Key) -> Bool {
    guard isUnheard else { return false }
    if key.isButton, held.isEmpty {
      endUnheard()
      return false
    }
    if key == .escape { endUnheard() }
    return true
  }
}
