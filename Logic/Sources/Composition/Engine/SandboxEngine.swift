// The sandbox: children that are started, connected and ended as a configuration says.
//
// All decisions are here, none of the means: those are the `machine`. Every function returns without waiting for
// anybody. Children are named by the number of their instance, which is never used twice; what an instance says after
// its end has no effect.

import HID

/// An engine for compositions of components.
public final class SandboxEngine<Machine: SandboxMachine> {
  public let machine: Machine
  public internal(set) var configuration = SandboxConfiguration()
  /// In the order of the configuration.
  var children: [Child<Machine>] = []
  /// The instances that exist, sorted by their number.
  var instances: [Child<Machine>] = []
  /// Whom `living` found last, and before that: many requests in a row come from a client and its server.
  var recent: Child<Machine>?
  var earlier: Child<Machine>?
  var lastInstance: UInt64 = 0
  var lastServerNumber: UInt64 = 0
  /// Sessions that the parent has not answered for.
  var pendingAtParent: [Session<Machine>] = []
  /// Sessions at children that the parent asked for.
  var forwarded: [Session<Machine>] = []
  /// Services that the parent knows of.
  var announced: [String] = []
  /// What is left of servers whose clients go on.
  var estates: [Estate<Machine>] = []
  /// Sessions that their clients closed, and whose donations have yet to be paid back.
  var debts: [Session<Machine>] = []
  var isSettling = false
  /// There may be children with a mark.
  var hasMarks = false
  /// Those whose environment is being put together.
  var starting: [Child<Machine>] = []
  /// Children that could not start are to be tried again.
  var isRetrying = false
  var nextHeartbeat: Int?
  var nextReport: Int?
  var lastReport = Int.min / 2

  public init(_ machine: Machine) { self.machine = machine }

  /// What the sandbox keeps of each donation for its own record of the session.
  public static var sessionCost: Resources { Resources(ram: 1024, capabilities: 0) }
  /// What a child keeps when quota is withdrawn from it.
  static var childPreserved: Resources { Resources(ram: 16 << 10, capabilities: 5) }

  /// What can be given to children.
  public var slack: Resources { machine.account.available - configuration.preserved - promised }

  /// What children that wait for their environment will get when it is there.
  private var promised: Resources {
    var sum = Resources.none
    for child in starting { sum = sum + (child.assigned - environmentCost(child)) }
    return sum
  }

  /// The child with a live instance of this number.
  func living(_ instance: UInt64) -> Child<Machine>? {
    if let recent, recent.instance == instance, recent.process != nil { return recent }
    if let earlier, earlier.instance == instance, earlier.process != nil { return earlier }
    let position = position(of: instance)
    guard position < instances.count, instances[position].instance == instance, instances[position].process != nil
    else { return nil }
    earlier = recent
    recent = instances[position]
    return recent
  }

  /// Where an instance is among `instances`, or would be.
  func position(of instance: UInt64) -> Int { instances.position(of: instance) { $0.instance } }

  /// How a child stands; nil if the configuration does not name it.
  public func state(of name: String) -> ChildState? { child(named: name)?.state }

  /// Which instance of a child runs, or ran last: another one after each restart; nil if the configuration does not name it.
  public func instance(of name: String) -> UInt64? { child(named: name)?.instance }

  func child(named name: String) -> Child<Machine>? {
    for child in children where child.name.isSame(as: name) && child.mark != .remove { return child }
    return nil
  }

  func notify(_ child: Child<Machine>?, _ notification: Notification) {
    if let process = child?.process { machine.notify(process, notification) }
  }

  func warn(_ text: String) { machine.log("warning: \(text)") }
}
