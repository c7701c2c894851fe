import ArgumentParser
import Foundation
import ToolKit

struct HIDCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hid", abstract: "Formats, asks and changes HID documents, such as configurations.",
    discussion: """
      A PATH leads to nodes: "config | + start timer | + route". Attributes behind bars are conditions. "| :" separates it from
      what is wanted: "config | + start | : name" or "config | + start timer | : ram: 2M | caps: 100". "-" as FILE: standard input.
      """,
    subcommands: [Format.self, Subnodes.self, Get.self, Set.self, Enable.self, Disable.self])

  struct Format: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lays a document out.")
    @OptionGroup var place: Place
    @Argument(help: "The document.") var file: String

    func run() throws { try place.write(try DocumentFile.open(file).formatted(), to: file) }
  }

  struct Subnodes: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints the nodes that a path leads to.")
    @Argument(help: "The path.") var path: String
    @Argument(help: "The document.") var file: String

    func run() throws { for node in try DocumentFile.open(file).nodes(path) { print(node, terminator: "") } }
  }

  struct Get: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints an attribute of the nodes that a path leads to.")
    @Argument(help: "The path, and \"| : TAG\".") var path: String
    @Argument(help: "The document.") var file: String

    func run() throws { for value in try DocumentFile.open(file).get(path) { print(value) } }
  }

  struct Set: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Sets attributes of the nodes that a path leads to.")
    @OptionGroup var place: Place
    @Argument(help: "The path, and \"| : TAG: VALUE | ...\".") var path: String
    @Argument(help: "The document.") var file: String

    func run() throws { try place.write(try DocumentFile.open(file).setting(path), to: file) }
  }

  struct Enable: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Makes disabled nodes count.")
    @OptionGroup var place: Place
    @Argument(help: "The path.") var path: String
    @Argument(help: "The document.") var file: String

    func run() throws { try place.write(try DocumentFile.open(file).enabling(path, true), to: file) }
  }

  struct Disable: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Makes nodes not count, without removing them.")
    @OptionGroup var place: Place
    @Argument(help: "The path.") var path: String
    @Argument(help: "The document.") var file: String

    func run() throws { try place.write(try DocumentFile.open(file).enabling(path, false), to: file) }
  }

  /// Where the result goes.
  struct Place: ParsableArguments {
    @Flag(name: .customShort("i"), help: "Changes the file itself.") var inPlace = false

    func write(_ text: String, to file: String) throws {
      guard inPlace, file != "-" else { return print(text, terminator: "") }
      do { try text.write(toFile: file, atomically: true, encoding: .utf8) } catch { throw ToolError("cannot write \(file)") }
    }
  }
}

private enum DocumentFile {
  static func open(_ file: String) throws -> TextEditor {
    let data = file == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: file)
    guard let data else { throw ToolError("cannot read \(file)") }
    return try TextEditor(Array(data), name: file)
  }
}
