import Archive
import Engine
import Limits
import Model
import Phases
import Sweep

/// One study and everything that is known about its cells.
package struct Diagram: Sendable {
  package private(set) var study: Study
  package let lattice: Lattice
  package private(set) var theory: Theory
  /// Computed when the study is first shown.
  package private(set) var curves: TheoryCurves?
  package private(set) var summaries: [Cell: CellSummary] = [:]
  package private(set) var measurements: [Cell: Measurement] = [:]
  /// What was measured on request of cells' limits.
  package private(set) var surveys: [Cell: CellSurvey] = [:]
  package private(set) var surveying: Set<Cell> = []
  /// The training step that is shown, as an index in `measuredSteps`; `nil` for the last.
  package private(set) var shownStep: Int?
  /// The summaries at an earlier step that is shown.
  private var earlier: [Cell: CellSummary] = [:]
  private(set) var margins: [Cell: Theory.Margins] = [:]
  /// A new one with every change of what is shown.
  private(set) var outlook = Outlook()
  /// Asked for, and neither running nor finished.
  package private(set) var queued: Set<Cell> = []
  package private(set) var running: Set<Cell> = []
  package private(set) var failed: Set<Cell> = []
  /// Measured, and being measured again with more seeds.
  package private(set) var reseeding: Set<Cell> = []
  package private(set) var pace = Pace()
  /// The finest level that has a measured or running cell.
  package private(set) var finestLevel = 0
  private var criticals: [Problem: CriticalUpdate] = [:]
  private var outstandingCost = 0.0
  /// Boundaries that are being placed.
  package var placement: BoundaryPlacement?
  /// What placing the boundaries would take instead, while the rest takes long.
  package internal(set) var advice: BoundaryAdvice?
  /// Critical companions in training. One that failed has taken its cells with it.
  var runningCompanions = 0
  /// Seconds that they still take, as far as it is known.
  private var companionSeconds: [Problem: Double] = [:]

  package init(study: Study) {
    self.study = study
    lattice = study.lattice
    theory = study.theory
    want(lattice.baseCells)
  }

  /// Cells that are measured, running or asked for.
  package var known: Set<Cell> { Set(summaries.keys).union(queued).union(running).union(failed) }
  package var total: Int { summaries.count + queued.count + running.count + failed.count }
  package var done: Int { summaries.count + failed.count }
  package var isComplete: Bool { queued.isEmpty && running.isEmpty }

  /// Seconds of work left, once there is something to judge it by.
  package var secondsLeft: Double? {
    guard let rate = pace.costPerSecond, !isComplete else { return nil }
    return outstandingCost / rate
  }

  /// Seconds until the critical companions in training are done, as far as it is known.
  package var companionSecondsLeft: Double? { companionSeconds.values.max() }

  mutating func learn(companion: Problem, secondsLeft: Double) {
    companionSeconds[companion] = secondsLeft
  }

  /// Seconds that these cells would take, once there is something to judge it by.
  func seconds(for cells: [Cell]) -> Double? {
    pace.costPerSecond.map { cells.reduce(0) { $0 + cost(of: $1) } / $0 }
  }

  mutating func prepareCurves() {
    if curves == nil { curves = TheoryCurves(study: study) }
  }

  mutating func want(_ cells: [Cell]) {
    for cell in cells where summaries[cell] == nil && !running.contains(cell) && !failed.contains(cell) {
      if queued.insert(cell).inserted { outstandingCost += cost(of: cell) }
    }
  }

  private static let mostSeeds = 256

  /// Twice the seeds of each of the measured cells that can have more and is not getting them.
  mutating func addSeeds(to cells: [Cell]) -> [Cell: Int] {
    let counts = cells.compactMap { cell in measurements[cell].map { (cell, 2 * $0.problem.seedCount) }
    }
    let new = counts.filter { !reseeding.contains($0.0) && $0.1 <= Self.mostSeeds }
    reseeding.formUnion(new.map(\.0))
    return Dictionary(new) { first, _ in first }
  }

  /// Forgets the queued cells that are not of the base grid, and returns how many.
  mutating func withdraw() -> Int {
    let withdrawn = queued.filter { $0.level > 0 }
    for cell in withdrawn { settle(cell) }
    return withdrawn.count
  }

  mutating func start(_ cell: Cell) {
    // What was measured stays until there is something better.
    guard !reseeding.contains(cell) else { return }
    want([cell])
    queued.remove(cell)
    running.insert(cell)
    finestLevel = max(finestLevel, cell.level)
  }

  mutating func fail(_ cell: Cell) {
    guard reseeding.remove(cell) == nil else { return }
    settle(cell)
    failed.insert(cell)
    // A companion that fails is known by its cells alone.
    runningCompanions = 0
    companionSeconds = [:]
  }

  mutating func learn(companion: Measurement) {
    criticals[companion.problem] = CriticalUpdate(companion: companion)
    runningCompanions = max(0, runningCompanions - 1)
    companionSeconds[companion.problem] = nil
  }

  mutating func finish(_ cell: Cell, _ measurement: Measurement, at time: Double) {
    pace.record(cost: cost(of: cell), at: time)
    take(cell, measurement, summary(measurement))
  }

  /// Takes cells that were measured earlier or elsewhere; they say nothing of the pace here.
  mutating func recall(_ known: [Cell: Measurement]) {
    let count = summaries.count + known.count
    summaries.reserveCapacity(count)
    measurements.reserveCapacity(count)
    margins.reserveCapacity(count)
    let (criticals, study, theory) = (criticals, study, theory)
    let make = { @Sendable (_: Cell, measurement: Measurement) in
      CellSummary(
        measurement, critical: criticals[measurement.problem.criticalCompanion],
        thresholds: study.thresholds, theory: theory)
    }
    CellSummary.forEach(of: known, make) { cell, measurement, summary in take(cell, measurement, summary) }
  }

  private mutating func take(_ cell: Cell, _ measurement: Measurement, _ found: CellSummary) {
    reseeding.remove(cell)
    settle(cell)
    measurements[cell] = measurement
    summaries[cell] = found
    if let shownStep { earlier[cell] = summary(measurement, at: shownStep) }
    margins[cell] = theory.margins(of: measurement.problem)
    outlook = Outlook()
    finestLevel = max(finestLevel, cell.level)
  }

  private func summary(_ measurement: Measurement, at step: Int? = nil) -> CellSummary {
    CellSummary(
      measurement, critical: criticals[measurement.problem.criticalCompanion],
      thresholds: study.thresholds, theory: theory, measuredStep: step)
  }

  /// Judges everything by another threshold; nothing is trained for it.
  mutating func setThreshold(_ name: Thresholds.Name, _ value: Double) {
    study.thresholds[name] = value
    theory = study.theory
    summaries = measurements.mapValues { summary($0) }
    if let shownStep { earlier = measurements.mapValues { summary($0, at: shownStep) } }
    margins = measurements.mapValues { theory.margins(of: $0.problem) }
    outlook = Outlook()
    if curves != nil { curves = TheoryCurves(study: study) }
  }

  // MARK: Limits

  /// Which of the cells can be surveyed and are not yet, nor on their way; these are from now on.
  mutating func survey(_ cells: [Cell]) -> [Cell] {
    let new = cells.filter {
      summaries[$0] != nil && surveys[$0]?.profile == nil && !surveying.contains($0)
    }
    surveying.formUnion(new)
    return new
  }

  mutating func learn(_ survey: CellSurvey?, of cell: Cell) {
    surveying.remove(cell)
    surveys[cell] = survey
  }

  /// Everything that is measured, to be written.
  package var export: Export {
    Export(
      study: study, measurements: measurements, critical: criticals,
      distances: surveys.mapValues(\.distances))
  }

  // MARK: Time

  /// The steps after which order parameters were measured, the same in every cell.
  package var measuredSteps: [Int] { study.problem(for: Cell(column: 0, row: 0)).measuredSteps }

  /// The cells as measured after the step that is shown.
  package var shown: [Cell: CellSummary] { shownStep == nil ? summaries : earlier }

  /// Shows an earlier or later measured step; `false` at the ends.
  mutating func slide(by change: Int) -> Bool {
    let last = measuredSteps.count - 1
    let target = (shownStep ?? last) + change
    guard (0...last).contains(target) else { return false }
    shownStep = target == last ? nil : target
    earlier = target == last ? [:] : measurements.mapValues { summary($0, at: target) }
    outlook = Outlook()
    return true
  }

  /// Shows a measured step by its index, `nil` for the last.
  mutating func show(step: Int?) {
    let last = measuredSteps.count - 1
    _ = slide(by: (step ?? last) - (shownStep ?? last))
  }

  /// Idle time must not count as slowness.
  mutating func forgetPace() { pace = Pace() }

  private mutating func settle(_ cell: Cell) {
    if queued.remove(cell) != nil || running.remove(cell) != nil {
      outstandingCost = max(0, outstandingCost - cost(of: cell))
    }
  }

  private func cost(of cell: Cell) -> Double { study.problem(for: cell).trainingCost }
}

extension Diagram {
  /// What the picture shows at a place: the finest measured cell at or below it, base cells standing in for those
  /// after them that are not measured yet.
  package func measuredCell(at place: Cell) -> Cell? {
    for level in stride(from: max(finestLevel, place.level), through: -2, by: -1) {
      let cell = lattice.canonical(place.floored(level: level))
      if summaries[cell] != nil { return cell }
    }
    return nil
  }

  package var regimes: [Cell: Regime] { summaries.mapValues { $0.verdict.regime } }
}

extension Cell {
  /// The cell of a level's grid at or below; −1 and −2 are every second and every fourth of the base grid.
  func floored(level: Int) -> Cell {
    let spacing = level >= 0 ? Position.spacing(level: level) : Position.unitsPerStep << -level
    return Cell(column: column.floored(spacing), row: row.floored(spacing))
  }
}

extension Position {
  func floored(_ spacing: Int) -> Position { Position(units: units / spacing * spacing) }
}
