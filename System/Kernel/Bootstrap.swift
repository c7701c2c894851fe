// Building core: the one domain, thread and scheduling context that nobody asked for.
//
// Everything comes out of pages that the boot code sets aside; after this, memory belongs to core.

import KernelABI

/// Core's program, as it lies in the boot archive.
public struct CoreImage {
  public struct Segment {
    public var virtual: UInt64
    public var physical: UInt64
    public var pages: UInt64
    public var flags: MapFlags

    public init(virtual: UInt64, physical: UInt64, pages: UInt64, flags: MapFlags) {
      self.virtual = virtual
      self.physical = physical
      self.pages = pages
      self.flags = flags
    }
  }

  public let entry: UInt64
  public private(set) var count = 0
  private var segments: InlineArray<8, Segment>

  public init(entry: UInt64) {
    self.entry = entry
    segments = InlineArray(repeating: Segment(virtual: 0, physical: 0, pages: 0, flags: .none))
  }

  /// - Precondition: fewer than `BootArchive.maximumCoreSegments` segments were appended.
  public mutating func append(_ segment: Segment) {
    segments[count] = segment
    count += 1
  }

  subscript(index: Int) -> Segment { segments[index] }
}

/// Physical pages set aside at boot.
public struct BootPages {
  public private(set) var next: UInt64
  public let end: UInt64

  public init(next: UInt64, end: UInt64) {
    self.next = next
    self.end = end
  }

  public mutating func take() throws(BootProblem) -> UInt64 {
    guard next + 4096 <= end else { throw .outOfPages }
    defer { next += 4096 }
    return next
  }

  /// Pages that `startCore` takes at most, beside page tables for core's image and window.
  public static var forCore: UInt64 { 32 + CoreLayout.stackPages + CoreLayout.pageTablePages }
}

/// Why core could not be started.
public enum BootProblem: Error {
  case outOfPages
  case badCoreImage
}

/// Where core's first stack and message page are.
public enum CoreLayout {
  public static var messagePage: UInt64 { 0x00c0_0000 }
  public static var stackTop: UInt64 { 0x00e0_0000 }
  public static var stackPages: UInt64 { 64 }
  /// Page tables for the image, the stack and the window on physical memory.
  public static var pageTablePages: UInt64 { 96 }
  public static var priority: UInt8 { 255 }
  public static var tablePages: Int { 8 }
}

extension Kernel {
  /// Builds core and makes it ready on `cpu`. Words 1...4 and 13 of the returned message page are filled in
  /// (`BootInformation`); the caller fills in the others, which are 0.
  public mutating func startCore(
    image: CoreImage, pages: inout BootPages, slice: Ticks, on cpu: CPURef
  ) throws(BootProblem) -> MessagePageView {
    let domain = placeDomain(at: try pages.take(), topTable: try pages.take())
    for _ in 0..<CoreLayout.tablePages { addTablePage(try pages.take(), to: domain) }
    for _ in 0..<CoreLayout.pageTablePages {
      let page = try pages.take()
      // Safety: the page was set aside for this.
      unsafe domain.object.pageTablePool.push(page, at: hardware.pointer(toPhysical: page))
    }
    try mapCore(image, in: domain, pages: &pages)
    let messages = try pages.take()
    try mapAll(
      CoreImage.Segment(virtual: CoreLayout.messagePage, physical: messages, pages: 1, flags: .write), in: domain)
    // Safety: the page was set aside for this, for ever.
    let view = unsafe MessagePageView(base: hardware.pointer(toPhysical: messages))
    // Memory is not empty when a machine starts, least of all when it starts again.
    view.clear()
    let thread = placeThread(at: try pages.take(), domain: domain, messagePage: view, address: CoreLayout.messagePage)
    let context = place(SchedulingContext<H>(), at: try pages.take())
    context.object.priority = CoreLayout.priority
    context.object.budget = Budget(amount: slice, period: slice, now: hardware.now())
    core = thread
    thread.object.depthLimit = Thread<H>.maximumDepth
    context.object.home = thread
    thread.object.schedulingContext = context
    hardware.setThreadPointer(&thread.object.machine, to: CoreLayout.messagePage)
    view.setSelf(CoreLayout.messagePage)
    tellCore(view, thread: thread, context: context, machine: place(Machine<H>(), at: try pages.take()))
    thread.object.registers.rip = image.entry
    thread.object.registers.rsp = CoreLayout.stackTop - 8
    thread.object.registers.rdi = CoreLayout.messagePage
    thread.object.registers.rflags = hardware.sanitized(flags: 0, singleStep: false)
    becomeRunnable(thread, on: cpu)
    return view
  }

  private mutating func mapCore(_ image: CoreImage, in domain: Ref<Domain<H>>, pages: inout BootPages)
    throws(BootProblem)
  {
    for index in 0..<image.count { try mapAll(image[index], in: domain) }
    for number in 0..<CoreLayout.stackPages {
      let address = CoreLayout.stackTop - (number + 1) * 4096
      try mapAll(
        CoreImage.Segment(virtual: address, physical: try pages.take(), pages: 1, flags: .write), in: domain)
    }
    hardware.mapPhysicalWindow(&domain.object.addressSpace, pool: &domain.object.pageTablePool)
  }

  private mutating func mapAll(_ segment: CoreImage.Segment, in domain: Ref<Domain<H>>) throws(BootProblem) {
    var done: UInt64 = 0
    while done < segment.pages {
      do throws(MapProblem) {
        done += try hardware.map(
          &domain.object.addressSpace, virtual: segment.virtual + done * 4096, physical: segment.physical + done * 4096,
          pages: segment.pages - done, flags: segment.flags, pool: &domain.object.pageTablePool)
      } catch {
        throw error == .needsPages ? .outOfPages : .badCoreImage
      }
    }
  }

  private func tellCore(_ view: MessagePageView, thread: ThreadRef, context: ContextRef, machine: Ref<Machine<H>>) {
    view[word: BootInformation.magicWord.rawValue] = BootInformation.magic
    view[word: BootInformation.machineCapability.rawValue] = UInt64(publish(machine, to: thread).rawValue)
    view[word: BootInformation.domainCapability.rawValue] = UInt64(publish(thread.object.domain, to: thread).rawValue)
    view[word: BootInformation.threadCapability.rawValue] = UInt64(publish(thread, to: thread).rawValue)
    view[word: BootInformation.schedulingContextCapability.rawValue] = UInt64(publish(context, to: thread).rawValue)
    view[word: BootInformation.physicalWindow.rawValue] = AddressSpaceLayout.corePhysicalWindow
  }
}
