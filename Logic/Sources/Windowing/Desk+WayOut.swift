// The way out when somebody exclusive hangs.
//
// While a client is exclusive all input is its own, and one that hangs would keep it for ever. So whoever took none of its events for
// `patience` loses screen and input to the person's next escape or attention key. Nothing else takes them away, neither time alone
// nor another client: nobody who types a password shall find that the rest of it went elsewhere. What was typed for the one that
// hangs is forgotten. Once it takes events again, it is a client as before.

import Input

extension Desk {
  /// Milliseconds. Longer than what a busy machine needs to answer, and not longer than a person tries.
  static var patience: UInt64 { 5000 }

  /// Takes screen and input away from who is exclusive and hangs, if the person presses a key that means that.
  /// - Returns: whether it was that; then nobody gets the key.
  func leaveHung(_ key: Key) -> Bool {
    guard let exclusive, key == .escape || isAttention(key), let since = exclusive.unansweredSince,
      now >= since, now - since >= Self.patience
    else { return false }
    for entry in exclusive.views { damage(entry.view) }
    exclusive.isAbandoned = true
    exclusive.queue.abandon()
    if summoned === exclusive { summoned = nil }
    viewsChanged()
    updateExclusive()
    return true
  }

  /// Everything is for this client from now on, also if the person gave it up before: it gets as much time again.
  func summon(_ client: Client) {
    if client.isAbandoned {
      restore(client)
      client.unansweredSince = client.queue.isEmpty ? nil : now
    }
    summoned = client
  }

  /// It answers, or is to have another chance.
  func restore(_ client: Client) {
    client.isAbandoned = false
    for entry in client.views { damage(entry.view) }
    viewsChanged()
  }
}
