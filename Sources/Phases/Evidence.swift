import Engine
import Model

/// What the rules look at: one seed as measured at one step.
package struct Evidence: Hashable, Sendable {
  package var initialLoss: Float
  /// The loss at the step.
  package var finalLoss: Float
  /// The largest loss after the first step up to the step; `nan` if one is not finite.
  package var peakLoss: Float
  /// `ξ`
  package var initialDisplacement: Float
  /// `φ = q/q_c`; `nan` where the seed, or the critical companion, could not be measured.
  package var relativeFeatureUpdate: Float
  /// `ρ`
  package var driftNonlinearity: Float
  package var outputWeightChange: Float
  package var preactivationChange: Float
  /// `S = α σ_v/√D`
  package var relativeScale: Double
  /// What `φ` is measured in.
  package var ruler: Ruler
  /// What its losses are.
  package var loss: LossName = .squared
  /// Whether losses between the first and the last are of batches.
  package var hasBatches = false
  /// Of a declared network. By reference, as there is one of these for every seed of a million cells that have none.
  package private(set) var ofDeclared: DeclaredEvidence?

  /// Its quantities, in the order of the declaration.
  package var declared: [Float] { ofDeclared?.quantities ?? [] }
  /// What it is.
  package var network: DeclaredValues? { ofDeclared?.network }
}

package final class DeclaredEvidence: Hashable, Sendable {
  let network: DeclaredValues
  let quantities: [Float]

  init(_ network: DeclaredValues, _ quantities: some Sequence<Float>) {
    self.network = network
    self.quantities = Array(quantities)
  }

  package static func == (a: DeclaredEvidence, b: DeclaredEvidence) -> Bool {
    a === b || a.network == b.network && a.quantities == b.quantities
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(quantities) }
}

extension Evidence {
  /// The evidence of one seed at a measured step.
  /// - Parameter ruler: of the critical companion at the same step.
  package init(_ seed: SeedView, problem: Problem, measuredStep index: Int, ruler: Ruler) {
    if let declared = problem.declared {
      self.init(seed, of: declared, measuredStep: index)
      return
    }
    let order = seed.orderParameters(index)
    self.init(
      initialLoss: seed.initialLoss, finalLoss: seed.loss(index),
      peakLoss: seed.peakLoss(index), initialDisplacement: seed.initialDisplacement,
      // Without a critical update there is no unit to measure in.
      relativeFeatureUpdate: ruler.update > 0 ? order.localFeatureUpdate / ruler.update : .nan,
      driftNonlinearity: order.driftNonlinearity,
      outputWeightChange: order.outputWeightChange, preactivationChange: order.preactivationChange,
      relativeScale: problem.relativeScale, ruler: ruler, loss: problem.loss,
      hasBatches: problem.isBatched)
  }

  /// What is measured of declared networks: losses, and what the trainer says of them.
  private init(_ seed: SeedView, of network: DeclaredValues, measuredStep index: Int) {
    let (loss, quantities) = seed.reported(index)
    let update = network.declaration.quantities.firstIndex { $0.name == Self.featureUpdate }
    self.init(
      initialLoss: seed.initialLoss, finalLoss: loss, peakLoss: seed.peakLoss(index),
      initialDisplacement: .nan,
      relativeFeatureUpdate: update.map { quantities[quantities.startIndex + $0] } ?? .nan,
      driftNonlinearity: .nan, outputWeightChange: .nan, preactivationChange: .nan, relativeScale: .nan,
      ruler: .none)
    ofDeclared = DeclaredEvidence(network, quantities)
  }

  /// The declared quantity that is taken for φ.
  static let featureUpdate = "feature_update"
}
