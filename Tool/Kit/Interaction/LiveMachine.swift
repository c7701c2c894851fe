// A machine that runs, as somebody sits before it: keyboard, pointer, screen.

import Foundation

public final class LiveMachine: @unchecked Sendable {
  public let monitor: QMPConnection
  public let log: LogFollower
  public let disks: DiskBox?
  /// Where the screen is shown to who connects, if it is.
  private let watchPath: String
  /// The size of the picture when it was last looked at.
  private var screen: (width: Int, height: Int)?

  init(monitor: QMPConnection, log: LogFollower, disks: DiskBox? = nil, watchPath: String = "") {
    self.monitor = monitor
    self.log = log
    self.disks = disks
    self.watchPath = watchPath
  }

  // MARK: - Screen

  /// What the screen shows.
  public func picture() throws -> ScreenPicture {
    let pixmap = try FileManager.default.withTemporaryFolder { folder in
      let file = folder.appending(path: "screen.ppm")
      try monitor.execute("screendump", ["filename": file.path])
      return try Data(contentsOf: file)
    }
    let picture = try ScreenPicture(pixmap: [UInt8](pixmap))
    screen = (picture.width, picture.height)
    return picture
  }

  /// Writes what the screen shows into a PNG file.
  public func saveScreen(to file: URL) throws {
    let path = URL(fileURLWithPath: file.path).standardizedFileURL.path
    try monitor.execute("screendump", ["filename": path, "format": "png"])
  }

  /// Has the graphics card told that the window that shows it has another size now.
  public func resize(width: Int, height: Int) throws {
    try ScreenViewer(path: watchPath).resize(width: width, height: height)
    screen = nil
  }

  // MARK: - Power

  /// The power fails, and comes back: what was not on a disk is lost, and the machine starts again. (QEMU finishes sectors that it is
  /// writing, as disks do.)
  public func cyclePower() throws {
    try monitor.execute("set-action", ["reboot": "reset"])
    try monitor.execute("system_reset")
  }

  // MARK: - Memory

  /// What the machine's memory holds, from the first byte on.
  func memory(_ size: Int) throws -> Data {
    try FileManager.default.withTemporaryFolder { folder in
      let file = folder.appending(path: "memory")
      try monitor.execute("pmemsave", ["val": 0, "size": size, "filename": file.path])
      return try Data(contentsOf: file)
    }
  }

  // MARK: - Keyboard

  /// Presses and releases.
  public func press(_ stroke: KeyStroke) throws {
    for key in stroke.keys { try hold(key, true) }
    for key in stroke.keys.reversed() { try hold(key, false) }
  }

  /// Presses or releases one key.
  public func hold(_ key: String, _ isDown: Bool) throws {
    try send([["type": "key", "data": ["down": isDown, "key": ["type": "qcode", "data": key]] as [String: Any]]])
    // Machines that are slow to fetch scan codes lose what comes faster: the i8042 stores 16 bytes.
    usleep(5_000)
  }

  // MARK: - Pointer

  /// Puts the pointer onto a pixel. Needs a pointing device with absolute positions, such as `virtio-tablet-pci`.
  public func point(x: Int, y: Int) throws {
    if screen == nil { _ = try picture() }
    guard let screen else { return }
    // The middle of the pixel, so that no rounding leads to its neighbours.
    try send([
      Self.axis("abs", "x", (x * 2 + 1) * 0x4000 / screen.width), Self.axis("abs", "y", (y * 2 + 1) * 0x4000 / screen.height),
    ])
  }

  /// Moves the pointer, in the units of a mouse.
  public func move(x: Int, y: Int) throws { try send([Self.axis("rel", "x", x), Self.axis("rel", "y", y)]) }

  /// Presses or releases a button: `left`, `middle`, `right`, `wheel-up`, `wheel-down`, `side`, `extra`.
  public func button(_ name: String, _ isDown: Bool) throws {
    try send([["type": "btn", "data": ["down": isDown, "button": name] as [String: Any]]])
  }

  public func click(_ name: String) throws {
    try button(name, true)
    try button(name, false)
  }

  private static func axis(_ type: String, _ axis: String, _ value: Int) -> [String: Any] {
    ["type": type, "data": ["axis": axis, "value": value] as [String: Any]]
  }

  private func send(_ events: [[String: Any]]) throws { try monitor.execute("input-send-event", ["events": events]) }
}
