import Archive
import Engine
import Input
import Limits
import Phases
import Sweep
import Synchronization
import Terminal

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
  private let jobs: Int
  private let measures: Set<LimitMeasure>
  /// Of the data and the weights, where boundaries are placed.
  private let draws: Int
  private let drawing = BoundaryDrawing()
  private let run: UnattendedSweep
  private let recorder: Recorder?
  /// What was said of the records.
  private var complaints: Set<String> = []
  /// What was found.
  private(set) var diagram: Diagram
  /// The boundaries of the further draws.
  private var drawn: [Export] = []
  let interruption = Interruption()
  let provenance: Provenance

  init(_ opened: OpenedStudy, jobs: Int, measures: Set<LimitMeasure>, draws: Int, reuse: [String]) throws {
    self.opened = opened
    self.jobs = jobs
    self.measures = measures
    self.draws = draws
    let recorder = opened.directory.map { directory in
      Recorder(directory.journal(), origin: opened.origin) { problem in
        Program.warn(problem.map { "\($0); waiting until it can be" } ?? "finished cells are kept again")
      }
    }
    self.recorder = recorder
    var recorded = try opened.recorded(complaints: &complaints)
    if let text = recorded?.versionText { Program.warn(text) }
    for path in reuse {
      guard let recorder, recorded != nil else {
        throw Refusal.option("--reuse \(path)", "needs --dir, where the cells are kept")
      }
      let problems = try recorded?.take(from: StudyDirectory(opening: path), into: recorder) ?? []
      for line in problems { Program.warn(line) }
    }
    provenance = opened.provenance(with: recorded?.kernels ?? [])
    run = UnattendedSweep(
      study: opened.study, jobs: jobs, recorded: recorded, recorder: recorder,
      makeWork: opened.makeWork(measures: measures))
    diagram = run.diagram
  }

  /// Everything that was found, to be written.
  var export: Export {
    var export = diagram.export
    export.draws = drawn
    return export
  }

  private var sweep: Sweep { run.sweep }

  /// Blocks until everything is measured, or as much as can be.
  mutating func measure(_ goal: SweepGoal, share: Share?) throws -> Ending {
    try interruption.listen { [sweep, drawing] in
      sweep.cancel()
      drawing.cancel()
    }
    defer {
      recorder?.close()
      opened.trainer?.close()
    }
    if case .boundary(let goal) = goal { announce(goal) }
    let advice = Mutex(SweepAdvice(goal, isShared: share != nil, isKept: recorder != nil))
    let progress = SweepProgress("cells") { [run] progress, pace in
      advice.withLock {
        $0?.line(progress, pace, diagram: { run.diagram }, duration: Figures.duration(seconds:))
      }
    }
    progress.begin { [sweep] in sweep.progress }
    let outcome = try run.complete(goal, share: share) {
      try opened.recorded(complaints: &complaints)
    }
    var ending = Ending(outcome: outcome)
    progress.end(sweep.progress)
    if case .boundary(let goal) = goal, ending.outcome == .complete { tellWidth(goal, run.diagram.regimes) }
    // What the directory holds beyond what was asked for belongs to its picture.
    sweep.wantRecorded()
    sweep.waitUntilIdle()
    diagram = run.diagram
    if ending.outcome == .complete, !measures.isEmpty { try measureDistances(&ending, share) }
    if ending.outcome == .complete, draws > 1 { try measureDraws(&ending) }
    if ending.outcome == .cancelled { ending.signal = interruption.signal }
    return ending
  }

  /// What the goal will take, by theory's boundaries.
  private func announce(_ goal: BoundaryGoal) {
    // Theory's boundaries are those of the built-in networks.
    guard let width = goal.width, opened.study.vocabulary.isBuiltIn else { return }
    let plan = BoundaryPlan(lattice: opened.study.lattice, width: width)
    let expected = plan.expectedCells(after: [:], study: opened.study).count
    let most = goal.cells.map { ", at most \($0)" } ?? ""
    Program.warn(
      "boundaries to \(opened.study.lattice.words(width)): about \(expected) cells\(most);"
        + " the uniform grid of that spacing has \(plan.uniformGrid.baseCells.count)")
  }

  private func tellWidth(_ goal: BoundaryGoal, _ regimes: [Cell: Regime]) {
    let lattice = opened.study.lattice
    let reached = goal.width.flatMap { lattice.isPlaced(to: $0, regimes) ? $0 : nil }
    let width = (reached ?? lattice.placedWidth(regimes)).map { "to \(lattice.words($0))" } ?? "nowhere yet"
    Program.warn(
      Set(regimes.values).count > 1
        ? "\(regimes.count) cells; the boundaries are known \(width)"
        : "\(regimes.count) cells, all of one regime; no boundary was seen")
  }

  private mutating func measureDistances(_ ending: inout Ending, _ share: Share?) throws {
    let surveys = diagram.surveys
    let cells = diagram.measurements.keys.filter { cell in
      (share?.contains(opened.study.longestProblem(with: cell)) ?? true)
        && !(surveys[cell]?.distances.has(measures) ?? false)
    }
    let progress = SweepProgress("distances")
    progress.begin { [sweep] in sweep.surveyProgress }
    sweep.want(surveysOf: cells.sorted())
    sweep.waitUntilIdle()
    progress.end(sweep.surveyProgress)
    diagram = run.diagram
    if sweep.isCancelled {
      ending.outcome = .cancelled
    } else {
      ending.unmeasured = cells.count { !(diagram.surveys[$0]?.distances.has(measures) ?? false) }
    }
  }

  private mutating func measureDraws(_ ending: inout Ending) throws {
    let further = BoundaryDraws(diagram.boundaries, of: opened.study, count: draws)
    guard !further.cells.isEmpty else {
      return Program.warn("no boundary of theory's was seen; there is nothing to measure in further draws")
    }
    let exports = try drawing.measure(further) { study in
      var drawn = opened
      drawn.study = study
      let recorded = try drawn.recorded(complaints: &complaints)
      return UnattendedSweep(
        study: study, jobs: jobs, recorded: recorded, recorder: recorder,
        makeWork: Work.maker(kernel: opened.kernel, measures: []))
    } progress: { draw, sweep, measure in
      let progress = SweepProgress("cells", of: "draw \(draw + 2) of \(draws)")
      progress.begin { sweep.progress }
      measure()
      progress.end(sweep.progress)
    }
    guard let exports else {
      ending.outcome = .cancelled
      return
    }
    drawn = exports
    let missing = exports.reduce(0) { count, export in
      count + further.cells.count { export.summaries[$0] == nil }
    }
    if missing > 0 {
      Program.warn("\(missing) cells of further draws have no result; their lines do not count")
    }
  }
}
