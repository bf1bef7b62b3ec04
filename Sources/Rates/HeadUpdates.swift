import Engine
import Limits
import Model

/// What training changes in attention heads.
extension HeadRate {
  /// `q` against S.
  func features(
    _ experiment: Experiment
  ) throws(TrainingFailure) -> (findings: [RateReport.Finding], figure: RateReport.Figure) {
    let (found, drawn) = try FeatureUpdates(draws: draws, seeds: seeds).measured(
      "heads", small: { network($0, depth: lazy.depth, width: 16, scale: $1) },
      stated: [(1, 0.525), (3, 0.169), (10, 0.061)],
      large: { network($0, depth: lazy.depth, width: lazy.width, scale: $1) }, scales: scales, experiment)
    var figure = drawn
    figure.xLabel = "S = α σ_O/√D"
    return (found, figure)
  }

  /// What one step changes in Q, K, W and in O.
  func oneStep(
    _ optimizer: OptimizerName, _ experiment: Experiment
  ) throws(TrainingFailure) -> [RateReport.Finding] {
    try OneStepChanges(optimizer: optimizer, draws: draws).findings(
      reading: "Q, K, W", writing: "O", experiment
    ) { network($0, depth: 64, width: 16, scale: $1, eta: $2, steps: 1) }
  }
}
