import Archive
import Engine
import Limits
import Model
import Phases

/// One study and everything that is known about its cells: the one store, for the screen and without it.
///
/// What is asked for is noted by `want` and its like; what happens comes by `apply`. Measurements are kept; regimes are
/// derived from them, so that thresholds retrain nothing.
package struct Diagram: Sendable {
  package internal(set) var study: Study
  package let lattice: Lattice
  package internal(set) var theory: Theory
  package internal(set) var measurements: [Cell: Measurement] = [:]
  /// Of the critical companions.
  package internal(set) var criticals: [Problem: CriticalUpdate] = [:]
  /// As measured after the last step.
  package internal(set) var summaries: [Cell: CellSummary] = [:]
  /// The limits of cells, where they were asked for.
  package internal(set) var surveys: [Cell: CellSurvey] = [:]
  /// Cells that have no result, and why.
  package internal(set) var failures: [Cell: String] = [:]
  /// Asked for, and neither running nor finished.
  package internal(set) var queued: Set<Cell> = []
  package internal(set) var running: Set<Cell> = []
  /// Those of the running that are trained, and are told when their critical companion is.
  package internal(set) var held: Set<Cell> = []
  /// Of which only the first seeds are measured yet; these have a summary.
  package internal(set) var begun: Set<Cell> = []
  /// Noise dominates the first seeds of these before they are trained, and so will the cell.
  package internal(set) var foreseen: Set<Cell> = []
  /// Measured, and being measured again with more seeds.
  package internal(set) var reseeding: Set<Cell> = []
  /// Whose limits are being measured.
  package internal(set) var surveying: Set<Cell> = []
  /// The finest level that has a measured or running cell.
  package internal(set) var finestLevel = 0
  /// How fast cells come in.
  package internal(set) var pace = Pace()
  /// Critical companions in training. One that failed has taken its cells with it.
  package internal(set) var runningCompanions = 0
  /// How far they are, as far as it is known.
  var companionProgress: [Problem: CompanionProgress] = [:]
  /// Cells that were told before their companion, which says no more of their regime.
  var unruled: [Problem: Set<Cell>] = [:]
  /// Of what is queued or in training, once a cell came in that it can be judged by: of a million recalled cells nobody
  /// asks.
  var knownOutstandingCost: Double?
  /// Of cells in training, the part of their seeds that is.
  var shares: [Cell: Double] = [:]
  /// A cell that is looked at, and what it has told while it trains.
  var watched: (cell: Cell, curve: LiveCurve)?
  /// The training step that is shown, as an index in `measuredSteps`; `nil` for the last.
  package internal(set) var shownStep: Int?
  /// The summaries at an earlier step that is shown.
  var earlier: [Cell: CellSummary] = [:]
  /// Made when they are first drawn, and again after every change of what they depend on: of a million cells that takes
  /// longer than everything else on the screen.
  var comparison = Deferred<TheoryComparison>()
  var table = Deferred<BoundaryTable>()
  var splitVotes = Deferred<Bool>()
  var lines = Deferred<TheoryCurves>()
  private let edges: KnownEdges

  package init(study: Study) {
    self.study = study
    lattice = study.lattice
    theory = study.theory
    edges = KnownEdges(study)
  }

  // MARK: What is known

  /// Cells that are measured, running or asked for.
  package var known: Set<Cell> {
    Set(summaries.keys).union(queued).union(running).union(failures.keys)
  }
  package var total: Int { summaries.count + queued.count + running.count + failures.count }
  /// With all of their seeds.
  package var done: Int { summaries.count - begun.count + failures.count }
  package var isComplete: Bool { queued.isEmpty && running.isEmpty && begun.isEmpty }
  /// Of the cells that are measured with all of their seeds.
  package var regimes: [Cell: Regime] {
    begun.isEmpty
      ? summaries.mapValues(\.verdict.regime)
      : summaries.filter { !begun.contains($0.key) }.mapValues(\.verdict.regime)
  }

  /// The same with those of which only the first seeds are, which may turn out otherwise.
  package var likelyRegimes: [Cell: Regime] { summaries.mapValues(\.verdict.regime) }

  /// Cells whose letter may change: from one forward pass, or of the first seeds.
  package var provisional: Int { foreseen.count + begun.count }

  /// How many cells are done, those of which only the first seeds are measured by their share.
  package var doneShare: Double {
    begun.reduce(Double(done)) { $0 + (measurements[$1]?.share ?? 0) }
  }

  /// Every cell that is measured with all of its seeds, to be written.
  package var export: Export { export(.whole) }

  /// The same in another view.
  package func export(_ view: ExportView) -> Export {
    Export(
      study: study,
      measurements: begun.isEmpty ? measurements : measurements.filter { !begun.contains($0.key) },
      critical: criticals,
      distances: surveys.mapValues(\.distances), view: view)
  }

  /// What the picture shows at a place: the finest measured cell at or below it, base cells standing in for those
  /// after them that are not measured yet.
  package func measuredCell(at place: Cell) -> Cell? {
    for level in stride(from: max(finestLevel, place.level), through: -2, by: -1) {
      let cell = lattice.canonical(place.floored(level: level))
      if summaries[cell] != nil { return cell }
    }
    return nil
  }

  /// The summaries of the cells that are shown, at the step that is shown.
  package var shown: [Cell: CellSummary] { shownStep == nil ? summaries : earlier }

  /// The steps after which order parameters were measured, the same in every cell. Where the steps are an axis, earlier
  /// ones are there to be seen, and only the last is shown.
  package var measuredSteps: [Int] {
    // A trainer's are told by what it has measured.
    if !study.vocabulary.isBuiltIn {
      return measurements.values.map(\.measuredSteps).max { ($0.count, $0[0]) < ($1.count, $1[0]) } ?? [0]
    }
    let problem = study.longestProblem(with: Cell(column: 0, row: 0))
    return [study.columns, study.rows].contains { $0.parameter == .steps }
      ? [problem.steps] : problem.measuredSteps
  }

  /// Theory's prediction beside what is shown.
  package var theoryComparison: TheoryComparison {
    comparison.value { TheoryComparison(shown.values.map { ($0.margins, $0.verdict.mark) }) }
  }

  /// Where what is shown puts the boundaries.
  package var boundaries: BoundaryTable { table.value { BoundaryTable(shown, study: study) } }

  /// Theory's boundaries.
  package var curves: TheoryCurves { lines.value { TheoryCurves(study: study) } }

  /// `η/η_c`, the step size in units of the edge of the first step; `nil` where that is not known.
  package func edgeShare(of problem: Problem) -> Double? { edges.share(of: problem) }

  /// Whether any cell that is shown has split votes.
  package var hasSplitVotes: Bool {
    splitVotes.value { shown.values.contains { $0.verdict.contender != nil } }
  }

  /// What is wrong with the critical companions after the last step; the worst of it.
  package var companionFault: Ruler.Fault? {
    let faults = criticals.values.compactMap { ($0.rulers.last ?? .none).fault(study.thresholds.values) }
    return Ruler.Fault.allCases.first(where: faults.contains)
  }

  /// What a cell in training has told so far, where it is looked at.
  package func liveCurve(of cell: Cell) -> LiveCurve? {
    guard let watched, watched.cell == cell else { return nil }
    return running.contains(cell) || reseeding.contains(cell) ? watched.curve : nil
  }

  // MARK: Time

  /// Seconds of work left, once there is something to judge it by.
  package var secondsLeft: Double? {
    guard let rate = pace.costPerSecond, let cost = knownOutstandingCost, !isComplete else { return nil }
    return cost / rate
  }

  /// The critical companion in training that ends last, as far as it is known.
  package var companion: CompanionProgress? { .last(of: companionProgress.values) }
  /// Whether nothing can be told before a companion is there.
  package var waitsForCompanion: Bool {
    runningCompanions > 0 && (running == held || companion != nil && done == 0)
  }

  /// Seconds that these cells would take, once there is something to judge it by.
  package func seconds(for cells: [Cell]) -> Double? {
    pace.costPerSecond.map { cells.reduce(0) { $0 + cost(of: $1) } / $0 }
  }

  /// Idle time must not count as slowness.
  package mutating func forgetPace() { pace = Pace() }

  func cost(of cell: Cell) -> Double { study.problem(for: cell).trainingCost }
}
