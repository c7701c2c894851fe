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
      Run.self, Test.self, Check.self, List.self, Bench.self, Image.self, New.self, Clean.self, Doctor.self,
    ])
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

/// Ctrl-C ends the machine first.
enum Interruption {
  nonisolated(unsafe) private static var source: DispatchSourceSignal?

  static func endsMachines() {
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      RunningMachine.shared.endAll()
      print("\nbulkhead: interrupted")
      Foundation.exit(130)
    }
    source.resume()
    Self.source = source
  }
}
