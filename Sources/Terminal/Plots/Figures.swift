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
    let text = short(value, digits: digits)
    return text.contains("e") ? text : withoutZeros(text)
  }

  /// Without the zeros behind a decimal point, and without the point where nothing is left behind it.
  private static func withoutZeros(_ text: String) -> String {
    guard text.contains(".") else { return text }
    let rest = text.reversed().drop { $0 == "0" }
    return String((rest.first == "." ? rest.dropFirst() : rest).reversed())
  }

  /// With so many digits, however small: `0.00488`, where `short` ends after three decimals.
  package static func significant(_ value: Double, digits: Int = 3) -> String {
    let magnitude = abs(value)
    guard magnitude >= 1e-4, magnitude < 0.1 else { return short(value, digits: digits) }
    return String(format: "%.*f", digits - 1 - Int(log10(magnitude).rounded(.down)), value)
  }

  /// Values with three digits, and with as many more as they need to be told apart.
  package static func distinct(_ values: [Double]) -> [String] {
    func texts(_ digits: Int) -> [String] {
      values.map { value in
        let text = significant(value, digits: digits)
        return text.contains("e") ? text : withoutZeros(text)
      }
    }
    let wanted = Set(values.filter { !$0.isNaN }).count + (values.contains(where: \.isNaN) ? 1 : 0)
    let digits = (3...9).first { Set(texts($0)).count >= wanted } ?? 9
    return texts(digits)
  }

  /// A value and its error to the same decimal, the error's first digit: `-0.49 ± 0.03`; its second after a 1.
  package static func uncertain(_ value: Double, _ error: Double, sign: String = "±") -> String {
    guard value.isFinite, error.isFinite, error >= 1e-4, error < 10, abs(value) < 1e4 else {
      return "\(short(value, digits: 2)) \(sign) \(short(error, digits: 2))"
    }
    let first = Int(log10(error).rounded(.down))
    let decimals = max(0, (error < 2 * pow(10, Double(first)) ? 1 : 0) - first)
    return String(format: "%.*f ", decimals, value) + sign + String(format: " %.*f", decimals, error)
  }

  private static func exponential(_ value: Double, digits: Int) -> String {
    let parts = String(format: "%.*e", max(0, digits - 1), value).split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return "\(value)" }
    return withoutZeros(String(parts[0])) + "e\(exponent)"
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
