import Engine
import Limits
import Model
import Phases

extension Diagram {
  /// Takes what happened: nothing else changes what is known of the cells.
  /// - Parameter time: seconds of a clock that only goes forward, from which the pace is judged.
  package mutating func apply(_ event: SweepEvent, at time: Double = 0) {
    switch event {
    case .started(.cell(let cell, let group)): start(cell, group.share)
    case .started(.companion): runningCompanions += 1
    case .foreseen(let cell): if queued.contains(cell) { foreseen.insert(cell) }
    case .started(.survey), .started(.foresight), .reported, .stalled, .idle: break
    case .companionAdvanced(let companion, let progress): companionProgress[companion] = progress
    case .companion(let problem, let measurement):
      criticals[problem] = CriticalUpdate(companion: measurement)
      runningCompanions = max(0, runningCompanions - 1)
      companionProgress[problem] = nil
      for cell in unruled.removeValue(forKey: problem) ?? [] { sum(cell) }
    case .held(let cell):
      note(cell, at: time)
      if running.contains(cell) || begun.contains(cell) { pay(for: cell) }
      held.insert(cell)
    case .finished(let cell, let measurement):
      if !held.contains(cell) { note(cell, at: time) }
      var ruled: Problem?
      take(cell, measurement, summary(measurement, at: nil), &ruled)
      changeWhatIsShown()
    case .recalled(let known): recall(known)
    case .surveyed(let cell, let survey):
      surveying.remove(cell)
      if var survey {
        if let known = surveys[cell] { survey.merge(known) }
        surveys[cell] = survey
      }
    case .failed(let cells, let reason):
      for cell in cells { fail(cell, reason) }
    }
  }

  private mutating func start(_ cell: Cell, _ share: Double) {
    if share < 1 { shares[cell] = share }
    // What was measured stays until there is something better.
    guard !reseeding.contains(cell), !begun.contains(cell) else { return }
    want([cell])
    queued.remove(cell)
    running.insert(cell)
    finestLevel = max(finestLevel, cell.level)
  }

  private mutating func fail(_ cell: Cell, _ reason: String) {
    guard reseeding.remove(cell) == nil else {
      held.remove(cell)
      return
    }
    if begun.contains(cell) {
      shares[cell] = 1 - (measurements[cell]?.share ?? 1)
      (measurements[cell], summaries[cell], earlier[cell]) = (nil, nil, nil)
      changeWhatIsShown()
    }
    settle(cell)
    failures[cell] = reason
    // A companion that fails is known by its cells alone.
    runningCompanions = 0
    companionProgress = [:]
  }

  /// Cells that were measured earlier or elsewhere say nothing of the pace here.
  private mutating func recall(_ known: [Cell: Measurement]) {
    let count = summaries.count + known.count
    summaries.reserveCapacity(count)
    measurements.reserveCapacity(count)
    let (criticals, study, theory) = (criticals, study, theory)
    let make = { @Sendable (_: Cell, measurement: Measurement) in
      CellSummary(
        measurement, critical: criticals[measurement.problem.criticalCompanion],
        thresholds: study.thresholds, theory: theory)
    }
    var ruled: Problem?
    CellSummary.forEach(of: known, make) { cell, measurement, summary in
      take(cell, measurement, summary, &ruled)
    }
    changeWhatIsShown()
  }

  /// - Parameter ruled: a companion that is known; most cells have the same one.
  private mutating func take(
    _ cell: Cell, _ measurement: Measurement, _ found: CellSummary, _ ruled: inout Problem?
  ) {
    reseeding.remove(cell)
    if shares[cell] == nil, !measurement.isWhole { shares[cell] = measurement.share }
    // What was begun earlier was not told.
    if measurement.isWhole, !begun.contains(cell) { shares[cell] = nil }
    settle(cell)
    failures[cell] = nil
    measurements[cell] = measurement
    summaries[cell] = found
    if !measurement.isWhole { begun.insert(cell) }
    if measurement.problem.hasCompanion {
      let companion = measurement.problem.criticalCompanion
      if companion != ruled {
        if criticals[companion] == nil {
          unruled[companion, default: []].insert(cell)
        } else {
          ruled = companion
        }
      }
    }
    if let shownStep { earlier[cell] = summary(measurement, at: shownStep) }
    finestLevel = max(finestLevel, cell.level)
  }

  /// Reads a measurement again, by what is known now.
  private mutating func sum(_ cell: Cell) {
    guard let measurement = measurements[cell] else { return }
    summaries[cell] = summary(measurement, at: nil)
    if let shownStep { earlier[cell] = summary(measurement, at: shownStep) }
    changeWhatIsShown()
  }

  private func summary(_ measurement: Measurement, at step: Int?) -> CellSummary {
    CellSummary(
      measurement, critical: criticals[measurement.problem.criticalCompanion],
      thresholds: study.thresholds, theory: theory, measuredStep: step)
  }

  private mutating func changeWhatIsShown() {
    comparison = Deferred()
    table = Deferred()
    splitVotes = Deferred()
  }

  private mutating func settle(_ cell: Cell) {
    let isPaid = held.remove(cell) != nil
    foreseen.remove(cell)
    if queued.remove(cell) != nil || running.remove(cell) != nil || begun.remove(cell) != nil, !isPaid {
      pay(for: cell)
    }
    shares[cell] = nil
  }

  /// What is in training of it is left no longer.
  private mutating func pay(for cell: Cell) {
    guard let known = knownOutstandingCost else { return }
    knownOutstandingCost = max(0, known - cost(of: cell) * (shares[cell] ?? 1))
  }

  /// Something of it was trained.
  private mutating func note(_ cell: Cell, at time: Double) {
    sumCost()
    let share = shares[cell] ?? 1
    pace.record(cost: cost(of: cell) * share, cells: share, at: time)
  }

  /// From now on the cost is known.
  private mutating func sumCost() {
    guard knownOutstandingCost == nil else { return }
    knownOutstandingCost =
      queued.union(running).subtracting(held).reduce(0) { $0 + cost(of: $1) }
      + begun.reduce(0) { $0 + cost(of: $1) * (1 - (measurements[$1]?.share ?? 1)) }
  }

  private mutating func addCost(of cell: Cell) {
    if let known = knownOutstandingCost { knownOutstandingCost = known + cost(of: cell) }
  }
}

// MARK: What is asked

extension Diagram {
  package mutating func want(_ cells: some Sequence<Cell>) {
    for cell in cells where summaries[cell] == nil && !running.contains(cell) && failures[cell] == nil {
      if queued.insert(cell).inserted { addCost(of: cell) }
    }
  }

  private static let mostSeeds = 256

  /// Twice the seeds of each of the measured cells that can have more and is not getting them.
  package mutating func addSeeds(to cells: [Cell]) -> [Cell: Int] {
    let counts = cells.filter { !begun.contains($0) }.compactMap { cell in
      measurements[cell].map { (cell, 2 * $0.problem.seedCount) }
    }
    let new = counts.filter { !reseeding.contains($0.0) && $0.1 <= Self.mostSeeds }
    reseeding.formUnion(new.map(\.0))
    return Dictionary(new) { first, _ in first }
  }

  /// Which of the cells can be surveyed and are not yet, nor on their way; these are from now on.
  package mutating func survey(_ cells: [Cell]) -> [Cell] {
    let new = cells.filter {
      summaries[$0] != nil && surveys[$0]?.profile == nil && !surveying.contains($0)
    }
    surveying.formUnion(new)
    return new
  }

  /// Forgets the queued cells that are not of the base grid, and returns how many.
  package mutating func withdraw() -> Int {
    let withdrawn = queued.filter { $0.level > 0 }
    for cell in withdrawn { settle(cell) }
    return withdrawn.count
  }
}

// MARK: How it is read

extension Diagram {
  /// Shows what a cell in training has told so far, in place of what another has; `nil`: nothing.
  package mutating func watch(_ cell: Cell, _ curve: LiveCurve?) { watched = curve.map { (cell, $0) } }

  /// Judges everything by another threshold; nothing is trained for it.
  package mutating func setThreshold(_ name: Thresholds.Name, _ value: Double) {
    study.thresholds[name] = value
    theory = study.theory
    summaries = measurements.mapValues { summary($0, at: nil) }
    if let shownStep { earlier = measurements.mapValues { summary($0, at: shownStep) } }
    changeWhatIsShown()
    lines = Deferred()
  }

  /// Shows an earlier or later measured step; `false` at the ends.
  package mutating func slide(by change: Int) -> Bool {
    let last = measuredSteps.count - 1
    let target = (shownStep ?? last) + change
    guard (0...last).contains(target) else { return false }
    shownStep = target == last ? nil : target
    earlier = target == last ? [:] : measurements.mapValues { summary($0, at: target) }
    changeWhatIsShown()
    return true
  }

  /// Shows a measured step by its index, `nil` for the last.
  package mutating func show(step: Int?) {
    let last = measuredSteps.count - 1
    _ = slide(by: (step ?? last) - (shownStep ?? last))
  }
}
