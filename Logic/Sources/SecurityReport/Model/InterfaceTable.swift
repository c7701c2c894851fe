// From declarations to influence: an interface's own methods, and those of the objects that it hands out.

public struct InterfaceTable {
  private let declared: [String: DeclaredInterface]

  /// - Throws: two interfaces with one name, or two methods of one with the same number.
  public init(_ interfaces: [DeclaredInterface]) throws(InterfaceReadingError) {
    var table: [String: DeclaredInterface] = [:]
    for interface in interfaces {
      if table.updateValue(interface, forKey: interface.type) != nil {
        throw InterfaceReadingError(file: "System/Sessions", line: 0, message: "\(interface.type) is declared twice")
      }
      let opcodes = Set(interface.methods.map(\.opcode))
      if opcodes.count != interface.methods.count {
        throw InterfaceReadingError(
          file: "System/Sessions", line: 0, message: "two methods of \(interface.type) have the same number")
      }
    }
    declared = table
  }

  /// By the names of the services.
  public var influences: [String: InterfaceInfluence] {
    var result: [String: InterfaceInfluence] = [:]
    for interface in declared.values where interface.isSession {
      if let service = interface.service { result[service] = influence(of: interface) }
    }
    return result
  }

  private func influence(of interface: DeclaredInterface) -> InterfaceInfluence {
    var sum = InterfaceInfluence(
      ofServer: [], ofClient: interface.clientInfluence, answers: false,
      isAboutClient: interface.isAboutClient)
    for type in reachable(from: interface.type).sorted() {
      for method in declared[type]?.methods ?? [] {
        sum.ofServer.formUnion(method.influence)
        if method.result != "Nothing" { sum.answers = true }
      }
      sum.ofClient.formUnion(declared[type]?.clientInfluence ?? [])
    }
    return sum
  }

  /// The interface, and those of the objects that its methods' results are, and theirs.
  private func reachable(from type: String) -> Set<String> {
    var (found, open): (Set<String>, [String]) = ([type], [type])
    while let next = open.popLast() {
      for method in declared[next]?.methods ?? [] {
        for object in declared.keys where method.result.contains("Capability<\(object)>") && found.insert(object).inserted {
          open.append(object)
        }
      }
    }
    return found
  }
}
