// The kernel's notice that the capability table is nearly full, on its way to whoever can enlarge it.

/// Where the notice goes. A component's framework asks its protection domain for more slots; core, which has nobody to
/// ask, donates pages itself.
public enum TableNotice {
  /// Called, on the thread that got the notice, after a message arrived while fewer than
  /// `CapabilityTableLimits.lowWater` slots were free. Set once, before the component's second thread starts.
  // Safety: see above, written once before anybody else can read.
  nonisolated(unsafe) public static var handler: (@convention(c) () -> Void)?

  @inline(never)
  public static func post() {
    if let handler = unsafe handler { handler() }
  }
}
