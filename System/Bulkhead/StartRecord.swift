// What the component's first thread was told when it started (StartInformation), and the few capabilities that the heap
// needs before there is an `Environment`.
//
// Invariant: written by the first thread before any other exists, read-only afterwards. Must not allocate.

/// Facts about this component that hold from start to end.
struct StartRecord {
  let parent: Capability<Parent>
  let thread: Capability<CPUThread>
  let ticksPerMillisecond: UInt64
  let stack: Range<UInt64>

  private(set) var protectionDomain = Capability<PD>.none
  private(set) var addressSpace = Capability<RegionMap>.none

  // Safety: see the invariant above.
  nonisolated(unsafe) private static var stored = StartRecord()

  static var current: StartRecord { unsafe stored }

  private init() {
    parent = .none
    thread = .none
    ticksPerMillisecond = 1
    stack = 0..<0
  }

  /// Reads the message page, as it is when the thread starts.
  private init(fromMessagePage: Void) {
    parent = Capability(Self.capability(.parent))
    thread = Capability(Self.capability(.thread))
    ticksPerMillisecond = max(Self.word(.ticksPerMillisecond), 1)
    let low = Self.word(.stackLow)
    stack = low..<max(low, Self.word(.stackHigh))
  }

  private static func word(_ word: StartInformation) -> UInt64 { MessageBuffer[word: word.rawValue] }
  private static func capability(_ word: StartInformation) -> CapabilityIndex {
    CapabilityIndex(rawValue: UInt32(truncatingIfNeeded: Self.word(word)))
  }

  /// Must be the first thing that happens in the component.
  static func take() {
    guard word(.magic) == StartInformation.magicValue else { return }
    var record = StartRecord(fromMessagePage: ())
    record.findMemory()
    unsafe stored = record
  }

  private mutating func findMemory() {
    let session: Capability<AnySession>? = try? parent.call(Parent.sessionCapability, EnvironmentSession.protectionDomain)
    protectionDomain = (session ?? .none).of(PD.self)
    let map: Capability<RegionMap>? = try? protectionDomain.call(PD.addressSpace)
    addressSpace = map ?? .none
  }
}

/// Called by `_start` before `main`, with the address of the message page.
@c(runtimeStart)
public func componentRuntimeStart(_ messagePage: UInt) {
  StartRecord.take()
  unsafe TableNotice.handler = growTable
}

/// The capability table is nearly full: adds a page to it.
private func growTable() {
  try? Resources.insist(on: Quota(ram: 4096)) { () throws(PDFailure) in
    try StartRecord.current.protectionDomain.call(PD.growTable)
  }
}
