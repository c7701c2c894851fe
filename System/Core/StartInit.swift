// Starting init: the one component that core loads itself. Init gets all quota that there is.

import ELF
import KernelABI
import RPC
import Sessions

extension Core {
  /// False, after a message and the end of the machine, if it cannot be started.
  static func startInit(_ system: System) -> Bool {
    guard let module = system.boot.module(named: "init") else {
      refuse(system, "the boot archive has no module \"init\"; add init's program")
      return false
    }
    guard system.boot.module(named: "config") != nil else {
      refuse(system, "the boot archive has no module \"config\"; add a configuration for init")
      return false
    }
    do throws(ELFError) {
      let program = try Executable(count: Int(module.size)) { Window.load(module.physical + UInt64($0), as: UInt8.self) }
      return start(program, module, system)
    } catch {
      refuse(system, "the module \"init\" is not a program that can be started; build it anew")
      return false
    }
  }

  private static func start(_ program: Executable, _ module: BootModule, _ system: System) -> Bool {
    let ram = (system.frames.free - 64) * Frames.pageSize
    let account = Account(ram: ram, capabilities: CoreHeap.capabilities)
    system.machine.log("\(ram >> 20) MiB RAM and \(CoreHeap.capabilities) capabilities assigned to init")
    guard let memory = system.sessionMemory, (try? publishModules(system, memory)) != nil,
      let domain = try? ProtectionDomain(system, label: "init", account: account),
      (try? system.publish(domain, payer: domain.memory)) != nil
    else {
      refuse(system, "there is too little memory to start init; give the machine at least 64 MiB")
      return false
    }
    return run(program, module, domain, account, memory, system)
  }

  private static func publishModules(_ system: System, _ memory: ObjectMemory) throws(QuotaError) {
    for module in system.boot.modules { try system.publish(module.dataspace, payer: memory) }
  }

  private static func run(
    _ program: Executable, _ module: BootModule, _ domain: ProtectionDomain, _ account: Account, _ memory: ObjectMemory,
    _ system: System
  ) -> Bool {
    let parent = InitParent(system, account: account)
    let cpu = CPUSession(system, label: "init", priorityLimit: CoreLimits.priority)
    let log = LogSession(system, label: "init")
    do throws(QuotaError) {
      for object in [parent, cpu, log] as [ServedObject] { try system.publish(object, payer: memory) }
      parent.adopt(domain, id: EnvironmentSession.protectionDomain)
      parent.adopt(cpu, id: EnvironmentSession.cpu)
      parent.adopt(log, id: EnvironmentSession.log)
      domain.setParent(parent.capability)
      try load(program, module, into: domain)
      return try startThread(program, domain, cpu)
    } catch {
      refuse(system, "there is too little memory to start init; give the machine at least 64 MiB")
      return false
    }
  }

  /// Read-only segments are used in place, writable ones copied.
  private static func load(_ program: Executable, _ module: BootModule, into domain: ProtectionDomain) throws(QuotaError) {
    for segment in program.segments {
      var dataspace = module.dataspace
      if segment.isWritable {
        dataspace = try domain.allocateRAM(segment.memorySize)
        Window.copy(
          from: module.physical + UInt64(segment.fileOffset), to: dataspace.physical, bytes: UInt64(segment.fileSize))
      }
      let place = try? domain.addressSpace?.attach(
        dataspace, offset: segment.isWritable ? 0 : UInt64(segment.fileOffset), size: segment.memorySize,
        at: segment.virtualAddress, isWritable: segment.isWritable, isExecutable: segment.isExecutable)
      if place == nil { throw .outOfRAM }
    }
  }

  private static func startThread(_ program: Executable, _ domain: ProtectionDomain, _ cpu: CPUSession) throws(QuotaError)
    -> Bool
  {
    let stack = try domain.allocateRAM(InitStack.size)
    guard let low = try? domain.addressSpace?.attach(stack, at: InitStack.low, isWritable: true, isExecutable: false),
      let thread = try? cpu.createThread(
        ThreadRequest("main", in: Capability(domain.capability), priority: CoreLimits.priority), in: domain)
    else { throw .outOfRAM }
    do throws(CPUFailure) {
      try thread.start(at: program.entry, stackLow: low, stackHigh: low + InitStack.size)
      return true
    } catch { return false }
  }
}

private enum InitStack {
  static var size: UInt64 { 0x2_0000 }
  static var low: UInt64 { 0x00fc_0000 }
}
