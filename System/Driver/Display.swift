// The client side of Capture, as all display drivers share it: a buffer of the GUI server, of which changed parts are copied
// to the screen, at most 60 times a second. Without changes nothing runs.

import Bulkhead
import Geometry

/// Where a display driver puts pixels.
public protocol Screen: AnyObject {
  /// Shows parts of a picture, whose rows have `size.width` pixels of 4 bytes. The parts lie within the picture.
  func show(_ areas: [Rectangle], of picture: borrowing Mapping, size: Size)
}

/// Keeps the picture on a screen.
public final class Display {
  private let capture: Session<Capture>
  private let environment: Environment
  private let screen: any Screen
  private var handler: SignalHandler?
  private var picture: Picture?
  /// When to look again.
  private var frame: Timeout?

  private final class Picture {
    let size: Size
    let mapping: Mapping

    init(_ size: Size, _ mapping: consuming Mapping) {
      self.size = size
      self.mapping = mapping
    }
  }

  /// Opens a Capture session and shows what there is.
  /// - Parameter size: the screen's; tells the GUI server how large it is.
  public init(_ environment: Environment, size: Size, on screen: any Screen) throws(SessionError) {
    self.environment = environment
    self.screen = screen
    capture = try environment.open(Capture.self, donation: Self.donation(size))
    do throws(EntrypointError) { handler = try environment.entrypoint.onSignal { [self] _ in refresh() } } catch {
      throw .failed("no signal handler for the screen")
    }
    try resize(to: size)
    if let capability = handler?.capability { try? capture.call(Capture.setSignal, capability) }
    refresh()
  }

  private static func bytes(_ size: Size) -> UInt64 { (UInt64(size.area) * 4 + 4095) & ~4095 }

  private static func donation(_ size: Size) -> Quota {
    Quota(ram: Capture.cost.ram + bytes(size), capabilities: Capture.cost.capabilities)
  }

  /// From now on the screen has this size.
  public func resize(to size: Size) throws(SessionError) {
    picture = nil
    var attempts = 0
    while true {
      do throws(CaptureFailure) {
        try capture.call(Capture.setBuffer, size)
        break
      } catch {
        attempts += 1
        guard attempts < 8, error == .outOfRAM || error == .outOfCapabilities else {
          throw .failed("the GUI server makes no picture for the screen")
        }
        let missing = error == .outOfRAM ? Quota(ram: Self.bytes(size) / 4 + 4096) : Quota(capabilities: 2)
        try? capture.upgrade(by: missing, waits: true)
      }
    }
    picture = try map(size)
  }

  private func map(_ size: Size) throws(SessionError) -> Picture {
    guard let dataspace: OwnedCapability<Dataspace> = try? capture.call(Capture.dataspace),
      let mapping = try? Mapping(dataspace.capability, isLasting: true), mapping.count >= size.area * 4
    else { throw .failed("the GUI server's picture is too small") }
    return Picture(size, mapping)
  }

  /// Shows what is new; then, for as long as there is something new each time, at the rate of a screen. Somebody who draws all the
  /// time costs no more than that.
  public func refresh() {
    guard let picture else { return }
    let bounds = Rectangle(minX: 0, minY: 0, maxX: picture.size.width, maxY: picture.size.height)
    frame = nil
    let start = environment.clock.now
    guard let changed = try? capture.call(Capture.capture, .zero), !changed.rectangles.isEmpty else { return }
    let areas = changed.rectangles.map { $0.intersection(bounds) }.filter { !$0.isEmpty }
    screen.show(areas, of: picture.mapping, size: picture.size)
    // Counted from when it was looked, so that what showing takes does not make it fewer.
    let passed = environment.clock.now.microseconds - start.microseconds
    frame = environment.entrypoint.after(.microseconds(Self.period - min(passed, Self.period - 1000))) { [self] in refresh() }
  }

  /// Microseconds of one of 60 pictures a second.
  private static var period: UInt64 { 16_667 }
}

/// Copies parts of a picture into a frame buffer with as many bytes per row as `pitch` says.
/// - Precondition: the areas lie within both.
public func copy(
  _ areas: [Rectangle], of picture: borrowing Mapping, width: Int, to target: borrowing Mapping, at start: Int, pitch: Int
) {
  for area in areas {
    let bytes = Int(area.width) * 4
    for y in Int(area.minY)..<Int(area.maxY) {
      let x = Int(area.minX) * 4
      target.copy(bytes, from: picture, at: y * width * 4 + x, to: start + y * pitch + x)
    }
  }
}
