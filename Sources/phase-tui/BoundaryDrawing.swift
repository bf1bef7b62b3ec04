import Archive
import ArgumentParser
import Engine
import Input
import Model
import Phases
import Sweep
import Synchronization

/// How many draws of the data and the weights a boundary's constants are of.
struct DrawOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: .init(
      "Measure the boundaries in this many draws of data and weights, for intervals that hold beyond one draw (default: 1).",
      valueName: "n"))
  var draws: Int?

  static let most = 64

  /// - Parameter study: whose data are to be drawn.
  func count(for study: Study) throws -> Int {
    guard let draws else { return 1 }
    try Refusal.check(draws, 1...Self.most, of: "--draws", "the number")
    if study.ownData != nil, draws > 1 {
      throw Refusal.option("--draws \(draws)", "cannot draw data that are your own; leave it out")
    }
    let last = max(study.dataSeed, study.firstSeed + study.seedCount) + draws * study.seedCount
    guard last <= Problem.largestSeed else {
      throw Refusal.option(
        "--draws \(draws)", "needs seeds beyond \(Problem.largestSeed); take smaller first seeds")
    }
    return draws
  }
}

/// Measures further draws of a study, one after the other.
final class BoundaryDrawing: Sendable {
  private struct State {
    var current: Sweep?
    var isCancelled = false
  }

  private let state = Mutex(State())

  /// Stops the draw that is being measured, and those after it.
  func cancel() {
    let current = state.withLock { state in
      state.isCancelled = true
      return state.current
    }
    current?.cancel()
  }

  /// Blocks. Of the draws what was measured of their boundaries; `nil` when it was cancelled.
  /// - Parameters:
  ///   - run: makes the sweep of a draw.
  ///   - progress: is told of every sweep that begins, and of its end.
  func measure(
    _ draws: BoundaryDraws, _ run: (Study) throws -> UnattendedSweep,
    progress: (Int, Sweep, () -> Void) -> Void
  ) rethrows -> [Export]? {
    let cells = draws.cells
    var exports: [Export] = []
    for (index, study) in draws.studies.enumerated() {
      let run = try run(study)
      let isOver = state.withLock { state in
        state.current = run.sweep
        return state.isCancelled
      }
      if isOver { return nil }
      progress(index, run.sweep) {
        run.sweep.want(cells)
        run.sweep.waitUntilIdle()
      }
      if run.sweep.isCancelled { return nil }
      exports.append(run.diagram.export)
    }
    return exports
  }
}
