// Core: the root component. It starts init, and from then on serves calls and resolves page faults, in one thread that
// works on its callers' time.

import Archive
import RPC
import Runtime

@main
struct Core {
  static func main() {
    CoreHeap.prepare()
    let boot = BootRecord()
    let system = System(machine: boot.machine, boot: boot, frames: Frames(CoreHeap.remaining(boot.regions)))
    guard boot.isFromThisKernel else { return system.refuse("the kernel was made for another core; build both anew") }
    do throws(ArchiveError) { try boot.readModules(system) } catch {
      return system.refuse("the boot archive is damaged (\(error.reason)); build it anew")
    }
    system.addPlatformInformation()
    system.keepOwnLog()
    guard system.divide() else { return system.refuse("there is too little memory; give the machine at least 32 MiB") }
    system.graph = CapabilityGraph(system)
    if system.startInit() { system.serve() }
  }
}
