// `./bulkhead`: one file a command.

import ArgumentParser
import Foundation
import ToolKit

@main
struct Bulkhead: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bulkhead",
    abstract: "Builds, boots and tests systems of isolated components.",
    subcommands: [
      Run.self, Test.self, Check.self, List.self, Bench.self, Image.self, New.self, HIDCommand.self, Clean.self, Doctor.self,
      Preview.self, Report.self, Compose.self,
    ])

  static func main() {
    Interruption.endsEverything()
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      try refuseUnknownCommand(arguments)
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch {
      Progress.done()
      exit(withError: error)
    }
  }

  /// The argument parser would call it an unexpected argument.
  private static func refuseUnknownCommand(_ arguments: [String]) throws {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName ?? $0._commandName } + ["help"]
    guard let word = arguments.first, !word.hasPrefix("-"), !names.contains(word) else { return }
    throw ValidationError(
      "there is no command \"\(word)\"\(Nearest.suggestion(word, in: names)) (./bulkhead --help shows all)")
  }
}

/// What the user sees while something takes time: one line on a terminal, nothing otherwise.
enum Progress {
  private static let isTerminal = isatty(2) == 1

  static func show(_ text: String) {
    if isTerminal {
      FileHandle.standardError.write(Data("\r\u{1b}[K\(text) ...".utf8))
    } else {
      FileHandle.standardError.write(Data("\(text)\n".utf8))
    }
  }

  static func done() {
    if isTerminal { FileHandle.standardError.write(Data("\r\u{1b}[K".utf8)) }
  }
}
