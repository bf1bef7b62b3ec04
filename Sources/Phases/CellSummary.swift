import Limits
import Networks

/// `q_c`: the local feature update of the critical companion at each of its measured steps, the
/// median over its seeds.
package struct CriticalUpdate: Hashable, Sendable {
  package let values: [Float]

  package init(values: [Float]) { self.values = values }

  package init(companion: Measurement) {
    let seeds = companion.seeds
    values = companion.configuration.measuredSteps.indices.map { index in
      seeds.map { $0.orderParameters[index].localFeatureUpdate }.finiteMedian
    }
  }

  /// `nan` where there is none.
  package subscript(index: Int) -> Float { values.indices.contains(index) ? values[index] : .nan }
}

/// A cell as shown and exported: medians over the seeds that could be measured, and the regime, at one step.
package struct CellSummary: Hashable, Sendable {
  private var shared: SharedConfiguration
  package var configuration: Configuration {
    get { shared.configuration }
    set { shared = SharedConfiguration(newValue) }
  }
  /// The training step of everything here.
  package var step: Int
  package var verdict: Verdict
  package var predictedRegime: Regime
  package var initialLoss: Float
  package var finalLoss: Float
  package var peakLoss: Float
  /// `ξ`
  package var initialDisplacement: Float
  /// `q`
  package var localFeatureUpdate: Float
  /// `φ`
  package var relativeFeatureUpdate: Float
  /// `ρ`
  package var driftNonlinearity: Float
  package var inputWeightChange: Float
  package var outputWeightChange: Float
  package var preactivationChange: Float
  package var outputChange: Float
  /// `nan` before the last step: it is measured once.
  package var outputSpread: Float
  /// What was measured of the limits, on request.
  package var distances = LimitDistances()
  /// What each seed's vote was based on, in the order of the seeds.
  package var evidence: [Evidence]

  /// - Parameters:
  ///   - critical: of the configuration's critical companion; without it φ is `nan`.
  ///   - measuredStep: index in the configuration's `measuredSteps`; the last by default.
  package init(
    _ measurement: Measurement, critical: CriticalUpdate?, thresholds: Thresholds, theory: Theory,
    measuredStep: Int? = nil
  ) {
    let configuration = measurement.configuration
    let steps = configuration.measuredSteps
    let index = min(max(measuredStep ?? steps.count - 1, 0), steps.count - 1)
    let criticalUpdate = critical?[index] ?? .nan
    let seeds = measurement.seeds
    let evidence = seeds.map {
      Evidence($0, configuration: configuration, measuredStep: index, criticalUpdate: criticalUpdate)
    }
    let orders = seeds.map { $0.orderParameters[index] }
    shared = measurement.shared
    self.evidence = evidence
    step = steps[index]
    verdict = Verdict(evidence, thresholds: thresholds)
    predictedRegime = theory.regime(of: configuration)
    initialLoss = evidence.map(\.initialLoss).finiteMedian
    finalLoss = evidence.map(\.finalLoss).finiteMedian
    peakLoss = evidence.map(\.peakLoss).finiteMedian
    initialDisplacement = evidence.map(\.initialDisplacement).finiteMedian
    localFeatureUpdate = orders.map(\.localFeatureUpdate).finiteMedian
    relativeFeatureUpdate = evidence.map(\.relativeFeatureUpdate).finiteMedian
    driftNonlinearity = orders.map(\.driftNonlinearity).finiteMedian
    inputWeightChange = orders.map(\.inputWeightChange).finiteMedian
    outputWeightChange = orders.map(\.outputWeightChange).finiteMedian
    preactivationChange = orders.map(\.preactivationChange).finiteMedian
    outputChange = orders.map(\.outputChange).finiteMedian
    outputSpread = index == steps.count - 1 ? measurement.outputSpread : .nan
  }
}
