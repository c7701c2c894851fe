// Running other programs.

import Foundation

/// A program to run, with its arguments.
public struct Command: Sendable {
  public let name: String
  public let arguments: [String]
  public var environment: [String: String] = [:]
  public var folder: URL?

  public init(_ name: String, _ arguments: [String], in folder: URL? = nil) {
    self.name = name
    self.arguments = arguments
    self.folder = folder
  }

  func process() -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    if let folder { process.currentDirectoryURL = folder }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// Runs to the end and returns what it printed.
  public func run() throws -> (status: Int32, output: String) {
    let process = process()
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try RunningProcesses.shared.start(process)
    defer { RunningProcesses.shared.remove(process) }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
