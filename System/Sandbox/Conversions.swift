// Between the messages of session interfaces and the values that the engine works with.

import Bulkhead
import Composition

extension Composition.Resources {
  /// Amounts that nobody can have are cut.
  init(_ quota: Quota) {
    self.init(ram: Int(min(quota.ram, 1 << 48)), capabilities: Int(min(quota.capabilities, 1 << 48)))
  }

  var quota: Quota { Quota(ram: UInt64(ram), capabilities: UInt64(capabilities)) }
}

extension Composition.Account {
  init(_ state: QuotaState) {
    self.init(
      quota: Composition.Resources(Quota(ram: state.ramLimit, capabilities: state.capabilityLimit)),
      used: Composition.Resources(Quota(ram: state.ramUsed, capabilities: state.capabilitiesUsed)))
  }
}

extension AffinityLocation {
  /// Nil: anywhere.
  init?(_ affinity: Affinity) {
    guard affinity.width > 0 else { return nil }
    self.init(x: Int(affinity.x), y: Int(affinity.y), width: Int(affinity.width), height: Int(affinity.height))
  }

  var affinity: Affinity {
    Affinity(
      x: UInt16(clamping: x), y: UInt16(clamping: y), width: UInt16(clamping: width), height: UInt16(clamping: height))
  }
}

extension SessionRequest {
  init(id: UInt64, _ request: ProviderRequest) {
    self.init(
      id: id, service: Text(request.service), label: Text(request.label), donation: request.donation.quota,
      affinity: request.affinity?.affinity ?? .anywhere, arguments: Text(request.arguments))
  }
}

extension SessionAnswer where Capability == KeptCapability {
  init(_ failure: ParentFailure) {
    switch failure {
    case .denied, .nothingPending, .unreachable: self = .denied
    case .outOfRAM: self = .outOfRAM
    case .outOfCapabilities: self = .outOfCapabilities
    case .insufficientRAM: self = .insufficientRAM
    case .insufficientCapabilities: self = .insufficientCapabilities
    case .invalidID: self = .invalid
    case .pending: self = .pending
    }
  }

  /// What the client is told.
  func get() throws(ParentFailure) -> Bulkhead.Capability<AnySession> {
    switch self {
    case .capability(let kept): return kept.capability
    case .pending: throw .pending
    case .denied: throw .denied
    case .insufficientRAM: throw .insufficientRAM
    case .insufficientCapabilities: throw .insufficientCapabilities
    case .outOfRAM: throw .outOfRAM
    case .outOfCapabilities: throw .outOfCapabilities
    case .invalid: throw .invalidID
    }
  }
}

extension TransferResult {
  init(_ failure: PDFailure) { self = failure == .outOfCapabilities ? .capabilitiesExceeded : .ramExceeded }
}

extension ProviderRequest {
  init(_ request: SessionRequest) {
    self.init(
      service: request.service.string, label: request.label.string, arguments: request.arguments.string,
      affinity: AffinityLocation(request.affinity), donation: Composition.Resources(request.donation))
  }
}

extension ProviderAnswer {
  var code: UInt64 {
    switch self {
    case .done: 0
    case .denied: UInt64(ParentFailure.denied.rawValue)
    case .insufficientRAM: UInt64(ParentFailure.insufficientRAM.rawValue)
    case .insufficientCapabilities: UInt64(ParentFailure.insufficientCapabilities.rawValue)
    }
  }

  /// Whatever is no other answer is a refusal.
  init(code: UInt64) {
    switch code {
    case 0: self = .done
    case UInt64(ParentFailure.insufficientRAM.rawValue): self = .insufficientRAM
    case UInt64(ParentFailure.insufficientCapabilities.rawValue): self = .insufficientCapabilities
    default: self = .denied
    }
  }
}
