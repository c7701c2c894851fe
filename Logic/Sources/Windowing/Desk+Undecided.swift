// What is typed after a key of the window manager, such as Alt-Tab: it is for whom that key gives the keyboard to, and nobody knows yet
// who that is.
//
// So it waits. The client that places others' windows and took the key says who has the keyboard (`focus`), and that one gets what
// waited. Nothing waits longer than `decisionTime`: who does not decide, because it hangs or ends, blocks nobody. What waited then is
// nobody's, as it is if the person clicks elsewhere, or somebody exclusive comes, since it was meant for none of those who could get it.

import Input

/// Somebody decides whose the keyboard is.
struct Undecided {
  let decider: Client
  /// Milliseconds.
  let since: UInt64
  /// Stands for whoever it will be: holds what was typed meanwhile, as a client's queue would.
  let heir: Client
}

extension Desk {
  /// Milliseconds: longer than a busy machine needs, and not longer than a person waits.
  static var decisionTime: UInt64 { 1000 }

  /// A key was pressed for a client. If that places others' windows, the key may move the keyboard.
  func awaitDecision(of client: Client) {
    guard client !== exclusive, client.views.contains(where: { $0.view.owner !== client }) else { return }
    forgetUndecided()
    undecided = Undecided(decider: client, since: now, heir: Client("", client.domain))
  }

  /// Who gets what is typed now.
  var typist: Client? {
    guard let undecided else { return focused }
    if now < undecided.since + Self.decisionTime { return undecided.heir }
    forgetUndecided()
    return focused
  }

  /// Who has the keyboard gets what waited.
  func decide() {
    guard let heir = undecided?.heir else { return }
    undecided = nil
    announceFocus()
    inherit(from: heir, focused)
    for event in heir.queue.take(EventQueue.capacity) { send(event, to: focused) }
  }

  /// What waited is nobody's.
  func forgetUndecided() {
    guard let heir = undecided?.heir else { return }
    undecided = nil
    inherit(from: heir, nil)
  }

  /// Keys that are down are somebody else's.
  private func inherit(from heir: Client, _ client: Client?) {
    for index in held.indices where held[index].owner === heir { held[index].owner = client }
    if lock.client === heir { lock = client.map { .held($0, nil) } ?? .nobody }
  }
}
