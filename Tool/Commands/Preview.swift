import ArgumentParser
import Foundation
import ToolKit

struct Preview: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws every control of the toolkit, in every state, as PNG files.",
    discussion: "For looking at, while one works on the toolkit.", shouldDisplay: false)

  @Option(name: .shortAndLong, help: "The folder for the files.")
  var output = "Build/preview"

  func run() throws {
    let folder = URL(fileURLWithPath: output)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let pictures = try Gallery.draw()
    for (name, file) in pictures { try file.write(to: folder.appending(path: "\(name).png")) }
    print("\(pictures.count) pictures are in \(folder.path)")
  }
}
