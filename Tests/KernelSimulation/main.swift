// Runs the kernel against random user code and checks it after every step.
//
//     kernel-simulation [STEPS [FIRST-SEED]]
//
// A failure prints its seed and step, and how to see it again.

import Glibc

@testable import KernelModel

let arguments = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
var run = Run(steps: arguments.first ?? 1_000_000, firstSeed: arguments.dropFirst().first ?? 1)
exit(run.perform() ? 0 : 1)
