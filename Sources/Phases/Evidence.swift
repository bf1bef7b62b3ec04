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
}

extension Evidence {
  /// The evidence of one seed at a measured step.
  /// - Parameter ruler: of the critical companion at the same step.
  package init(_ seed: SeedView, problem: Problem, measuredStep index: Int, ruler: Ruler) {
    let order = seed.orderParameters(index)
    let losses = seed.losses
    self.init(
      initialLoss: losses[losses.startIndex],
      finalLoss: losses[losses.startIndex + problem.curvePoint(ofMeasuredStep: index)],
      peakLoss: seed.peakLoss(index), initialDisplacement: seed.initialDisplacement,
      // Without a critical update there is no unit to measure in.
      relativeFeatureUpdate: ruler.update > 0 ? order.localFeatureUpdate / ruler.update : .nan,
      driftNonlinearity: order.driftNonlinearity,
      outputWeightChange: order.outputWeightChange, preactivationChange: order.preactivationChange,
      relativeScale: problem.relativeScale, ruler: ruler, loss: problem.loss,
      hasBatches: problem.isBatched)
  }
}
