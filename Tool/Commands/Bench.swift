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
    let benchmark = Benchmark(try Repository.current(), progress: Progress.show)
    let (metrics, wall) = try benchmark.run()
    Progress.done()
    print(json ? MetricReport.json(metrics) : MetricReport.table(metrics, wall: wall))
  }
}
