// The person before the screen, who also decides: reads what the broker reports, forgives, takes back.

import Bulkhead
import Consent
import Geometry
import HID

public final class Person: Respondent {
  private let control: Session<ConsentControl>
  private let report: ROMContent

  /// Opens `ConsentControl` and the ROM "uses" besides.
  /// - Parameter reserved: rows at the upper end of the screen that a strip has.
  public init(_ environment: Environment, reserved: Int32) throws(SessionError) {
    control = try environment.open(ConsentControl.self)
    report = try ROMContent(Text("uses"), environment: environment)
    try super.init(environment, size: Size(640, 400), reserved: reserved)
    try? report.watch(.io) {}
  }

  /// The component may ask again.
  public func forgive(_ label: StaticString) { try? control.call(ConsentControl.forgive, Text(label)) }

  public func stop(_ use: UInt64) throws(ConsentFailure) { try control.call(ConsentControl.stop, use) }

  /// The numbers of the uses that go on, as the report says.
  public var uses: [UInt64] {
    var numbers: [UInt64] = []
    for use in Node.parse(report.bytes).node?.nodes("use") ?? [] {
      if let number = use.attribute("id").flatMap({ UInt64($0) }) { numbers.append(number) }
    }
    return numbers
  }
}
