// From the boot code to the first thread, and the entries from then on.

import CX86
import Firmware
import Kernel
import KernelABI

/// The one kernel, in memory that kernel.ld reserves for it.
@inline(__always)
private var kernel: Ref<Kernel<X86>> {
  // Safety: `kernelMain` initialises it before any CPU can enter.
  unsafe Ref(Memory.pointer(Symbol.kernelStorage).assumingMemoryBound(to: Kernel<X86>.self))
}

private func cpu(at address: UInt64) -> Ref<CPU<X86>> {
  // Safety: `startCPU` initialised it; only its address is ever passed here.
  unsafe Ref(Memory.pointer(address).assumingMemoryBound(to: CPU<X86>.self))
}

// MARK: - Entries

/// - Parameter waitingSince: since when the CPU waited for the kernel lock; 0: it did not have to.
@c func kernelSystemCall(_ address: UInt64, _ waitingSince: UInt64) {
  let cpu = cpu(at: address)
  if kernel.object.fastPath(on: cpu) { return }
  Stretch.begin(address, waitingSince: waitingSince)
  kernel.object.systemCall(on: cpu)
  Stretch.end(address)
}

@c func kernelInterrupt(_ address: UInt64, _ vector: Int, _ code: UInt64, _ waitingSince: UInt64) {
  let cpu = cpu(at: address)
  if vector < Vector.firstDevice, raise(vector, code, on: cpu) { return }
  Stretch.begin(address, waitingSince: waitingSince)
  switch vector {
  case 0..<Vector.firstDevice: kernel.object.fault(on: cpu)
  case Vector.timer: kernel.object.timer(on: cpu)
  case Vector.reschedule, Vector.spurious: kernel.object.notification(on: cpu)
  default: kernel.object.interrupt(line: vector, on: cpu)
  }
  // Last: a level-triggered line that was not masked yet would interrupt once more.
  if vector >= Vector.firstDevice, vector != Vector.spurious { LocalAPIC.endInterrupt() }
  Stretch.end(address)
}

/// Turns an exception into a fault of the current thread (Intel SDM volume 3, 6.15). Whether that is all.
@inline(__always)
private func raise(_ vector: Int, _ code: UInt64, on cpu: Ref<CPU<X86>>) -> Bool {
  if vector == Vector.pageFault {
    let fault: Fault = code & 16 != 0 ? .execute : code & 2 != 0 ? .write : .read
    return kernel.object.fastPath(fault, address: x86_read_cr2(), code: code, on: cpu)
  }
  let instruction = cpu.object.current?.object.registers.rip ?? 0
  if vector == Vector.protection, let thread = cpu.object.current, instruction > MemoryMap.lowEnd {
    // A jump to nowhere, as some processors report it: `iret` would fail on it in the kernel.
    thread.object.registers.rip = instruction & MemoryMap.lowEnd
  }
  return kernel.object.fastPath(fault(of: vector), address: instruction, code: code, on: cpu)
}

private func fault(of vector: Int) -> Fault {
  switch vector {
  case 0: .divide
  case 1: .debug
  case 3: .breakpoint
  case 4: .overflow
  case 5: .bounds
  case 6: .illegalInstruction
  case 12: .stack
  case Vector.protection: .protection
  case 16: .floatingPoint
  case 17: .alignment
  case 19: .simd
  default: .other
  }
}

// MARK: - Start

@c func kernelMain(_ information: UInt64, _ magic: UInt64) {
  Serial.initialize()
  Features.check()
  // As early as possible, so that a mistake in what follows ends in a panic, and not in a silent reset.
  Descriptors.fillInterruptTable()
  Descriptors.load(CPUArea(0))
  let loader = BootLoader(magic: magic, information: information)
  let image = CoreArchive.findCore(loader.archive)
  // The boot code's tables reach the first 4 GiB. Initial local APIC: Intel SDM volume 2, CPUID, leaf 1.
  let topology = InterruptTopology(
    root: loader.rootSystemDescription, limit: 1 << 32, bootCPU: x86_cpuid(1, 0).b >> 24, memory: Physical())
  if topology.cpuCount == 0 || topology.controllerCount == 0 {
    Panic.refuse(ExitValue.badFirmware, "the firmware has no ACPI table of CPUs and interrupts (MADT); enable ACPI.")
  }
  do throws(BootProblem) {
    try boot(loader, image, topology)
  } catch {
    Panic.refuse(ExitValue.badMemory, "there is too little memory to start; give the machine at least 32 MiB.")
  }
}

/// Memory for the kernel's tables and for core: the first free stretch that is large enough.
private func bootPages(_ memory: borrowing MemoryRegions) throws(BootProblem) -> BootPages {
  // Page tables: one page per GiB of memory for each of the two windows, and a handful for the image.
  let count = BootPages.forCore + 64 + memory.total >> 29
  for index in 0..<memory.count where memory[index].end - memory[index].start >= count * 4096 {
    let start = memory[index].start
    // The boot code's tables reach the first 4 GiB only.
    if start >= 0x10_0000, start + count * 4096 <= 1 << 32 { return BootPages(next: start, end: start + count * 4096) }
  }
  throw .outOfPages
}

private func boot(_ loader: borrowing BootLoader, _ image: CoreImage, _ topology: InterruptTopology) throws(BootProblem) {
  var free = loader.memory.duplicate(place: 1)
  free.remove(0, 0x10_0000)
  free.remove(Symbol.bootStart, Symbol.physical(Symbol.imageEnd))
  free.remove(loader.archive.start, (loader.archive.end + 4095) & ~4095)
  var pages = try bootPages(free)
  free.remove(pages.next, pages.end)
  // Less is not enough for core and init, which could not even say so.
  guard free.total >= 6 << 20 else { throw .outOfPages }
  let table = try buildTables(loader.memory, topology, &pages)
  Features.enable()
  x86_write_cr3(table)
  LocalAPIC.enable()
  maskLegacyController()
  let clock = Clock()
  let tables = MachineTables(memory: loader.memory.duplicate(place: 2), clock: clock, kernelTable: table, topology: topology)
  // Safety: Entry.S reserves 16 KiB each for the kernel and the machine's tables, which nobody uses yet.
  unsafe Memory.pointer(Symbol.machineTables).assumingMemoryBound(to: MachineTables.self).initialize(to: tables)
  let hardware = unsafe X86(tables: Ref(Memory.pointer(Symbol.machineTables).assumingMemoryBound(to: MachineTables.self)))
  unsafe Memory.pointer(Symbol.kernelStorage).assumingMemoryBound(to: Kernel<X86>.self)
    .initialize(to: Kernel(hardware: hardware, memory: Memory.pointer(Symbol.kernelStorage + 0x2000)))
  let first = prepareCPU(0)
  acquire_kernel_lock()
  let view = try kernel.object.startCore(image: image, pages: &pages, slice: clock.ticksPerMillisecond * 10, on: first)
  tellCore(view, loader, free, topology, clock)
  startOthers(topology, clock)
  greet(topology, free)
  runFirst(first)
}

private func buildTables(_ memory: borrowing MemoryRegions, _ topology: InterruptTopology, _ pages: inout BootPages)
  throws(BootProblem) -> UInt64
{
  var tables = try KernelTables(pages: pages)
  try tables.mapImage()
  try tables.mapMemory(memory)
  try tables.mapDevice(MemoryMap.deviceBase, to: LocalAPIC.physicalBase)
  for index in 0..<topology.controllerCount {
    try tables.mapDevice(MemoryMap.deviceBase + UInt64(index + 1) * 4096, to: topology.controllers[index].address)
  }
  pages = BootPages(next: tables.next, end: pages.end)
  return tables.top
}

/// The 8259 controllers are not used: everything masked, after moving them away from the exceptions.
private func maskLegacyController() {
  initializeLegacy(0x20, firstVector: 0xe0, wiring: 4)
  initializeLegacy(0xa0, firstVector: 0xe8, wiring: 2)
}

private func initializeLegacy(_ port: UInt16, firstVector: UInt8, wiring: UInt8) {
  x86_out8(port, 0x11)
  x86_out8(port + 1, firstVector)
  x86_out8(port + 1, wiring)
  x86_out8(port + 1, 1)
  x86_out8(port + 1, 0xff)
}

/// Initialises the area of a CPU and makes it known to the kernel.
private func prepareCPU(_ index: Int) -> Ref<CPU<X86>> {
  let area = CPUArea(index)
  // Safety: the area has 32 KiB for the CPU structure, which nobody uses yet.
  unsafe Memory.pointer(area.cpu).assumingMemoryBound(to: CPU<X86>.self)
    .initialize(to: CPU(index: index, memory: Memory.pointer(area.cpuMemory)))
  Memory.store(0 as UInt64, at: area.flushField)
  Stretch.reset(area.cpu)
  let cpu = cpu(at: area.cpu)
  kernel.object.add(cpu)
  return cpu
}

private func tellCore(
  _ view: MessagePageView, _ loader: borrowing BootLoader, _ free: borrowing MemoryRegions, _ topology: InterruptTopology,
  _ clock: Clock
) {
  func tell(_ word: BootInformation, _ value: UInt64) { view[word: word.rawValue] = value }
  tell(.ticksPerMillisecond, clock.ticksPerMillisecond)
  tell(.cpuCount, UInt64(topology.cpuCount))
  tell(.archiveAddress, loader.archive.start)
  tell(.archiveSize, loader.archive.end - loader.archive.start)
  tell(.tableList, topology.list.address)
  tell(.tableListEntrySize, topology.list.entrySize)
  tell(.framebufferAddress, loader.framebufferAddress)
  tell(.framebufferExtent, loader.framebufferExtent)
  tell(.framebufferFormat, loader.framebufferFormat)
  tell(.framebufferColors, loader.framebufferColors)
  tell(.bootTicks, x86_rdtsc())
  tell(.interruptCount, 24 * UInt64(topology.controllerCount))
  var triggers: UInt64 = 0
  for index in 0..<16 {
    let word = BootInformation.legacyInterrupts.rawValue + index / 8
    view[word: word] |= UInt64(topology.legacy[index].interrupt & 0xff) << UInt64(index % 8 * 8)
    triggers |= topology.legacy[index].trigger.rawValue << UInt64(index * 2)
  }
  tell(.legacyTriggers, triggers)
  tellRegions(view, free)
}

/// In ascending order, as promised (insertion by selection: there are few).
private func tellRegions(_ view: MessagePageView, _ free: borrowing MemoryRegions) {
  var count = 0
  var floor: UInt64 = 0
  while true {
    var next: MemoryRegion?
    for index in 0..<free.count where free[index].start >= floor && free[index].end > free[index].start {
      if free[index].start < next?.start ?? UInt64.max { next = free[index] }
    }
    guard let next else { break }
    view[word: BootInformation.regions.rawValue + count * 2] = next.start
    view[word: BootInformation.regions.rawValue + count * 2 + 1] = next.end - next.start
    count += 1
    floor = next.end
  }
  view[word: BootInformation.regionCount.rawValue] = UInt64(count)
}

private func greet(_ topology: InterruptTopology, _ free: borrowing MemoryRegions) {
  Serial.print("bulkhead: ")
  Serial.print(decimal: UInt64(topology.cpuCount))
  Serial.print(topology.cpuCount == 1 ? " CPU, " : " CPUs, ")
  Serial.print(decimal: free.total >> 20)
  Serial.print(" MiB free\r\n")
}

/// Schedules for the first time and leaves for user mode.
private func runFirst(_ cpu: Ref<CPU<X86>>) -> Never {
  kernel.object.notification(on: cpu)
  enter_user()
}

// MARK: - Other CPUs

/// Starts the other CPUs one after the other; each waits for the lock before it schedules.
private func startOthers(_ topology: InterruptTopology, _ clock: Clock) {
  let size = Int(Symbol.trampolineEnd - Symbol.trampolineStart)
  let target = MemoryMap.window + MemoryMap.trampoline
  for index in 1..<8 where index < topology.cpuCount {
    let area = CPUArea(index)
    _ = prepareCPU(index)
    Memory.copy(from: Symbol.trampolineStart, to: target, bytes: size)
    Memory.store(area.kernelStackTop, at: target + UInt64(size) - 16)
    Memory.store(UInt64(index), at: target + UInt64(size) - 8)
    x86_store32_release(area.flushField, 1)
    LocalAPIC.start(topology.cpuIDs[index], page: UInt32(MemoryMap.trampoline >> 12)) { clock.wait(microseconds: $0) }
    var patience = 1000
    while x86_load32_acquire(area.flushField) != 0, patience > 0 {
      clock.wait(microseconds: 1000)
      patience -= 1
    }
    if patience == 0 { Panic.refuse(ExitValue.badFirmware, "a CPU that the firmware lists did not start.") }
  }
}

/// Where the other CPUs arrive from the trampoline.
@c func kernelMainOther(_ index: UInt64) {
  let area = CPUArea(Int(index))
  Features.enable()
  x86_write_cr3(kernel.object.hardware.tables.object.kernelTable)
  Descriptors.load(area)
  LocalAPIC.enable()
  x86_store32_release(area.flushField, 0)
  acquire_kernel_lock()
  runFirst(cpu(at: area.cpu))
}
