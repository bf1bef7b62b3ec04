import Dispatch
import Engine
import Limits
import Model
import Synchronization

/// A cell as shown and exported: medians over the seeds that could be measured, and the regime, at one step.
package struct CellSummary: Hashable, Sendable {
  private var shared: SharedProblem
  package var problem: Problem {
    get { shared.problem }
    set { shared = SharedProblem(newValue) }
  }
  /// Of a declared network.
  package var declaration: Declaration? { problem.declared?.declaration }
  /// The training step of everything here.
  package var step: Int
  /// Whether that is the last one.
  package let isAtEnd: Bool
  package var verdict: Verdict
  /// What theory says of it.
  package var margins: Theory.Margins
  package var predictedRegime: Regime { margins.regime }
  /// By the quantities' places; `nan` for those that are not measured with the training.
  private var values: [Float]
  /// What was measured of the limits, on request.
  package var distances = LimitDistances()
  /// What each seed's vote was based on, in the order of the seeds.
  package var evidence: [Evidence]

  /// - Parameters:
  ///   - critical: of the problem's critical companion; without it φ is `nan`.
  ///   - measuredStep: index in the problem's `measuredSteps`; the last by default.
  package init(
    _ measurement: Measurement, critical: CriticalUpdate?, thresholds: Thresholds, theory: Theory,
    measuredStep: Int? = nil
  ) {
    let problem = measurement.problem
    let steps = measurement.measuredSteps
    let index = min(max(measuredStep ?? steps.count - 1, 0), steps.count - 1)
    let ruler = critical?[index] ?? .none
    let seeds = measurement.views
    let evidence = seeds.map {
      Evidence($0, problem: problem, measuredStep: index, ruler: ruler)
    }
    var readings = zip(seeds, evidence).map { SeedReading($0, measuredStep: index, evidence: $1) }
    if problem.declared != nil {
      // Medians are of the seeds that have a last loss, as that of the last losses.
      let ended = readings.filter(\.evidence.finalLoss.isFinite)
      if !ended.isEmpty { readings = ended }
    }
    shared = measurement.shared
    self.evidence = evidence
    step = steps[index]
    isAtEnd = index == steps.count - 1
    verdict = Verdict(evidence, thresholds: thresholds)
    margins = theory.margins(of: problem)
    values = Quantity.sources.map { source in
      switch source {
      case .seed(let read), .step(let read): readings.map(read).finiteMedian
      case .ensemble(let read): index == steps.count - 1 ? read(measurement) : .nan
      case .limits, .parameters: .nan
      }
    }
    for place in problem.declared?.declaration.quantities.indices ?? 0..<0 {
      values.append(readings.map { $0.evidence.declared[place] }.finiteMedian)
    }
  }

  /// `nil` what nobody asked for, `nan` what could not be measured, and of the whole ensemble before the last step.
  package func value(of quantity: Quantity) -> Double? {
    switch quantity.source {
    case .seed where !quantity.isDefined(for: problem): nil
    // Of another table.
    case .step where quantity.place >= values.count: nil
    case .seed, .step, .ensemble: Double(values[quantity.place])
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
    guard block.count >= 64 else { return block.map { make($0.key, $0.value) } }
    let parts = 8
    let made = Mutex<[Int: [CellSummary]]>([:])
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      let range = block.count * part / parts..<block.count * (part + 1) / parts
      let summaries = block[range].map { make($0.key, $0.value) }
      made.withLock { $0[part] = summaries }
    }
    return made.withLock { made in (0..<parts).flatMap { made[$0] ?? [] } }
  }
}
