// Who reads whose reports: `report_rom` hands on what its policies name, and nothing else. Of another server that takes reports and
// serves ROMs it is not known, so everybody reads everything.

import Composition
import Foundation
import HID
import SecurityReport

struct ReportRelays {
  private(set) var relays: [Relay] = []

  init(_ scope: Scope, _ sessions: [SessionLink]) {
    for server in scope.configuration.children where server.provides("Report") && server.provides("ROM") {
      let name = scope.label(of: server.name)
      let (writers, readers) = (Self.clients(of: name, "Report", sessions), Self.clients(of: name, "ROM", sessions))
      guard server.binary == "report_rom" else {
        add(writers, readers, name)
        continue
      }
      for policy in scope.config(of: server)?.nodes ?? [] where policy.type == "policy" || policy.type == "default-policy" {
        let writer = policy.attribute("report").map { scope.label(of: $0.firstLabelElement) }
        add(writers.filter { writer.map($0.isWithin) ?? true }, readers.filter { Self.isReader($0, policy, scope) }, name)
      }
    }
  }

  private mutating func add(_ writers: [String], _ readers: [String], _ server: String) {
    for writer in writers {
      for reader in readers where reader != writer {
        let relay = Relay(from: writer, to: reader, by: server)
        if !relays.contains(relay) { relays.append(relay) }
      }
    }
  }

  private static func clients(of server: String, _ service: String, _ sessions: [SessionLink]) -> [String] {
    Set(sessions.filter { $0.server == server && $0.service == service }.map(\.client)).sorted()
  }

  private static func isReader(_ component: String, _ policy: Node, _ scope: Scope) -> Bool {
    guard let label = policy.attribute("label") ?? policy.attribute("label_prefix") else { return true }
    return component.isWithin(scope.label(of: label.firstLabelElement))
  }
}
