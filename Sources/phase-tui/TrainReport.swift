import Archive
import Networks
import Phases

/// One trained cell, for people and for programs.
struct TrainReport {
  let measurement: Networks.Measurement
  let summary: CellSummary
  let critical: CriticalUpdate

  private var fields: [(name: String, field: Field)] {
    CSVExporter.columns.map { ($0.name, $0.field(Cell(column: 0, row: 0), summary)) }
  }

  /// One object: the CSV's names, then the medians of `losses` for steps 0 … K, then the seeds. What is not finite
  /// is `null`, as JSON has no other word for it.
  var json: String {
    let steps = 0...measurement.configuration.steps
    let losses = steps.map { step in measurement.seeds.map { $0.losses[step] }.finiteMedian }
    let members =
      fields.map { (name: $0.name, value: Self.json($0.field)) }
      + [
        (name: "measured_steps", value: "\(measurement.configuration.measuredSteps)"),
        (name: "identity_loss", value: Self.json(measurement.identityLoss)),
        (name: "losses", value: Self.json(losses)),
        (name: "per_seed", value: "[\(measurement.seeds.map(json).joined(separator: ", "))]"),
      ]
    return Self.object(members)
  }

  private func json(_ seed: SeedMeasurement) -> String {
    var members = [
      (name: "seed", value: String(seed.seed)), (name: "losses", value: Self.json(seed.losses)),
      (name: "loss_initial", value: Self.json(seed.initialLoss)),
      (name: "loss_final", value: Self.json(seed.finalLoss)),
      (name: "loss_peak", value: Self.json(seed.peakLoss)),
      (name: "initial_displacement", value: Self.json(seed.initialDisplacement)),
    ]
    let steps = measurement.configuration.measuredSteps
    let along = seed.orderParameters.indices.map { index in
      Self.object([(name: "step", value: String(steps[index]))] + orderParameters(seed, index))
    }
    members += orderParameters(seed, steps.count - 1)
    members.append((name: "along_training", value: "[\(along.joined(separator: ", "))]"))
    return Self.object(members)
  }

  private func orderParameters(_ seed: SeedMeasurement, _ index: Int) -> [(name: String, value: String)] {
    let order = seed.orderParameters[index]
    return [
      (name: "local_feature_update", value: Self.json(order.localFeatureUpdate)),
      (name: "relative_feature_update", value: Self.json(order.localFeatureUpdate / critical[index])),
      (name: "drift_nonlinearity", value: Self.json(order.driftNonlinearity)),
      (name: "input_weight_change", value: Self.json(order.inputWeightChange)),
      (name: "output_weight_change", value: Self.json(order.outputWeightChange)),
      (name: "preactivation_change", value: Self.json(order.preactivationChange)),
      (name: "output_change", value: Self.json(order.outputChange)),
    ]
  }

  private static func object(_ members: [(name: String, value: String)]) -> String {
    "{" + members.map { "\"\($0.name)\": \($0.value)" }.joined(separator: ", ") + "}"
  }

  private static func json(_ field: Field) -> String {
    switch field {
    case .integer(let value): String(value)
    case .number(let value): value.isFinite ? value.shortest : "null"
    case .measured(let value): json(value)
    // Regimes and reasons: nothing in them needs an escape.
    case .text(let text): "\"\(text)\""
    case .none: "null"
    }
  }

  private static func json(_ value: Float) -> String { value.isFinite ? value.shortest : "null" }

  private static func json(_ values: [Float]) -> String { "[\(values.map(json).joined(separator: ", "))]" }

  /// The numbers in groups, the regime last.
  var text: String {
    let verdict = summary.verdict
    let votes = "\(verdict.votes[verdict.regime] ?? 0)/\(measurement.seeds.count) seeds"
    let reason = verdict.reason.map { ", \($0.rawValue)" } ?? ""
    let width = fields.map(\.name.count).max() ?? 0
    let lines = fields.filter { $0.field != .none }.map { name, field in
      let value = if case .measured(let value) = field { value.sixDigits } else { field.csv }
      return name + String(repeating: " ", count: width - name.count + 2) + value
    }
    let scale = summary.configuration.relativeScale.roundedToSixDigits.shortest
    return (lines + ["", "\(verdict.regime.displayName) (\(votes)\(reason)) at S = \(scale)"])
      .joined(separator: "\n")
  }
}

extension Float {
  /// For people: 6 significant digits.
  fileprivate var sixDigits: String { isFinite ? Double(self).roundedToSixDigits.shortest : shortest }
}
