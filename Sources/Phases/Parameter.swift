/// A quantity that a study fixes or varies; the raw value is its name in files, options and the CSV.
package enum Parameter: String, CaseIterable, Hashable, Sendable {
  case alpha
  case depth
  case width
  case dimension
  case samples
  case steps
  case sigmaU = "sigma_u"
  case sigmaV = "sigma_v"
  case residualScale = "residual_scale"
  case eta

  package var name: String { rawValue }

  package var isInteger: Bool {
    switch self {
    case .depth, .width, .dimension, .samples, .steps: true
    case .alpha, .sigmaU, .sigmaV, .residualScale, .eta: false
    }
  }

  package var mayBeAxis: Bool {
    switch self {
    case .alpha, .depth, .width, .dimension, .sigmaV, .residualScale, .eta: true
    case .samples, .steps, .sigmaU: false
    }
  }

  /// Its symbol in the paper and the README.
  package var symbol: String {
    switch self {
    case .alpha: "α"
    case .depth: "L"
    case .width: "M"
    case .dimension: "D"
    case .samples: "N"
    case .steps: "K"
    case .sigmaU: "σ_u"
    case .sigmaV: "σ_v"
    case .residualScale: "ασ_v/(LM)"
    case .eta: "η"
    }
  }

  /// The symbol where the locale has no Greek.
  package var asciiSymbol: String {
    switch self {
    case .alpha, .sigmaU, .sigmaV, .eta: rawValue
    case .residualScale: "alpha*sigma_v/(LM)"
    case .depth, .width, .dimension, .samples, .steps: symbol
    }
  }

  /// What it is, in the field's words.
  package var meaning: String {
    switch self {
    case .alpha: "residual-branch multiplier"
    case .depth: "depth, the number of residual blocks"
    case .width: "hidden width of a block"
    case .dimension: "embedding dimension"
    case .samples: "number of training samples"
    case .steps: "number of gradient steps"
    case .sigmaU: "standard deviation of the initial input weights"
    case .sigmaV: "standard deviation of the initial output weights"
    case .residualScale: "residual scale of a block"
    case .eta: "base step size"
    }
  }

  /// The values a study may ask for: beyond them a cell would be absurd or leave the range of Float.
  package var allowed: ClosedRange<Double> {
    switch self {
    case .depth, .width, .dimension, .samples: 1...1e6
    case .steps: 1...1e5
    case .alpha, .sigmaU, .sigmaV, .eta: 1e-9...1e9
    case .residualScale: 1e-21...1e18
    }
  }

  /// The value of the parameters that do not follow from others (README); σ_u and σ_v follow √D.
  package var defaultValue: Double? {
    switch self {
    case .alpha, .eta: 1
    case .depth: 64
    case .width: 16
    case .dimension, .samples: 10
    case .steps: 50
    case .sigmaU, .sigmaV, .residualScale: nil
    }
  }

  /// The value rounded as every value of a study is: integers to the nearest, others to 6 significant digits.
  package func rounded(_ value: Double) -> Double {
    isInteger ? value.rounded() : value.roundedToSixDigits
  }

  /// Says what is wrong with a value, or nothing.
  package func complaint(about value: Double) -> String? {
    let wanted = isInteger ? "a whole number" : "a number"
    let range = "\(wanted) from \(allowed.lowerBound.shortest) to \(allowed.upperBound.shortest)"
    guard value.isFinite, allowed.contains(value), !isInteger || value == value.rounded() else {
      return "\(name) is \(value.shortest); it must be \(range)"
    }
    return nil
  }
}
