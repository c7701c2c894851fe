// The first window that a person sees: says where they are, and lets them try how the system asks.

import Bulkhead
import Geometry
import GuiClient
import Toolkit
import Widgets

enum Wish {
  case greet
  case leave
}

@main final class Welcome: Component {
  private let environment: Environment
  private let window: InterfaceWindow<Wish>
  private var session: PendingSession?
  private var answer = "Nobody was asked yet."

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    window = try InterfaceWindow(environment, title: Text("Welcome"), size: Size(480, 300), isResizable: true)
    window.close = .leave
    window.onWishes = { [self] wishes in for wish in wishes { fulfil(wish) } }
    window.show(page)
    environment.log("welcome")
  }

  private var page: Element<Wish> {
    .column(
      spacing: 12, padding: Padding(24),
      [
        .text("Welcome to Bulkhead", .title),
        .paragraph(
          "This window belongs to a component that can reach nothing but what it was given: this window, its typeface,"
            + " and a service that the system asks you about first."),
        .paragraph("The frame with the name is drawn by the system. So is the strip at the top of the screen."),
        .line([.button("Ask the greeter", style: .primary, session == nil ? .greet : nil), .spacer]),
        .text(answer, .body, .secondary),
      ])
  }

  private func fulfil(_ wish: Wish) {
    switch wish {
    case .greet: greet()
    case .leave: environment.exit(0)
    }
  }

  private func greet() {
    let cost = Greeter.cost
    let session = environment.request(
      Text("Greeter"), donation: Quota(ram: cost.ram + 8192, capabilities: cost.capabilities + 4))
    self.session = session
    answer = "The system asks you now."
    session.onChange = { [self] in decided(session) }
    decided(session)
    window.show(page)
  }

  private func decided(_ session: PendingSession) {
    switch session.state {
    case .opening, .upgrading, .closing: return
    case .refused: answer = "It was not allowed."
    case .closed: break
    case .open:
      let words: Text? = try? session.capability.of(Greeter.self).call(Greeter.greet, Text("world"))
      answer = "The greeter says: " + (words?.string ?? "nothing any more")
      session.close()
    }
    self.session = nil
    environment.log(answer)
    window.show(page)
  }
}
