// What the settings show.

import Consent
import ConsentSettings
import HID
import Typography
import Widgets

/// How large everything is, and why it is not as the person wished.
struct ScaleChoice {
  enum Refusal { case notAllowed, screenTooSmall }
  let scale: Int32
  let refusal: Refusal?

  var words: String {
    switch refusal {
    case nil: "The same for every window, for questions and for the password dialog."
    case .notAllowed: "The system's configuration does not let the settings choose that."
    case .screenTooSmall: "This screen is too small for that: a question would not have room."
    }
  }
}

struct SettingsView {
  let overview: ConsentOverview
  let preferences: Preferences
  /// Nil: nothing is said about it.
  let keyboard: KeyboardInUse?
  /// Nil: it cannot be chosen.
  let scale: ScaleChoice?
  let page: SettingsPage

  var element: Element<SettingsWish> {
    .column(
      spacing: 14, padding: Padding(20),
      [
        .line([
          .text(title, .title), .spacer,
          .choice(["Permissions", "History", "Preferences"], selected: page.rawValue) {
            .show(SettingsPage(rawValue: $0) ?? .permissions)
          },
        ]),
        content,
      ])
  }

  private var title: String {
    switch page {
    case .permissions: "Who may what"
    case .history: "What happened"
    case .preferences: "As you like it"
    }
  }

  private var content: Element<SettingsWish> {
    switch page {
    case .permissions: permissions
    case .history: history
    case .preferences: choices
    }
  }

  // MARK: Preferences

  private var choices: Element<SettingsWish> {
    var cards = [choice("Theme", "How windows look. Each program hears of it at once.", .theme)]
    if let scale { cards.append(size(scale)) }
    return Element.column(spacing: 12, cards + [keys, .spacer]).height(.stretch(1))
  }

  private func size(_ scale: ScaleChoice) -> Element<SettingsWish> {
    setting(
      "Size", scale.words, .choice(["Normal", "Double"], selected: scale.scale == 2 ? 1 : 0) { .scale(Int32($0) + 1) })
  }

  /// Shown, and chosen at the keyboard itself: what keys mean is decided where passwords pass as well, out of reach of programs.
  private var keys: Element<SettingsWish> {
    guard let keyboard, !keyboard.maps.isEmpty else { return .gap(0) }
    let words = keyboard.keys.map { "\($0) chooses the next one, in every window." } ?? "There is no other one."
    return setting(
      "Keyboard", words,
      .line(
        spacing: 14,
        keyboard.maps.indices.map { index in
          index == keyboard.used
            ? .line(spacing: 4, [.icon(.check, .accent), .text(keyboard.maps[index], .strong, .accent)])
            : .text(keyboard.maps[index], .body, .secondary)
        }))
  }

  private func setting(_ title: String, _ words: String, _ control: Element<SettingsWish>) -> Element<SettingsWish> {
    .card(
      padding: Padding(14),
      .line([
        Element.column(spacing: 3, [.text(title, .strong), .text(words, .caption, .secondary)]).width(.stretch(1)), control,
      ]))
  }

  private func choice(_ title: String, _ words: String, _ preference: Preference) -> Element<SettingsWish> {
    guard let selected = preferences.selected(preference) else { return .gap(0) }
    return setting(title, words, .choice(preference.titles, selected: selected) { .choose(preference, $0) })
  }

  // MARK: Permissions

  private var permissions: Element<SettingsWish> {
    if overview.components.isEmpty {
      return .column([
        .spacer, .text("No component has asked for anything yet.", .body, .secondary, alignment: .center), .spacer,
      ]).height(.stretch(1))
    }
    return .scroll(.column(spacing: 12, padding: Padding(2), overview.components.map { card($0).key($0.label) }))
  }

  private func card(_ component: ComponentPermissions) -> Element<SettingsWish> {
    var rows: [Element<SettingsWish>] = [.text(component.label, .strong, keepsEnd: true)]
    for permission in component.permissions { rows.append(row(permission, component.label)) }
    if component.isSilenced {
      rows.append(
        .line([
          .icon(.warning, .warning), .text("It asked too often and is refused unasked.", .body, .warning).width(.stretch(1)),
          .button("Let it ask again", .forgive(component.label)),
        ]))
    }
    return .card(padding: Padding(14), .column(spacing: 10, rows))
  }

  private func row(_ permission: Permission, _ label: String) -> Element<SettingsWish> {
    var parts: [Element<SettingsWish>] = [.text(ServiceWords(permission.service).thing, .body).width(.stretch(1))]
    if !permission.uses.isEmpty {
      parts.append(.text("in use now", .caption, .success))
      parts.append(.button("Stop", icon: .stop, style: .danger, .stop(permission.uses)))
    }
    let service = permission.service
    parts.append(
      .choice(["Ask", "Allow", "Deny"], selected: permission.decision.rawValue) {
        .decide(label: label, service: service, StandingDecision(rawValue: $0) ?? .ask)
      })
    return Element.line(parts).key(service)
  }

  // MARK: History

  private var history: Element<SettingsWish> {
    let hasTimes = overview.history.contains { $0.time != nil }
    let table = Element<SettingsWish>.table(
      [
        Column("Time", width: hasTimes ? 102 : 60, alignment: .trailing), Column("What", width: 52),
        Column("Service", width: 76),
        Column("Component"), Column("Why", width: 150),
      ],
      rows: overview.history.map { entry in
        [
          .text(Self.time(entry), .body, .secondary, alignment: .trailing),
          .text(Self.event(entry), .body, Self.tint(entry.event)),
          .text(entry.service.utf8.isEmpty ? "" : ServiceWords(entry.service).thing),
          .text(entry.label, keepsEnd: true), .text(Self.reason(entry), .body, .secondary),
        ]
      }, select: { _ in nil })
    return .column(spacing: 8, remarks.map { .text($0, .caption, .warning) } + [table])
  }

  /// What a person should know before they rely on the records.
  private var remarks: [String] {
    let keeping = overview.keeping
    var remarks: [String] = []
    switch keeping.disk {
    case .works: break
    case .missing: remarks.append("There is no disk for these records: they end with the power.")
    case .tooSmall: remarks.append("The disk for these records is too small: they end with the power.")
    case .failed: remarks.append("The disk for these records does not work: the newest ones end with the power.")
    }
    if keeping.damaged > 0 { remarks.append("\(keeping.damaged) records on the disk are damaged.") }
    if keeping.overwritten > 0 { remarks.append("\(keeping.overwritten) older records made room for newer ones.") }
    return remarks
  }

  /// The broker's words and those of who keeps its records, in short.
  private static func event(_ entry: AuditEntry) -> String {
    let short: [(words: String, short: String)] = [
      ("refused from now on", "never"), ("allowed from now on", "always"), ("asked about from now on", "ask"),
    ]
    return short.first { entry.event.isSame(as: $0.words) }?.short ?? entry.event
  }

  private static func reason(_ entry: AuditEntry) -> String {
    if let count = entry.count {
      return entry.event.isSame(as: "more") ? "\(count) more, not written one by one" : "\(count) records"
    }
    if entry.event.isSame(as: "began") { return "the broker began anew" }
    guard let duration = entry.duration else { return entry.reason }
    return "\(duration / 1000).\(duration % 1000 / 100) s: " + entry.reason
  }

  private static func tint(_ event: String) -> Tint {
    event.isSame(as: "granted")
      ? .success : event.isSame(as: "denied") || event.isSame(as: "refused from now on") ? .danger : .primary
  }

  /// Month, day and time of day; since the machine started, where nobody knew.
  private static func time(_ entry: AuditEntry) -> String {
    if let time = entry.time, time.utf8.count > 5 { return String(decoding: Array(time.utf8.dropFirst(5)), as: UTF8.self) }
    let seconds = entry.milliseconds / 1000
    return "\(seconds / 60):" + (seconds % 60 < 10 ? "0" : "") + "\(seconds % 60)"
  }
}
