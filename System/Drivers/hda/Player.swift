// What is to be played, some periods ahead of the controller.

import Bulkhead
import HDA

final class Player {
  let stream: Stream
  /// Frames in the ring that were not played yet.
  private var queued = 0
  /// Where the next ones go.
  private var end = 0
  /// Frames that were played since nobody plays any more.
  private var idle = 0

  /// How far ahead: 40 ms.
  private static var ahead: Int { Stream.periodFrames * 4 }

  init(_ stream: Stream) { self.stream = stream }

  /// Before the stream starts.
  func begin() { (queued, end, idle) = (0, 0, 0) }

  /// How many frames there is room for. What was played is silent from then on, should the controller come by again too early.
  func makeRoom() -> Int {
    let before = stream.position
    let passed = stream.advance()
    if passed > 0 { stream.clear(passed, at: before) }
    idle += passed
    queued -= min(passed, queued)
    if queued == 0 { end = stream.position }
    return Self.ahead - queued
  }

  func add(_ count: Int, from block: borrowing Mapping) {
    stream.write(count, from: block, at: end)
    end = (end + count) % Stream.frames
    queued += count
  }

  /// Does nobody play any more, and has all been heard that they played?
  func isThrough(stillPlaying: Bool) -> Bool {
    if stillPlaying { idle = 0 }
    return stream.isRunning && !stillPlaying && idle > Self.ahead + Stream.periodFrames
  }
}

/// What was recorded.
final class Recorder {
  let stream: Stream
  /// Frames in the ring that were not taken yet.
  private var waiting = 0

  init(_ stream: Stream) { self.stream = stream }

  /// Copies what is new, at most so much, and says how much.
  func take(_ limit: Int, to block: borrowing Mapping, at offset: Int) -> Int {
    guard stream.isRunning else {
      waiting = 0
      return 0
    }
    waiting += stream.advance()
    let count = min(waiting, limit)
    stream.read(count, at: stream.position + Stream.frames - waiting, to: block, offset)
    waiting -= count
    return count
  }

  /// Is there more than was taken?
  var hasMore: Bool { waiting > 0 }
}
