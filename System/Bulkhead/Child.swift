// Starting a program in a protection domain of its own.
//
// All memory is the child's: paid out of its account, and gone with it.

import ELF

/// Why a program could not be started.
public enum ChildError: Error {
  /// The file is not a program; says which rule it breaks.
  case badProgram(ELFError)
  /// The child's quota does not suffice.
  case outOfRAM
  case outOfCapabilities
  /// A segment lies where the stack belongs, or the like.
  case conflict
  /// One of the sessions does not exist (any more).
  case invalidSession
}

/// Where things lie in a child besides its program.
public enum ChildLayout {
  /// The first thread's stack: 128 KiB, with unmapped pages on both sides.
  public static var stackSize: UInt64 { 0x2_0000 }
  public static var stackLow: UInt64 { 0x00fc_0000 }
}

/// What a child is made from.
public struct ChildPlan {
  /// For its first thread.
  public var name: Text
  /// The program: an ELF file, and how many bytes it has.
  public var program: Capability<Dataspace>
  public var programSize: UInt64
  public var protectionDomain: Capability<PD>
  public var cpu: Capability<CPU>
  /// The object that serves the child as its parent.
  public var parent: Capability<Parent>
  /// Of its first thread; cut to what the CPU session allows.
  public var priority: UInt64 = 255

  public init(
    name: Text, program: Capability<Dataspace>, programSize: UInt64, protectionDomain: Capability<PD>,
    cpu: Capability<CPU>, parent: Capability<Parent>
  ) {
    self.name = name
    self.program = program
    self.programSize = programSize
    self.protectionDomain = protectionDomain
    self.cpu = cpu
    self.parent = parent
  }
}

/// A child's first thread. The child itself ends with its sessions.
public struct Child: ~Copyable {
  /// The child's first thread.
  public let thread: OwnedCapability<CPUThread>

  /// Loads the program and starts it. When this fails, close the child's sessions: parts may be loaded.
  public init(starting plan: ChildPlan) throws(ChildError) {
    let file = try Self.map(plan.program, isWritable: false)
    let executable = try Self.read(file, size: plan.programSize)
    let space = try Self.prepare(plan)
    for segment in executable.segments { try Self.load(segment, from: file, plan, into: space.capability) }
    try Self.makeStack(plan, in: space.capability)
    thread = try Self.start(executable.entry, plan)
  }

  private static func map(_ dataspace: Capability<Dataspace>, isWritable: Bool) throws(ChildError) -> Mapping {
    do throws(RegionMapFailure) { return try Mapping(dataspace, isWritable: isWritable, isLasting: !isWritable) } catch {
      throw ChildError(error)
    }
  }

  /// Tells the domain its parent; returns its address space.
  private static func prepare(_ plan: ChildPlan) throws(ChildError) -> OwnedCapability<RegionMap> {
    do throws(PDFailure) {
      try plan.protectionDomain.call(PD.setParent, plan.parent)
      return try plan.protectionDomain.call(PD.addressSpace)
    } catch { throw ChildError(error) }
  }

  private static func read(_ file: borrowing Mapping, size: UInt64) throws(ChildError) -> Executable {
    guard size <= UInt64(file.count) else { throw .badProgram(.tooShort) }
    let bytes = file.bytes
    do throws(ELFError) {
      return try Executable(count: Int(size)) { bytes[$0] }
    } catch { throw .badProgram(error) }
  }

  /// Segments that are not written are used in place, the others copied.
  private static func load(
    _ segment: Segment, from file: borrowing Mapping, _ plan: ChildPlan, into space: Capability<RegionMap>
  ) throws(ChildError) {
    guard segment.isWritable else {
      return try attach(
        Attachment(
          plan.program, offset: UInt64(segment.fileOffset), size: segment.memorySize, at: segment.virtualAddress,
          isExecutable: segment.isExecutable), to: space)
    }
    let ram = try allocate(segment.memorySize, plan.protectionDomain)
    try copy(segment, from: file, to: ram.capability)
    try attach(Attachment(ram.capability, at: segment.virtualAddress, isWritable: true), to: space)
  }

  private static func copy(_ segment: Segment, from file: borrowing Mapping, to target: Capability<Dataspace>)
    throws(ChildError)
  {
    var memory = try map(target, isWritable: true)
    let source = file.bytes
    var bytes = memory.mutableBytes
    for index in 0..<segment.fileSize { bytes[index] = source[segment.fileOffset + index] }
  }

  private static func makeStack(_ plan: ChildPlan, in space: Capability<RegionMap>) throws(ChildError) {
    let stack = try allocate(ChildLayout.stackSize, plan.protectionDomain)
    try attach(Attachment(stack.capability, at: ChildLayout.stackLow, isWritable: true), to: space)
  }

  private static func start(_ entry: UInt64, _ plan: ChildPlan) throws(ChildError) -> OwnedCapability<CPUThread> {
    let (low, high) = (ChildLayout.stackLow, ChildLayout.stackLow + ChildLayout.stackSize)
    do throws(CPUFailure) {
      let request = ThreadRequest(plan.name, in: plan.protectionDomain, priority: plan.priority)
      let thread: OwnedCapability<CPUThread> = try plan.cpu.call(CPU.createThread, request)
      try thread.capability.call(CPUThread.start, Pair(entry, Pair(low, high)))
      return thread
    } catch { throw ChildError(error) }
  }

  /// The RAM stays with the child's account when the reference ends.
  private static func allocate(_ size: UInt64, _ payer: Capability<PD>) throws(ChildError) -> OwnedCapability<Dataspace> {
    do throws(PDFailure) { return try payer.call(PD.allocateRAM, size) } catch { throw ChildError(error) }
  }

  private static func attach(_ attachment: Attachment, to space: Capability<RegionMap>) throws(ChildError) {
    do throws(RegionMapFailure) { let _: UInt64 = try space.call(RegionMap.attach, attachment) } catch {
      throw ChildError(error)
    }
  }
}

extension ChildError {
  init(_ failure: PDFailure) {
    switch failure {
    case .outOfRAM: self = .outOfRAM
    case .outOfCapabilities: self = .outOfCapabilities
    case .invalidObject, .notReferenceAccount, .notManaging, .unreachable: self = .invalidSession
    }
  }

  init(_ failure: RegionMapFailure) {
    switch failure {
    case .outOfRAM: self = .outOfRAM
    case .outOfCapabilities: self = .outOfCapabilities
    case .conflict, .notAllowed: self = .conflict
    case .invalidDataspace, .notAttached, .unreachable: self = .invalidSession
    }
  }

  init(_ failure: CPUFailure) {
    switch failure {
    case .outOfRAM: self = .outOfRAM
    case .outOfCapabilities: self = .outOfCapabilities
    case .invalidState, .notAllowed: self = .conflict
    case .invalidDomain, .unreachable: self = .invalidSession
    }
  }
}
