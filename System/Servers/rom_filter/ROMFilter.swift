// A ROM made out of others.

import Bulkhead
import HID
import Services

@main final class ROMFilter: Component {
  private let environment: Environment
  private let configuration: Configuration
  private let output = ROMSource()
  private var inputs: [Input] = []
  private var service: Service<ROM>?

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    configuration = try environment.configuration()
    service = try environment.offer(ROM.self) { [self] request throws(RefusedSession) in try output.open(request) }
    try configuration.watch { [self] node in self.reopen(node) }
  }

  private func reopen(_ node: Node) {
    inputs = []
    for input in node.nodes("input") {
      do throws(SessionError) {
        inputs.append(try Input(input, environment) { [self] in self.update() })
      } catch { environment.log("error: the ROM of input \"\(input.name ?? "")\" is denied; add a route for it") }
    }
    update()
  }

  private func update() {
    guard let node = configuration.node.node("output") else { return output.set([]) }
    let generator = OutputGenerator(inputs)
    let content = Array(generator.document(node).utf8)
    if content != output.content { output.set(content) }
  }
}
