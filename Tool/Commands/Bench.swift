import ArgumentParser
import Foundation
import ToolKit

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures, in guest instructions: the same on every machine and in every run.",
    discussion:
      "The scenario \"bench\" runs on one CPU under QEMU -icount shift=0, where the time-stamp counter advances by one per instruction."
  )
  @Flag(help: "Prints JSON.") var json = false

  func run() throws {
    let metrics = try Benchmark(try Repository.current(), progress: Progress.show).run()
    Progress.done()
    if json {
      let list = metrics.map { "    {\"name\": \"\($0.name)\", \"value\": \($0.value), \"unit\": \"\($0.unit)\"}" }
      print("{\n  \"metrics\": [\n\(list.joined(separator: ",\n"))\n  ]\n}")
    } else {
      for metric in metrics { print(metric.row) }
    }
  }
}
