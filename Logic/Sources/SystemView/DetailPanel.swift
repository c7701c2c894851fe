// The panel beside the picture: all about the component that is looked at, or about the system.

import Geometry
import HID
import Painting
import Typography
import Widgets

extension SystemScreen {
  var panel: Element<SystemWish> {
    guard let selection else { return overview }
    let component = facts.components[selection]
    return .column(
      spacing: 0,
      [
        .scroll(.column(spacing: 14, padding: Padding(16), details(component, selection))), .separator,
        Element.column(spacing: 8, padding: Padding(16, 12), actions(component)),
      ])
  }

  // MARK: - One component

  private func details(_ component: ComponentFacts, _ index: Int) -> [Element<SystemWish>] {
    var parts: [Element<SystemWish>] = [heading(component)]
    if !component.alerts.isEmpty { parts.append(alerts(component)) }
    parts.append(numbers(component, load(index)))
    if !component.grants.isEmpty { parts.append(grants(component)) }
    parts.append(contentsOf: neighbours(index))
    return parts
  }

  private func heading(_ component: ComponentFacts) -> Element<SystemWish> {
    let instance = component.instance.map { ", instance \($0)" } ?? ""
    return .column(
      spacing: 3,
      [
        .text(component.name, .title), .text(component.path, .caption, .secondary, keepsEnd: true),
        .text("program " + component.binary + instance, .caption, .secondary),
        .line(spacing: 6, [.text(component.condition.words, .strong, component.condition.tint)]),
      ])
  }

  private func alerts(_ component: ComponentFacts) -> Element<SystemWish> {
    .column(
      spacing: 6,
      component.alerts.map { alert in
        .line(
          spacing: 8, alignment: .leading,
          [
            .icon(alert.weight == .notice ? .information : .warning, alert.weight.tint),
            .paragraph(alert.text, .caption, alert.weight == .notice ? .secondary : .primary, mostLines: 6).width(.stretch(1)),
          ])
      })
  }

  private func numbers(_ component: ComponentFacts, _ load: Int?) -> Element<SystemWish> {
    var rows: [Element<SystemWish>] = []
    if let ram = component.ram { rows.append(number("RAM", ram.bytesForPeople, ram.permille)) }
    if let capabilities = component.capabilities {
      rows.append(number("Capabilities", "\(capabilities.used) of \(capabilities.quota)", capabilities.permille))
    }
    if let load { rows.append(number("CPU", load.percentForPeople, load)) }
    return .column(spacing: 10, rows)
  }

  private func number(_ name: String, _ value: String, _ permille: Int) -> Element<SystemWish> {
    .column(
      spacing: 4,
      [
        .line([.text(name, .body).width(.stretch(1)), .text(value, .body, .secondary)]),
        Element.meter(permille, of: 1000, permille > 970 ? .warning : .accent).width(.stretch(1)),
      ])
  }

  // MARK: Grants

  private func grants(_ component: ComponentFacts) -> Element<SystemWish> {
    section("In use with your consent", component.grants.map { row($0) })
  }

  func row(_ grant: Grant) -> Element<SystemWish> {
    Element.line([
      .icon(grant.icon, .danger), .text(grant.words, .body).width(.stretch(1)),
      .button("Take back", style: .danger, canRevoke ? .revoke(grant.id) : nil),
    ]).key(grant.id)
  }

  // MARK: Who talks to whom

  private func neighbours(_ index: Int) -> [Element<SystemWish>] {
    let uses = facts.links.filter { $0.client == index && $0.isUsed }
    let users = facts.links.filter { $0.server == index && $0.isUsed }
    let others = facts.links.filter { $0.client == index && !$0.isUsed }
    var parts: [Element<SystemWish>] = []
    if !uses.isEmpty { parts.append(section("Talks to", uses.map { row($0, $0.server) })) }
    if !users.isEmpty { parts.append(section("Serves", users.map { row($0, $0.client) })) }
    if !others.isEmpty { parts.append(section("Could talk to", others.map { row($0, $0.server) })) }
    return parts
  }

  private func row(_ link: Link, _ other: Int) -> Element<SystemWish> {
    let component = facts.components[other]
    var words = ""
    for service in link.services { words += words.utf8.isEmpty ? service : ", " + service }
    if link.asks { words += ", after asking you" }
    return Element.row(
      .select(component.path),
      .line([.text(component.name, .body), .text(words, .caption, .secondary, alignment: .trailing).width(.stretch(1))])
    ).height(24).key(component.path)
  }

  func section(_ title: String, _ rows: [Element<SystemWish>]) -> Element<SystemWish> {
    .column(spacing: 4, [.text(title, .heading, .secondary)] + rows)
  }

  // MARK: Actions

  private func actions(_ component: ComponentFacts) -> [Element<SystemWish>] {
    var isBusy = false
    if case .waiting = notice { isBusy = true }
    // Whom another component runs, the outermost one does not steer.
    let isFree = canSteer && !isBusy && component.group == 0
    let restart = Element<SystemWish>.button(
      component.condition.isUp ? "Restart" : "Start", icon: .restart, isFree ? .restart(component.path) : nil)
    let stop = Element<SystemWish>.button(
      "Stop", icon: .stop, style: .danger, isFree && component.condition != .stopped ? .stop(component.path) : nil)
    return [noticeLine, .line(spacing: 10, [restart.width(.stretch(1)), stop.width(.stretch(1))])]
  }

  private var noticeLine: Element<SystemWish> {
    switch notice {
    case .none:
      .text(canSteer ? "You are asked before anything is done." : "Nothing can be done from here.", .caption, .secondary)
    case .waiting(let text): .text(text, .caption, .accent)
    case .done(let text): .text(text, .caption, .success)
    case .failed(let text): .text(text, .caption, .danger)
    }
  }
}

// MARK: - The system

extension SystemScreen {
  /// When no component is looked at: what needs attention, what goes on, and what the colors mean.
  private var overview: Element<SystemWish> {
    var parts: [Element<SystemWish>] = []
    let troubled = facts.components.filter { $0.worst == .failure || $0.worst == .warning }
    if troubled.isEmpty {
      parts.append(.line(spacing: 8, [.icon(.check, .success), .text("All is well.", .strong)]))
    } else {
      parts.append(section("Needs attention", troubled.map { trouble($0) }))
    }
    let users = facts.components.filter { !$0.grants.isEmpty }
    if !users.isEmpty {
      parts.append(
        section("In use with your consent", users.flatMap { user in [.text(user.name, .strong)] + user.grants.map { row($0) } })
      )
    }
    if !busiest.isEmpty { parts.append(section("Busiest", busiest.map { busy($0) })) }
    parts.append(legend)
    return .scroll(.column(spacing: 18, padding: Padding(16), parts))
  }

  private func trouble(_ component: ComponentFacts) -> Element<SystemWish> {
    let alert = component.alerts.first
    return Element.row(
      .select(component.path),
      .column(
        spacing: 2, padding: Padding(0, 4),
        [
          .line(spacing: 8, [.icon(.warning, (component.worst ?? .notice).tint), .text(component.name, .strong)]),
          .paragraph(alert?.text ?? "", .caption, .secondary, mostLines: 3),
        ])
    ).key(component.path)
  }

  /// The five that use most of the processor.
  private var busiest: [Int] {
    let busy = facts.components.indices.filter { (load($0) ?? 0) >= 10 }
    return Array(busy.sorted { (load($0) ?? 0) > (load($1) ?? 0) }.prefix(5))
  }

  private func busy(_ index: Int) -> Element<SystemWish> {
    let component = facts.components[index]
    return Element.row(
      .select(component.path),
      .line([.text(component.name, .body).width(.stretch(1)), .text((load(index) ?? 0).percentForPeople, .body, .secondary)])
    ).height(24).key(component.path)
  }

  private var legend: Element<SystemWish> {
    section(
      "Colors",
      [
        swatch(Role.server.color, "serves others"), swatch(Role.both.color, "serves and uses"),
        swatch(Role.client.color, "uses others"), swatch(Role.alone.color, "has to do with none of them"),
      ])
  }

  private func swatch(_ color: Color, _ words: String) -> Element<SystemWish> {
    let sign = Element<SystemWish>.custom(
      .init(4, 16), version: 1,
      draw: { canvas, frame, style in canvas.fill(style.rounded(frame, style.px(2)), color) })
    return .line(spacing: 10, [sign, .text(words, .caption, .secondary)])
  }
}

/// What a component is to others.
enum Role {
  case server, both, client, alone

  var color: Color {
    switch self {
    case .server: Color(0x2fa36b)
    case .both: Color(0x3f7bf2)
    case .client: Color(0xd9822b)
    case .alone: Color(0x8a8d99)
    }
  }
}

extension SystemScreen {
  func color(_ index: Int) -> Color {
    let (serves, uses) = (
      facts.links.contains { $0.server == index && $0.isUsed }, facts.links.contains { $0.client == index && $0.isUsed }
    )
    return (serves ? uses ? Role.both : .server : uses ? .client : .alone).color
  }
}

extension Condition {
  var words: String {
    switch self {
    case .running: "running"
    case .incomplete: "cannot start"
    case .crashed: "crashed"
    case .stopped: "stopped"
    case .exited(let value): "exited with \(value)"
    }
  }

  var tint: Tint {
    switch self {
    case .running: .success
    case .incomplete, .crashed: .danger
    case .stopped, .exited: .secondary
    }
  }
}

extension Grant {
  var words: String {
    if service.isSame(as: "Record") { return "Microphone" }
    return service.isSame(as: "Capture") ? "Screen" : service
  }
}
