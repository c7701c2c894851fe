// Core: the root component. It starts init, and from then on serves calls and resolves page faults, in one thread that
// works on its callers' time.

import Archive
import ELF
import KernelABI
import RPC
import Runtime
import Sessions

@main
struct Core {
  static func main() {
    CoreHeap.prepare()
    guard let boot = BootRecord() else { return }
    let frames = Frames(CoreHeap.remaining(boot.regions))
    let system = System(machine: boot.machine, boot: boot, frames: frames)
    do throws(ArchiveError) { try boot.readModules(system) } catch {
      return Self.refuse(system, "the boot archive is damaged; build it anew")
    }
    guard startInit(system) else { return }
    serve(system)
  }

  static func refuse(_ system: System, _ reason: String) {
    system.machine.log("core: \(reason).")
    system.machine.halt(75)
  }

  /// Answers calls and faults, for ever.
  private static func serve(_ system: System) {
    MessageBuffer.accept = MessagePage.maximumCapabilities
    var received = KernelCall.receive(.calls)
    while true {
      if received.badge & ThreadObject.faultBit != 0 {
        let thread = system.object(badge: received.badge & ~ThreadObject.faultBit) as? ThreadObject
        let reply = thread?.handle(received) ?? .suspend
        received = KernelCall.replyAndReceive(.calls, MessageWriter(label: reply.rawValue))
      } else {
        var request = Request(received)
        system.object(badge: received.badge)?.serve(&request)
        received = request.replyAndReceive(.calls)
      }
    }
  }
}
