// Report: what a component says about itself, for others to read as a ROM.

import RPC

public enum ReportFailure: UInt16, Failure {
  /// More than the dataspace holds.
  case tooLong = 1
  case unreachable = 0xffff
}

/// Session arguments: `buffer_size` in bytes (4096 unless given; paid out of the donation). The label names the report.
public enum Report: SessionInterface {
  public typealias Failure = ReportFailure
  public static var name: StaticString { "Report" }
  public static var isAboutClient: Bool { true }
  public static var cost: Quota { Quota(ram: 16 << 10, capabilities: 4) }

  /// Where the client writes its report.
  public static var dataspace: Method<Report, Nothing, Capability<Dataspace>> { Method(1) }
  /// That many bytes of the dataspace are the report now; the server copies them before it answers.
  public static var submit: Method<Report, UInt64, Nothing> { Method(2, .sees | .denies) }
  /// The signal context that is told when there is a response.
  public static var setSignal: Method<Report, Capability<SignalTarget>, Nothing> { Method(3, .denies) }
  /// Puts the response into the dataspace and says how long it is; 0: none.
  public static var obtainResponse: Method<Report, Nothing, UInt64> { Method(4) }
}
