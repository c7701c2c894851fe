// How busy components are: the difference between two reports.

import HID

/// Of 1000 of one processor's time, by component.
public struct LoadMeter: Sendable {
  private struct Reading {
    let path: String
    let instance: Int?
    let milliseconds: Int
    let computed: Int
    let load: Int
  }

  private var readings: [Reading] = []
  /// In the order of the components last read; nil: not known yet.
  public private(set) var loads: [Int?] = []

  public init() {}

  /// Reports that come sooner after each other say nothing new: what their making takes would be all that is seen.
  static var leastMilliseconds: Int { 200 }

  public mutating func read(_ facts: SystemFacts) {
    var next: [Reading] = []
    loads = []
    for component in facts.components {
      let (reading, load) = read(component, at: facts.groups[component.group].milliseconds)
      loads.append(load)
      if let reading { next.append(reading) }
    }
    readings = next
  }

  private func read(_ component: ComponentFacts, at time: Int?) -> (Reading?, Int?) {
    guard let time, let computed = component.computed, component.condition.isUp else { return (nil, nil) }
    let first = Reading(path: component.path, instance: component.instance, milliseconds: time, computed: computed, load: -1)
    guard let old = readings.first(where: { $0.path.isSame(as: component.path) }), old.instance == component.instance,
      computed >= old.computed, time >= old.milliseconds
    else { return (first, nil) }
    let elapsed = time - old.milliseconds
    guard elapsed >= Self.leastMilliseconds else { return (old, old.load < 0 ? nil : old.load) }
    // Microseconds per millisecond are thousandths.
    let load = max(0, min((computed - old.computed) / elapsed, 64_000))
    let reading = Reading(
      path: component.path, instance: component.instance, milliseconds: time, computed: computed, load: load)
    return (reading, load)
  }

  /// What all components that are known use together.
  public var total: Int { loads.reduce(0) { $0 + ($1 ?? 0) } }
}
