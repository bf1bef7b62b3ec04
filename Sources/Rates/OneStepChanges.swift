import Engine
import Limits
import Model

/// What one step of an optimizer with steps of unit size changes: weights that write by η, those that read by
/// `η min(1, 1/S)`, at α = 1.
struct OneStepChanges {
  let optimizer: OptimizerName
  let draws: Int

  /// - Parameters:
  ///   - reading, writing: the names of the weights.
  ///   - network: of a draw of the data at S, with one step of η.
  func findings(
    reading: String, writing: String, _ experiment: Experiment,
    _ network: (_ draw: Int, _ scale: Double, _ eta: Double) -> Problem
  ) throws(TrainingFailure) -> [RateReport.Finding] {
    let eta = optimizer.usualEta
    let problems = [0.3, 1, 3].flatMap { scale in
      (0..<draws).map { draw in
        var problem = network(draw, scale, eta)
        problem.optimizer = optimizer
        return problem
      }
    }
    let measurements = try experiment.measurements("one step", problems)
    func changes(_ path: KeyPath<OrderParameters, Float>, over unit: (_ scale: Double) -> Double) -> Estimate
    {
      Estimate(
        range: measurements.flatMap { measurement in
          let own = eta * unit(measurement.problem.relativeScale)
          return measurement.seeds.map { Double($0.orderParameters.last?[keyPath: path] ?? .nan) / own }
        })
    }
    let words = "one step of \(optimizer.rawValue), S = 0.3, 1, 3: rms change of"
    return [
      .within(
        "\(words) \(reading) over η min(1, 1/S)", theory: 1, 0.999...1.001, because: "rounding",
        changes(\.inputWeightChange) { min(1, 1 / $0) }),
      // That of the weights that write is measured relative to S.
      .within(
        "\(words) \(writing) over η", theory: 1, 0.999...1.001, because: "rounding",
        changes(\.outputWeightChange) { 1 / $0 }),
    ]
  }
}
