import Composition
import HID
import Testing

/// Sessions that the program around the sandbox serves.
@Suite final class LocalTests: SandboxSuite {
  private static let child = "+ start a\n  + route\n    + service LOG | + local\n    + any-service | + parent"

  private func open(_ number: UInt64, ram: Int = 8192) throws -> SessionAnswer<Int> {
    sandbox.requestSession(
      try #require(machine.instance("a")), number: number, service: "LOG", label: "x",
      donation: Resources(ram: ram, capabilities: 1))
  }

  @Test func servesTheEnvironmentAndMore() throws {
    run(Self.child)
    #expect(machine.localSessions == ["a"])
    guard case .capability(4242) = try open(16) else { return #expect(Bool(false)) }
    #expect(machine.localSessions == ["a", "a -> x"])
    guard case .capability = sandbox.upgradeSession(machine.instance("a")!, number: 16, Resources(ram: 512, capabilities: 0))
    else { return #expect(Bool(false)) }
    #expect(machine.localSessions.last == "upgrade a -> x 512")
    #expect(sandbox.closeSession(machine.instance("a")!, number: 16) == .done)
    #expect(!machine.localSessions.contains("a -> x"))
    run("")
    #expect(!machine.localSessions.contains("a") && machine.quota == everything)
  }

  @Test func refusesTooLittle() throws {
    run(Self.child)
    guard case .insufficientRAM = try open(16, ram: 2048) else { return #expect(Bool(false)) }
    #expect(machine.total == everything)
  }

  @Test func tellsWhoRefuses() throws {
    run(Self.child)
    machine.localService = "other"
    guard case .denied = try open(16) else { return #expect(Bool(false)) }
    #expect(machine.lines == ["error: child \"a\" is denied LOG \"x\" by the component that runs it"])
  }

  @Test func aRouteToElsewhereRestarts() throws {
    run(Self.child)
    let first = try #require(machine.instance("a"))
    run(Self.child)
    #expect(machine.instance("a") == first)
    run("+ start a")
    #expect(machine.instance("a") != first && machine.localSessions.isEmpty)
  }
}
