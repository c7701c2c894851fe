// What is wrong with a file that is to be a program, in words for the log.

import Composition
import ELF

extension StartFailure {
  static func text(_ error: ELFError) -> String {
    switch error {
    case .tooShort: "it is too short"
    case .notELF: "it is no ELF file"
    case .notForThisMachine: "it is not for this kind of processor"
    case .notExecutable: "it is no static executable"
    case .needsDynamicLinker: "it needs a dynamic linker; link it statically"
    case .badProgramHeaders: "its program headers are damaged"
    case .segmentOutsideFile: "a segment lies outside of the file"
    case .segmentOutsideUserSpace: "a segment lies outside of the address space"
    case .segmentsOverlap: "two segments overlap"
    case .writableAndExecutable: "a segment is writable and executable"
    case .badAlignment: "a segment does not start at a page"
    case .noEntry: "its entry is in no executable segment"
    }
  }
}
