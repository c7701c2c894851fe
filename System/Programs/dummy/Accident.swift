// How the dummy crashes.

enum Accident {
  /// Overflows. (Run-time checks stop the program at an illegal instruction.)
  static func happen() {
    var numbers = [UInt8.max]
    numbers[0] += numbers[0]
    if numbers[0] == 1 { happen() }
  }
}
