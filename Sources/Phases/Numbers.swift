import RealModule

extension Double {
  /// The `Double` nearest to this value's decimal form of 6 significant digits, so that a value computed by a
  /// libm that is one bit off elsewhere is the same value, and prints short.
  package var roundedToSixDigits: Double { rounded(toDigits: 6) }

  /// The same of another number of significant digits, 1 … 15.
  package func rounded(toDigits count: Int) -> Double {
    guard isFinite, self != 0 else { return self }
    let exponent = Int(Double.log10(magnitude).rounded(.down))
    // The power is parsed because `pow` need not be exact; one wrong bit here is far below the last digit.
    guard let power = Double("1e\(count - 1 - exponent)"), power.isFinite else { return self }
    let digits = (self * power).rounded()
    guard digits.isFinite, digits.magnitude < 1e15 else { return self }
    return Double("\(Int(digits))e\(exponent + 1 - count)") ?? self
  }
}

extension BinaryFloatingPoint where Self: CustomStringConvertible {
  /// The shortest decimal that reads back to the same value; whole numbers without decimals, `nan`, `inf`.
  package var shortest: String {
    guard isFinite else { return isNaN ? "nan" : self < 0 ? "-inf" : "inf" }
    let text = description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
  /// The same, and by its form a real number: whole ones have a decimal. `NaN`, `inf`.
  package var pointed: String { isNaN ? "NaN" : isFinite ? description : shortest }
}
