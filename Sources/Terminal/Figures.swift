import Foundation

/// Numbers as people write them: three significant digits, no noise.
package enum Figures {
  /// `0.231`, `5.01`, `181`, `12300`, `1.2e-05` as `1.2e-5`; `nan` and `inf` spelled out.
  package static func short(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    if value == 0 { return "0" }
    let magnitude = abs(value)
    if magnitude >= 1e5 || magnitude < 1e-3 { return exponential(value, digits: max(1, digits - 1)) }
    let integerDigits = Int(log10(magnitude).rounded(.down)) + 1
    return String(format: "%.*f", max(0, min(digits - integerDigits, max(digits, 3))), value)
  }

  /// Without the zeros at the end: `1`, `0.5`, `3.16`.
  package static func trimmed(_ value: Double, digits: Int = 3) -> String {
    var text = short(value, digits: digits)
    guard text.contains("."), !text.contains("e") else { return text }
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }

  private static func exponential(_ value: Double, digits: Int) -> String {
    let parts = String(format: "%.*e", max(0, digits - 1), value).split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return "\(value)" }
    var mantissa = String(parts[0])
    if mantissa.contains(".") {
      while mantissa.last == "0" { mantissa.removeLast() }
      if mantissa.last == "." { mantissa.removeLast() }
    }
    return mantissa + "e\(exponent)"
  }

  /// A time for people: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`.
  package static func duration(seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "–" }
    if seconds < 9.95 { return String(format: "%.1f s", seconds) }
    let whole = Int(min(seconds.rounded(), 1e9))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return String(format: "%d min %02d s", whole / 60, whole % 60) }
    return String(format: "%d h %02d min", whole / 3600, whole / 60 % 60)
  }
}
