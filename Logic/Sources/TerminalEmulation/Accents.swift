// Letters with marks: when a mark follows a letter and there is one character with both, that one is shown.
//
// A small part of Unicode's canonical composition: the letters that the typefaces have.

enum Accents {
  /// The letter with the mark; nil if there is no such character here.
  static func compose(_ letter: UInt32, _ mark: UInt32) -> UInt32? {
    for index in rows.indices where rows[index].mark == mark { return find(letter, rows[index].letters, rows[index].composed) }
    return nil
  }

  private static func find(_ letter: UInt32, _ letters: StaticString, _ composed: StaticString) -> UInt32? {
    var results = composed.description.unicodeScalars.makeIterator()
    for candidate in letters.description.unicodeScalars {
      guard let result = results.next() else { return nil }
      if candidate.value == letter { return result.value }
    }
    return nil
  }

  private static let rows: [10 of (mark: UInt32, letters: StaticString, composed: StaticString)] = [
    (0x300, "AEIOUaeiouNn", "ÀÈÌÒÙàèìòùǸǹ"),
    (0x301, "AEIOUYaeiouyCcLlNnRrSsZzαεηιουωΑΕΗΙΟΥΩ", "ÁÉÍÓÚÝáéíóúýĆćĹĺŃńŔŕŚśŹźάέήίόύώΆΈΉΊΌΎΏ"),
    (0x302, "AEIOUaeiouCcGgHhJjSsWwYy", "ÂÊÎÔÛâêîôûĈĉĜĝĤĥĴĵŜŝŴŵŶŷ"),
    (0x303, "ANOanoIiUu", "ÃÑÕãñõĨĩŨũ"),
    (0x304, "AEIOUaeiou", "ĀĒĪŌŪāēīōū"),
    (0x306, "AaEeGgIiOoUuИи", "ĂăĔĕĞğĬĭŎŏŬŭЙй"),
    (0x308, "AEIOUaeiouyYιυΙΥЕе", "ÄËÏÖÜäëïöüÿŸϊϋΪΫЁё"),
    (0x30a, "AaUu", "ÅåŮů"),
    (0x30c, "CcDdEeNnRrSsTtZz", "ČčĎďĚěŇňŘřŠšŤťŽž"),
    (0x327, "CcSsTt", "ÇçŞşŢţ"),
  ]
}
