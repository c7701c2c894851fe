// What the kernel tells core: the words of core's message page when its first thread starts.
//
// The thread starts with the address of its message page in rdi. The words below start at
// `MessagePage.wordsOffset`, in this order; the memory regions and the modules' archive follow as described.

/// Index of each word in core's message page at start.
public enum BootInformation: Int, Sendable {
  /// `magic`, so that a core that does not match the kernel says so.
  case magicWord = 0
  /// Index of the machine capability in core's table.
  case machineCapability = 1
  /// Index of core's own domain, first thread and scheduling context.
  case domainCapability = 2
  case threadCapability = 3
  case schedulingContextCapability = 4
  /// Time-stamp counter ticks per millisecond.
  case ticksPerMillisecond = 5
  case cpuCount = 6
  /// The boot archive: physical address and bytes.
  case archiveAddress = 7
  case archiveSize = 8
  /// The list of all ACPI tables, RSDT or XSDT (physical; 0: there is none). Word 20 has the bytes of its entries.
  case tableList = 9
  /// Boot framebuffer: physical address (0: none), width | height << 32, pitch | bits per pixel << 32.
  case framebufferAddress = 10
  case framebufferExtent = 11
  case framebufferFormat = 12
  /// Where core sees physical memory: virtual address = `physicalWindow` + physical address.
  case physicalWindow = 13
  /// The ticks at which the kernel was entered.
  case bootTicks = 14
  /// Number of memory regions; each region that follows from word 24 on is two words: physical address, bytes.
  /// They are page-aligned, sorted, do not overlap, and contain nothing that the kernel, core's image or the archive uses.
  case regionCount = 15
  /// Global system interrupts that the machine has.
  case interruptCount = 16
  /// For the legacy interrupts 0...15: 16 x 8 bits in words 17 and 18: the global system interrupt each is wired to.
  case legacyInterrupts = 17
  /// 16 x 2 bits: `InterruptTrigger` of each legacy interrupt.
  case legacyTriggers = 19
  case tableListEntrySize = 20
  /// For red, green and blue a byte each for its lowest bit in a pixel, and for how many bits it has.
  case framebufferColors = 21
  case regions = 24

  public static var magic: UInt64 { 0x3168_6b6c_7562 }  // "bulkh1"
  public static var maximumRegions: Int { 128 }
}
