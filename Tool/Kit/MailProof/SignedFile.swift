// A signed mail taken apart as a receiver does it, knowing nothing of how it was made (RFC 1847, 2.1; RFC 2046, 5.1.1).

import Foundation

public struct SignedFile {
  /// The bytes that are signed.
  public var part: Data
  /// The armoured signature.
  public var signature: Data

  public init(_ mail: Data) throws {
    let lineEnd = Data("\r\n".utf8)
    guard let headerEnd = mail.range(of: lineEnd + lineEnd) else { throw ToolError("the signed mail has no body") }
    let header = String(decoding: mail[..<headerEnd.lowerBound], as: UTF8.self)
    let pattern = #"(?is)content-type: multipart/signed;.*?boundary="([^"]+)""#
    guard let match = header.range(of: pattern, options: .regularExpression),
      let boundary = header[match].split(separator: "\"").last
    else { throw ToolError("the mail is not multipart/signed:\n\(header.suffix(500))") }
    let delimiter = lineEnd + Data("--\(boundary)".utf8)
    // The first delimiter may directly follow the header.
    let body = mail[(headerEnd.upperBound - 2)...]
    guard let first = body.range(of: delimiter + lineEnd),
      let second = body.range(of: delimiter, in: first.upperBound..<body.endIndex),
      let last = body.range(of: delimiter + Data("--".utf8), in: second.upperBound..<body.endIndex),
      let armor = body.range(of: Data("-----BEGIN PGP SIGNATURE".utf8), in: second.upperBound..<last.lowerBound)
    else { throw ToolError("the signed mail has not two parts") }
    part = Data(body[first.upperBound..<second.lowerBound])
    signature = Data(body[armor.lowerBound..<last.lowerBound])
  }
}
