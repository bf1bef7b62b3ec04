import Engine
import Limits
import Model

/// A cell as shown and exported: medians over the seeds that could be measured, and the regime, at one step.
package struct CellSummary: Hashable, Sendable {
  /// By reference: of a large study there are very many, and they go through many hands.
  private var kept: Kept

  private final class Kept: Sendable {
    let parts: Parts
    init(_ parts: Parts) { self.parts = parts }
  }

  private struct Parts: Hashable, Sendable {
    var shared: SharedProblem
    /// What all this was made from.
    let measurement: Measurement
    let measuredStep: Int
    let ruler: Ruler
    var verdict: Verdict
    var margins: Theory.Margins
    /// By the quantities' places; `nan` for those that are not measured with the training.
    let values: [Float]
    var survey = Survey.none
  }

  /// Few cells have one.
  private indirect enum Survey: Hashable, Sendable {
    case none
    case distances(LimitDistances)
  }

  private mutating func change<Value>(_ path: WritableKeyPath<Parts, Value>, _ value: Value) {
    var parts = kept.parts
    parts[keyPath: path] = value
    kept = Kept(parts)
  }

  package static func == (a: CellSummary, b: CellSummary) -> Bool {
    a.kept === b.kept || a.kept.parts == b.kept.parts
  }
  package func hash(into hasher: inout Hasher) { hasher.combine(kept.parts) }

  package var problem: Problem {
    get { kept.parts.shared.problem }
    set { change(\.shared, SharedProblem(newValue)) }
  }
  /// Of a declared network.
  package var declaration: Declaration? { problem.declared?.declaration }
  /// The training step of everything here.
  package var step: Int { kept.parts.measurement.measuredSteps[kept.parts.measuredStep] }
  /// Whether that is the last one.
  package var isAtEnd: Bool { kept.parts.measuredStep == kept.parts.measurement.measuredSteps.count - 1 }
  package var verdict: Verdict {
    get { kept.parts.verdict }
    set { change(\.verdict, newValue) }
  }
  /// How many seeds it is of, which may be the first of the problem's only.
  package var seedCount: Int { kept.parts.measurement.seedCount }
  /// What theory says of it.
  package var margins: Theory.Margins { kept.parts.margins }
  package var predictedRegime: Regime { margins.regime }
  /// What was measured of the limits, on request.
  package var distances: LimitDistances {
    get { if case .distances(let distances) = kept.parts.survey { distances } else { LimitDistances() } }
    set { change(\.survey, newValue == LimitDistances() ? .none : .distances(newValue)) }
  }
  /// What each seed's vote was based on, in the order of the seeds. Worked out anew each time, as in memory it would be most
  /// of a large study.
  package var evidence: [Evidence] {
    let parts = kept.parts
    return Self.evidence(parts.measurement.views, parts.measurement.problem, parts.measuredStep, parts.ruler)
  }

  private static func evidence(
    _ seeds: [SeedView], _ problem: Problem, _ measuredStep: Int, _ ruler: Ruler
  ) -> [Evidence] {
    seeds.map { Evidence($0, problem: problem, measuredStep: measuredStep, ruler: ruler) }
  }

  /// - Parameters:
  ///   - critical: of the problem's critical companion; without it φ is `nan`.
  ///   - measuredStep: index in the problem's `measuredSteps`; the last by default.
  package init(
    _ measurement: Measurement, critical: CriticalUpdate?, thresholds: Thresholds, theory: Theory,
    measuredStep: Int? = nil
  ) {
    let problem = measurement.problem
    let last = measurement.measuredStepCount - 1
    let index = min(max(measuredStep ?? last, 0), last)
    let ruler = critical?[index] ?? .none
    let seeds = measurement.views
    let evidence = Self.evidence(seeds, problem, index, ruler)
    var readings = zip(seeds, evidence).map { SeedReading($0, measuredStep: index, evidence: $1) }
    if problem.declared != nil {
      // Medians are of the seeds that have a last loss, as that of the last losses.
      let ended = readings.filter(\.evidence.finalLoss.isFinite)
      if !ended.isEmpty { readings = ended }
    }
    var values = Quantity.medians(of: readings)
    if index == last {
      for (place, read) in Quantity.ofEnsembles { values[place] = read(measurement) }
    }
    for place in problem.declared?.declaration.quantities.indices ?? 0..<0 {
      values.append(readings.map { $0.evidence.declared[place] }.finiteMedian)
    }
    kept = Kept(
      Parts(
        shared: measurement.shared, measurement: measurement, measuredStep: index, ruler: ruler,
        verdict: Verdict(evidence, thresholds: thresholds), margins: theory.margins(of: problem),
        values: values))
  }

  /// `nil` what nobody asked for, `nan` what could not be measured, and of the whole ensemble before the last step.
  package func value(of quantity: Quantity) -> Double? {
    switch quantity.source {
    case .seed where !quantity.isDefined(for: problem): nil
    // Of another table.
    case .step where quantity.place >= kept.parts.values.count: nil
    case .seed, .step, .ensemble: Double(kept.parts.values[quantity.place])
    case .limits(let read): read(distances)
    case .parameters(let read): read(problem)
    }
  }

  /// The same, `nan` where there is none.
  package subscript(quantity: Quantity) -> Float { value(of: quantity).map { Float($0) } ?? .nan }
}

extension CellSummary {
  /// Calls `body` with the summaries of many cells, which all cores make a block at a time.
  package static func forEach<Key: Sendable>(
    of measurements: some Sequence<(key: Key, value: Measurement)>,
    _ make: @Sendable (Key, Measurement) -> CellSummary, _ body: (Key, Measurement, CellSummary) -> Void
  ) {
    var block: [(key: Key, value: Measurement)] = []
    func finish() {
      for summary in summaries(block, make).enumerated() {
        body(block[summary.offset].key, block[summary.offset].value, summary.element)
      }
      block.removeAll(keepingCapacity: true)
    }
    for entry in measurements {
      block.append(entry)
      if block.count == 4096 { finish() }
    }
    finish()
  }

  private static func summaries<Key: Sendable>(
    _ block: [(key: Key, value: Measurement)], _ make: @Sendable (Key, Measurement) -> CellSummary
  ) -> [CellSummary] {
    block.mapOnAllCores { make($0.key, $0.value) }
  }
}
