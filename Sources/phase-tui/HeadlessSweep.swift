import Archive
import Engine
import EngineInterface
import Input
import Limits
import Model
import Phases
import Sweep

/// A study measured without a screen, with its progress on standard error; interrupted, it stops in order.
struct HeadlessSweep {
  struct Ending {
    var outcome: SweepOutcome
    /// The signal that stopped it.
    var signal: Int32?
    /// Cells whose distances could not be measured.
    var unmeasured = 0
  }

  private let opened: OpenedStudy
  private let measures: Set<LimitMeasure>
  private let sweep: Sweep
  private let distances: CellDistances
  private let recorder: Recorder?
  private var recordedSurveys: [Cell: CellSurvey]
  /// What was said of the records.
  private var complaints: Set<String> = []
  private(set) var results = SweepResults()
  let interruption = Interruption()
  let provenance: Provenance

  init(_ opened: OpenedStudy, jobs: Int, measures: Set<LimitMeasure>, reuse: [String]) throws {
    self.opened = opened
    self.measures = measures
    let recorder = opened.directory.map { directory in
      Recorder(directory.journal(), origin: opened.origin) { problem in
        Program.warn(problem.map { "\($0); waiting until it can be" } ?? "finished cells are kept again")
      }
    }
    self.recorder = recorder
    var recorded = try opened.recorded(complaints: &complaints)
    for path in reuse {
      guard let recorder, recorded != nil else {
        throw Refusal.option("--reuse \(path)", "needs --dir, where the cells are kept")
      }
      let problems = try recorded?.take(from: StudyDirectory(opening: path), into: recorder) ?? []
      for line in problems { Program.warn(line) }
    }
    recordedSurveys = recorded?.surveys ?? [:]
    provenance = opened.provenance(with: recorded?.kernels ?? [])
    sweep = Sweep(
      study: opened.study, jobs: jobs, recorded: recorded, recorder: recorder,
      makeTraining: Sweep.training(kernel: opened.kernel, ownData: opened.own?.dataset))
    distances = CellDistances(
      study: opened.study, jobs: jobs, recorder: recorder,
      makeSurveying: LimitSurvey<LimitDistances>.measuring(
        measures, kernel: opened.kernel, ownData: opened.own?.dataset))
  }

  /// Blocks until everything is measured, or as much as can be.
  mutating func measure(_ goal: SweepGoal, share: Share?) throws -> Ending {
    try interruption.listen { [sweep, distances] in
      sweep.cancel()
      distances.cancel()
    }
    defer { recorder?.close() }
    if case .boundary(let goal) = goal { announce(goal) }
    let progress = SweepProgress("cells")
    progress.begin { [sweep] in sweep.progress }
    let outcome = try sweep.complete(goal, share: share) {
      try opened.recorded(complaints: &complaints)
    }
    var ending = Ending(outcome: outcome)
    progress.end(sweep.progress)
    if case .boundary(let goal) = goal, ending.outcome == .complete { tellWidth(goal) }
    // What the directory holds beyond what was asked for belongs to its picture.
    sweep.wantRecorded()
    sweep.waitUntilIdle()
    results = sweep.results
    results.distances = recordedSurveys.mapValues(\.distances)
    if ending.outcome == .complete, !measures.isEmpty { try measureDistances(&ending, share) }
    if ending.outcome == .cancelled { ending.signal = interruption.signal }
    return ending
  }

  /// What the goal will take, by theory's boundaries.
  private func announce(_ goal: BoundaryGoal) {
    guard let width = goal.width else { return }
    let plan = BoundaryPlan(lattice: opened.study.lattice, width: width)
    let expected = plan.expectedCells(after: [:], study: opened.study).count
    let most = goal.cells.map { ", at most \($0)" } ?? ""
    Program.warn(
      "boundaries to \(width) decade: about \(expected) cells\(most);"
        + " the uniform grid of that spacing has \(plan.uniformGrid.baseCells.count)")
  }

  private func tellWidth(_ goal: BoundaryGoal) {
    let (regimes, lattice) = (sweep.results.regimes(study: opened.study), opened.study.lattice)
    let reached = goal.width.flatMap { lattice.isPlaced(to: $0, regimes) ? $0 : nil }
    let width = (reached ?? lattice.placedWidth(regimes)).map { "to \($0) decade" } ?? "nowhere yet"
    Program.warn(
      Set(regimes.values).count > 1
        ? "\(regimes.count) cells; the boundaries are known \(width)"
        : "\(regimes.count) cells, all of one regime; no boundary was seen")
  }

  private mutating func measureDistances(_ ending: inout Ending, _ share: Share?) throws {
    let cells = results.measurements.keys.filter { cell in
      (share?.contains(opened.study.problem(for: cell)) ?? true)
        && !(results.distances[cell]?.has(measures) ?? false)
    }
    let progress = SweepProgress("distances")
    progress.begin { [distances] in distances.progress }
    let isComplete = distances.measure(Array(cells))
    progress.end(distances.progress)
    for (cell, found) in distances.found { results.distances[cell, default: LimitDistances()].merge(found) }
    if isComplete {
      ending.unmeasured = cells.count { distances.found[$0] == nil }
    } else {
      ending.outcome = .cancelled
    }
  }
}
