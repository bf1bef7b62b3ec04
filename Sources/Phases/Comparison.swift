/// A measured value beside its threshold: what a rule or a note asks of one seed.
package struct Comparison: Sendable {
  package enum Subject: String, CaseIterable, Sendable {
    /// Any of the losses.
    case losses
    /// The largest loss after the first step, and the last one, in units of the initial loss.
    case peak, end
    /// `ξ`, `φ`, `S`, and the relative change of the output weights.
    case displacement, featureUpdate, scale, outputWeights
    /// `ρ` and the pre-activation change.
    case nonlinearity, preactivations
    /// Of the critical companion: its last loss in units of its first one, and its pre-activation change.
    case companionEnd, companionPreactivations

    /// What screens call it, with Greek letters and without.
    package var symbols: (greek: String, ascii: String) {
      switch self {
      case .losses: ("losses", "losses")
      case .peak: ("peak/start", "peak/start")
      case .end: ("end/start", "end/start")
      case .scale: Quantity.relativeScale.symbols
      case .displacement: Quantity.initialDisplacement.symbols
      case .featureUpdate: Quantity.relativeFeatureUpdate.symbols
      case .outputWeights: Quantity.outputWeightChange.symbols
      case .nonlinearity: Quantity.driftNonlinearity.symbols
      case .preactivations: Quantity.preactivationChange.symbols
      case .companionEnd: ("comp. end/start", "comp. end/start")
      case .companionPreactivations: ("comp. ΔP", "comp. dP")
      }
    }
  }

  package enum Relation: Sendable {
    case isNotFinite
    case isAbove
    /// Also where there is no value.
    case isAboveOrUndefined
    case isAtLeast
    case isAtMost

    func holds(_ value: Double, _ threshold: Double) -> Bool {
      switch self {
      case .isNotFinite: !value.isFinite
      case .isAbove: value > threshold
      case .isAboveOrUndefined: !(value <= threshold)
      case .isAtLeast: value >= threshold
      case .isAtMost: value <= threshold
      }
    }
  }

  package let subject: Subject
  package let relation: Relation
  /// The value and the threshold in the same unit; `unit` only scales what is shown.
  private let value: @Sendable (Evidence) -> Double
  private let threshold: @Sendable (Evidence, ThresholdValues) -> Double
  private let unit: @Sendable (Evidence) -> Double

  private init(
    _ subject: Subject, _ relation: Relation, unit: @escaping @Sendable (Evidence) -> Double = { _ in 1 },
    value: @escaping @Sendable (Evidence) -> Double,
    threshold: @escaping @Sendable (Evidence, ThresholdValues) -> Double
  ) {
    self.subject = subject
    self.relation = relation
    self.value = value
    self.threshold = threshold
    self.unit = unit
  }

  package func holds(_ seed: Evidence, _ thresholds: ThresholdValues) -> Bool {
    relation.holds(value(seed), threshold(seed, thresholds))
  }

  /// The value as shown: losses in units of the initial one.
  package func shownValue(_ seed: Evidence) -> Double { value(seed) / unit(seed) }

  /// The threshold as shown.
  package func shownThreshold(_ seed: Evidence, _ thresholds: ThresholdValues) -> Double {
    threshold(seed, thresholds) / unit(seed)
  }
}

extension Comparison {
  private static let initialLoss: @Sendable (Evidence) -> Double = { Double($0.initialLoss) }

  static let finiteLosses = Comparison(.losses, .isNotFinite) {
    // Finite exactly if all three are: three Floats cannot overflow a Double.
    Double($0.initialLoss) + Double($0.peakLoss) + Double($0.finalLoss)
  } threshold: { _, _ in
    .infinity
  }
  static let peak = Comparison(.peak, .isAbove, unit: initialLoss) {
    Double($0.peakLoss)
  } threshold: {
    // A peak of batches is also one of their noise.
    $0.hasBatches ? .infinity : $1.catapult * Double($0.initialLoss)
  }
  static let growth = Comparison(.end, .isAbove, unit: initialLoss) {
    Double($0.finalLoss)
  } threshold: { seed, _ in
    Double(seed.initialLoss)
  }
  // A displacement too large for Float is not near its ODE either.
  static let noise = Comparison(.displacement, .isAboveOrUndefined) {
    Double($0.initialDisplacement)
  } threshold: {
    $1.noise
  }
  static let noUnit = Comparison(.featureUpdate, .isNotFinite) {
    Double($0.relativeFeatureUpdate)
  } threshold: { _, _ in
    .infinity
  }
  static let companionGrowth = Comparison(.companionEnd, .isAbove) {
    Double($0.ruler.relativeLoss)
  } threshold: { _, _ in
    1
  }
  static let companionStands = Comparison(.companionEnd, .isAbove) {
    Double($0.ruler.relativeLoss)
  } threshold: {
    $1.standing($0.ruler.loss)
  }
  static let companionSaturation = Comparison(.companionPreactivations, .isAbove) {
    Double($0.ruler.preactivationChange)
  } threshold: {
    $1.saturatedChange
  }
  static let features = Comparison(.featureUpdate, .isAtLeast) {
    Double($0.relativeFeatureUpdate)
  } threshold: {
    $1.feature
  }
  // `S ≤ 1` up to rounding: α and σ_v (or the residual scale) are rounded to 6 significant digits, each off by at
  // most 5e-6 of its value, while √D is not; a cell meant to be critical must not miss by that.
  package static let criticalScale = Comparison(.scale, .isAtMost) {
    $0.relativeScale
  } threshold: { _, _ in
    1 + 2e-5
  }
  static let contradiction = Comparison(.nonlinearity, .isAtLeast) {
    Double($0.driftNonlinearity)
  } threshold: {
    $1.contradiction
  }
  static let stands = Comparison(.end, .isAbove, unit: initialLoss) {
    Double($0.finalLoss)
  } threshold: {
    $1.standing($0.loss) * Double($0.initialLoss)
  }
  static let saturation = Comparison(.preactivations, .isAbove) {
    Double($0.preactivationChange)
  } threshold: {
    $1.saturatedChange
  }
  static let barelyTrained = Comparison(.end, .isAbove, unit: initialLoss) {
    Double($0.finalLoss)
  } threshold: {
    $1.barelyTrained * Double($0.initialLoss)
  }
  static let forgotten = Comparison(.outputWeights, .isAbove) {
    Double($0.outputWeightChange)
  } threshold: {
    $1.forgotten
  }
}
