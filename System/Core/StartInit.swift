// Starting init: the one component that core loads itself. Init gets all quota that there is.

import ELF
import KernelABI
import RPC
import Sessions

/// Why init could not be started.
private enum StartError: Error {
  case missingModule(StaticString, StaticString)
  case badProgram(ELFError)
  case tooLittleMemory

  var text: String {
    switch self {
    case .missingModule(let name, let remedy): "the boot archive has no module \"\(name)\"; \(remedy)"
    case .badProgram(let error): "the module \"init\" is not a program that can be started (\(error.reason)); build it anew"
    case .tooLittleMemory: "there is too little memory to start init; give the machine at least 32 MiB"
    }
  }
}

extension System {
  /// False, after a message and the end of the machine, if it cannot be started.
  func startInit() -> Bool {
    do throws(StartError) {
      try InitProgram(self).start()
      return true
    } catch {
      refuse(error.text)
      return false
    }
  }
}

/// Init's program, checked.
private struct InitProgram {
  let system: System
  let module: BootModule
  let program: Executable

  private static var stackSize: UInt64 { 0x2_0000 }
  private static var stackLow: UInt64 { 0x00fc_0000 }

  init(_ system: System) throws(StartError) {
    guard let module = system.boot.module(named: "init") else { throw .missingModule("init", "add init's program") }
    guard system.boot.module(named: "config") != nil else { throw .missingModule("config", "add a configuration for init") }
    self.system = system
    self.module = module
    do throws(ELFError) {
      program = try Executable(count: Int(module.size)) { Window.load(module.physical + UInt64($0), as: UInt8.self) }
    } catch { throw .badProgram(error) }
  }

  func start() throws(StartError) {
    do throws(QuotaError) {
      guard let memory = system.coreMemory else { throw .outOfRAM }
      for module in system.boot.modules { try system.publish(module.dataspace, payer: memory) }
      let domain = ProtectionDomain(system, label: "init", account: Account(system.total))
      try domain.build()
      system.initDomain = domain
      system.machine.log(
        "\(system.total.ram >> 20) MiB RAM and \(system.total.capabilities) capabilities assigned to init")
      try run(domain, try makeSessions(domain, memory))
    } catch { throw .tooLittleMemory }
  }

  /// Makes init's environment.
  private func makeSessions(_ domain: ProtectionDomain, _ memory: ObjectMemory) throws(QuotaError) -> CPUSession {
    let parent = InitParent(system, account: domain.account)
    let cpu = CPUSession(system, label: "init", priorityLimit: CoreLimits.priority)
    let (log, rom) = (LogSession(system, label: "init"), ROMSession(system, module))
    for object in [parent, cpu, log, rom] as [ServedObject] { try system.publish(object, payer: memory) }
    parent.adopt(domain, .domain, id: EnvironmentSession.protectionDomain)
    parent.adopt(cpu, .cpu, id: EnvironmentSession.cpu)
    parent.adopt(log, .log, id: EnvironmentSession.log)
    parent.adopt(rom, .rom, id: EnvironmentSession.binary)
    guard domain.setParent(parent.capability) else { throw .outOfCapabilities }
    return cpu
  }

  private func run(_ domain: ProtectionDomain, _ cpu: CPUSession) throws(QuotaError) {
    for segment in program.segments { try load(segment, into: domain) }
    let stack = try domain.allocateRAM(Self.stackSize)
    try attach(stack, at: Self.stackLow, isWritable: true, in: domain)
    do throws(CPUFailure) {
      let wish = ThreadRequest("main", in: Capability(domain.capability), priority: CoreLimits.priority)
      let thread = try cpu.createThread(wish, in: domain)
      try thread.start(at: program.entry, stackLow: Self.stackLow, stackHigh: Self.stackLow + Self.stackSize)
    } catch { throw .outOfRAM }
  }

  /// Read-only segments are used in place, writable ones copied.
  private func load(_ segment: Segment, into domain: ProtectionDomain) throws(QuotaError) {
    guard segment.isWritable else {
      return try attach(
        module.dataspace, offset: UInt64(segment.fileOffset), size: segment.memorySize, at: segment.virtualAddress,
        isExecutable: segment.isExecutable, in: domain)
    }
    let ram = try domain.allocateRAM(segment.memorySize)
    Window.copy(from: module.physical + UInt64(segment.fileOffset), to: ram.physical, bytes: UInt64(segment.fileSize))
    try attach(ram, at: segment.virtualAddress, isWritable: true, in: domain)
  }

  private func attach(
    _ dataspace: DataspaceObject, offset: UInt64 = 0, size: UInt64 = 0, at address: UInt64, isWritable: Bool = false,
    isExecutable: Bool = false, in domain: ProtectionDomain
  ) throws(QuotaError) {
    let place = try? domain.addressSpace?.attach(
      dataspace, offset: offset, size: size, at: address, isWritable: isWritable, isExecutable: isExecutable)
    if place == nil { throw .outOfRAM }
  }
}

extension ELFError {
  fileprivate var reason: StaticString {
    switch self {
    case .tooShort: "it is too short"
    case .notELF: "it is no ELF file"
    case .notForThisMachine: "it is for another kind of processor"
    case .notExecutable: "it is no static executable"
    case .needsDynamicLinker: "it needs a dynamic linker"
    case .badProgramHeaders: "its program headers are damaged"
    case .segmentOutsideFile: "a segment lies outside of the file"
    case .segmentOutsideUserSpace: "a segment lies outside of the address space"
    case .segmentsOverlap: "two segments overlap"
    case .writableAndExecutable: "a segment is writable and executable"
    case .badAlignment: "a segment does not start at a page"
    case .noEntry: "its entry is in no executable segment"
    }
  }
}
