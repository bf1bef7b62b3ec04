/// A measured quantity that has a symbol (README, What is measured): what screens show for it, and what may be typed.
package enum OrderParameter: String, CaseIterable, Hashable, Sendable {
  case initialDisplacement = "initial_displacement"
  case localFeatureUpdate = "local_feature_update"
  case relativeFeatureUpdate = "relative_feature_update"
  case driftNonlinearity = "drift_nonlinearity"
  case inputWeightChange = "input_weight_change"
  case outputWeightChange = "output_weight_change"
  case preactivationChange = "preactivation_change"
  case outputChange = "output_change"

  /// Its column of the CSV.
  package var name: String { rawValue }

  /// What screens call it, with Greek letters and without.
  package var symbols: (greek: String, ascii: String) {
    switch self {
    case .initialDisplacement: ("ξ", "xi")
    case .localFeatureUpdate: ("q", "q")
    case .relativeFeatureUpdate: ("φ", "phi")
    case .driftNonlinearity: ("ρ", "rho")
    case .inputWeightChange: ("ΔU", "dU")
    case .outputWeightChange: ("ΔV", "dV")
    case .preactivationChange: ("ΔP", "dP")
    case .outputChange: ("Δh", "dh")
    }
  }
}

extension Comparison.Quantity {
  /// What screens call it, with Greek letters and without.
  package var symbols: (greek: String, ascii: String) {
    switch self {
    case .losses: ("losses", "losses")
    case .peak: ("peak/start", "peak/start")
    case .end: ("end/start", "end/start")
    case .scale: ("S", "S")
    case .displacement: OrderParameter.initialDisplacement.symbols
    case .featureUpdate: OrderParameter.relativeFeatureUpdate.symbols
    case .outputWeights: OrderParameter.outputWeightChange.symbols
    }
  }
}
