import ArgumentParser
import Foundation
import ToolKit

struct New: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a template to start from.", subcommands: [NewComponent.self])
}

struct NewComponent: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "component", abstract: "Makes a component with a scenario that tests it.")
  @Argument(help: "Lower-case letters, digits and \"-\".") var name: String

  func run() throws {
    let repository = try Repository.current()
    try ComponentTemplate(name).write(to: repository)
    print(
      """
      System/Programs/\(name)/    the program, and what it does
      Scenarios/\(name)/          a system that starts it, and what it must do
      Try it:  ./bulkhead run \(name)      ./bulkhead test --filter "scenario \(name)"
      """)
  }
}
