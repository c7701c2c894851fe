import Foundation
import Testing

@testable import ToolKit

@Suite struct DescriptorTests {
  @Test func readsUntilTheEnd() {
    let pipe = Pipe()
    pipe.fileHandleForWriting.write(Data("ready".utf8))
    #expect(Descriptor.read(pipe.fileHandleForReading.fileDescriptor) == Data("ready".utf8))
    try? pipe.fileHandleForWriting.close()
    #expect(Descriptor.read(pipe.fileHandleForReading.fileDescriptor).isEmpty)
  }

  /// What Foundation ends the whole program for.
  @Test func aConnectionThatIsResetHasEnded() throws {
    var ends: [Int32] = [0, 0]
    let status = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
    try #require(status == 0)
    defer { close(ends[0]) }
    // The other side goes with something unread.
    #expect(UnixSocket.send(Data("question".utf8), to: ends[0]))
    close(ends[1])
    #expect(Descriptor.read(ends[0]).isEmpty)
    #expect(Descriptor.read(-1).isEmpty)
  }

  @Test func expectationsAreNoActions() {
    #expect(ScriptStep.hold(key: "w", isDown: false).isAction && ScriptStep.type("w").isAction)
    #expect(!ScriptStep.expect(log: "x").isAction && !ScriptStep.pixel(x: 0, y: 0, colour: 0).isAction)
  }
}
