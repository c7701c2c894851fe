// Folders for what nobody needs later, and nobody else may read.

import Foundation

extension FileManager {
  /// Gives `body` an empty folder, which goes with all that is in it when `body` ends.
  func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = try makeTemporaryFolder()
    defer { try? removeItem(at: folder) }
    return try body(folder)
  }

  /// An empty folder; the caller removes it. Its path is short enough for sockets in it (unix(7): 107 bytes).
  func makeTemporaryFolder() throws -> URL {
    let folder = temporaryDirectory.appending(path: "bulkhead-\(UUID().uuidString.prefix(13))")
    // Not with what is there already: that would be somebody else's.
    try createDirectory(at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    return folder
  }
}
