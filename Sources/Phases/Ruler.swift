import Engine
import Model

/// The critical companion at one measured step: the unit of the relative feature update, and what tells whether it can be
/// one. Medians over the companion's seeds.
package struct Ruler: Hashable, Sendable {
  /// `q_c`, its local feature update; `nan` where there is none.
  package var update: Float
  /// Its loss at the step in units of the initial one; infinite where more than half of its losses are not finite.
  package var relativeLoss: Float
  /// Its pre-activation change.
  package var preactivationChange: Float
  /// What its loss is.
  package var loss: LossName

  package init(
    update: Float, relativeLoss: Float = 0, preactivationChange: Float = 0, loss: LossName = .squared
  ) {
    self.update = update
    self.relativeLoss = relativeLoss
    self.preactivationChange = preactivationChange
    self.loss = loss
  }

  /// Of a companion that was not trained.
  package static let none = Ruler(update: .nan)

  /// What makes it no unit. Cells without one are undecided, unless noise or instability decides.
  package enum Fault: String, Hashable, Sendable, CaseIterable {
    case notFinite = "did not train to the end"
    case unstable = "is unstable"
    case saturated = "is saturated"
  }

  package func fault(_ thresholds: ThresholdValues) -> Fault? {
    if !(update > 0 && update.isFinite) { return .notFinite }
    if !(relativeLoss <= 1) { return .unstable }
    let stands = Double(relativeLoss) > thresholds.standing(loss)
    return stands && Double(preactivationChange) > thresholds.saturatedChange ? .saturated : nil
  }
}

/// The critical companion at each of its measured steps.
package struct CriticalUpdate: Hashable, Sendable {
  package let rulers: [Ruler]

  package init(_ rulers: [Ruler]) { self.rulers = rulers }

  package init(companion: Measurement) {
    let (problem, seeds) = (companion.problem, companion.views)
    rulers = problem.measuredSteps.indices.map { index in
      let relative = seeds.map { seed -> Float in
        let ratio = seed.loss(index) / seed.initialLoss
        return ratio.isFinite && seed.peakLoss(index).isFinite ? ratio : .infinity
      }
      let orders = seeds.map { $0.orderParameters(index) }
      return Ruler(
        update: orders.map(\.localFeatureUpdate).finiteMedian,
        relativeLoss: relative.isEmpty ? .infinity : relative.sorted()[relative.count / 2],
        preactivationChange: orders.map(\.preactivationChange).finiteMedian, loss: problem.loss)
    }
  }

  /// At a measured step; `none` where there is none.
  package subscript(index: Int) -> Ruler { rulers.indices.contains(index) ? rulers[index] : .none }
}
