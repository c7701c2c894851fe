// The dialog on the screen: what is to be seen of an entry, and what a person's keys, mouse and fingers mean there.
//
// Keys go to the entry alone; the user interface gets pointer and fingers only, so that nothing that was typed is in it.

import Bulkhead
import Desktop
import Geometry
import GuiClient
import Input
import Painting
import Secrets
import Typography
import Widgets

final class EntryWindow {
  private let environment: Environment
  private let isDark: Bool
  private let window: Window
  private var interface: UserInterface<PasswordEntry.Wish>
  private var keyboard = ScreenKeyboard()
  /// What the person does.
  var onAction: ((EntryAction) -> Void)?
  /// The attention key, while the dialog is away.
  var onCall: (() -> Void)?

  /// In points.
  static var size: Size { Size(600, 540) }
  /// What the dialog needs of it.
  private static var leastHeight: Int32 { 470 }

  init(_ environment: Environment, isDark: Bool) throws(SessionError) {
    (self.environment, self.isDark) = (environment, isDark)
    let style = Style(isDark ? .dark : .light, fonts: try FontROM.load(environment))
    interface = UserInterface(style, size: Self.size, isSeeThrough: true)
    window = try Window(environment, size: Self.size, title: Text("password"), hasAlpha: true)
    window.onEvent = { [self] event in handle(event) }
    window.onScaleChange = { [self] in rescale() }
    window.onScreenChange = { [self] in fit() }
    rescale()
  }

  /// Everything on the screen is larger or smaller now. Two pixels a point need room for all of the dialog.
  private func rescale() {
    let hasRoom = window.screen.width >= Self.size.width * 2 && window.screen.height >= Self.leastHeight * 2
    let scale = window.scale == 2 && hasRoom ? 2 as Int32 : 1
    if scale == interface.style.scale { return }
    guard let fonts = try? FontROM.load(environment, scale: scale) else { return }
    interface.restyle(Style(isDark ? .dark : .light, fonts: fonts, scale: scale))
    fit()
  }

  /// No higher than the screen; in the middle of it.
  private func fit() {
    rescale()
    let style = interface.style
    let height = min(style.px(Self.size.height), max(window.screen.height, style.px(Self.leastHeight)))
    let size = Size(style.px(Self.size.width), height)
    if size == window.size { return }
    window.resize(to: size)
    interface.resize(size)
    interface.invalidate()
    if !window.isShown { return }
    present()
    window.show()
  }

  /// Shows an entry as it is now.
  func show(_ entry: borrowing Entry) {
    interface.show(.column(alignment: .center, [.spacer, card(entry), .spacer]))
    let isNew = !window.isShown
    if isNew { interface.invalidate() }
    present()
    if isNew { window.show() }
  }

  func hide() {
    keyboard = ScreenKeyboard()
    window.hide()
  }

  private func present() {
    guard !interface.dirtyRectangles.isEmpty else { return }
    window.draw { canvas in interface.draw(&canvas) }
  }

  // MARK: - What is to be seen

  private func card(_ entry: borrowing Entry) -> Element<PasswordEntry.Wish> {
    entry.page == .choosing ? setup(entry) : question(entry)
  }

  private func setup(_ entry: borrowing Entry) -> Element<PasswordEntry.Wish> {
    var colors: [Color] = []
    for index in 0..<Identity.colors.count { colors.append(Color(Identity.colors[index])) }
    let identity = entry.identity ?? Identity()
    return PasswordSetup(
      phrase: identity.phrase, colors: colors, color: identity.color, isTooShort: entry.remark == .tooShort, keyboard: keyboard
    ).card()
  }

  private func question(_ entry: borrowing Entry) -> Element<PasswordEntry.Wish> {
    var dialog = PasswordEntry(
      requester: entry.requester, proof: entry.identity.map { ($0.phrase, Color($0.rgb)) }, count: entry.count,
      isWrong: entry.remark != .none, keyboard: keyboard)
    switch entry.page {
    case .typing: dialog.purpose = .choosing
    case .repeating: dialog.purpose = .repeating
    case .checking: dialog.purpose = .checking
    case .greeting: dialog.purpose = .greeting
    case .calling: dialog.purpose = .calling
    case .broken: dialog.purpose = .broken
    case .asked where entry.subject == .passphrase: dialog.purpose = .passphrase
    case .asked, .away, .choosing: dialog.purpose = .unlocking
    }
    return dialog.card()
  }

  // MARK: - What a person does

  private func handle(_ event: InputEvent) {
    switch event {
    case .press(let key, let character):
      if !window.isShown { return key == .delete ? onCall?() ?? () : () }
      if key.isButton { return point(event) }
      if let action = Self.action(key, character) { onAction?(action) }
    case .release(let key): if key.isButton { point(event) }
    case .pointer, .touch, .touchRelease, .hoverLeave: point(event)
    case .movement, .wheel, .focusEnter, .focusLeave, .closeRequest: break
    }
  }

  private static func action(_ key: Key, _ character: Unicode.Scalar?) -> EntryAction? {
    switch key {
    case .enter: return .enter
    case .escape: return .escape
    case .backspace: return .backspace
    case .delete: return .attention
    case .left: return .previousColor
    case .right: return .nextColor
    default: break
    }
    guard let character, character.value >= 32, character.value != 127 else { return nil }
    return .character(character)
  }

  private func point(_ event: InputEvent) {
    guard window.isShown else { return }
    for wish in interface.handle(event) { fulfil(wish) }
    present()
  }

  private func fulfil(_ wish: PasswordEntry.Wish) {
    switch wish {
    case .cancel: onAction?(.escape)
    case .unlock: onAction?(.enter)
    case .color(let number): onAction?(.color(number))
    case .key(.character(let scalar)):
      keyboard.isShifted = false
      onAction?(.character(scalar))
    case .key(.backspace): onAction?(.backspace)
    case .key(.enter): onAction?(.enter)
    case .key(.shift):
      keyboard.isShifted.toggle()
      onKeyboardChange?()
    case .key(.page):
      keyboard.showsSigns.toggle()
      onKeyboardChange?()
    }
  }

  /// The keyboard on the screen looks otherwise: show the entry again.
  var onKeyboardChange: (() -> Void)?
}
