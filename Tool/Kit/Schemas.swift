// The schemas that components ship: schema.hid in their folders.

import Foundation
import HID
import Schema

extension Repository {
  /// What the components' configurations may say, for those that say so.
  func schemas() throws -> [String: Schema] {
    var schemas: [String: Schema] = [:]
    for name in components() {
      if let schema = try schema(of: name) { schemas[name] = schema }
    }
    return schemas
  }

  /// Nil if the component ships none.
  func schema(of component: String) throws -> Schema? {
    guard let folder = folder(of: component) else { return nil }
    let file = "\(folder)/schema.hid"
    guard let text = try? String(contentsOf: root.appending(path: file), encoding: .utf8) else { return nil }
    let read = Schema.read(text)
    guard read.diagnostics.isEmpty else { throw ScenarioErrors(file: file, diagnostics: read.diagnostics) }
    return read.schema
  }
}
