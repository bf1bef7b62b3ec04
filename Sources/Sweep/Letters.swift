import Limits
import Model
import Phases

/// The letters of the cells whose seeds are trained by stages: where the picture depends on the rest of them.
struct Letters: Sendable {
  var criticals: [Problem: CriticalUpdate] = [:]
  private var regimes: [Cell: Regime] = [:]

  /// Noise dominates it.
  mutating func foresee(_ cell: Cell) { regimes[cell] = .divergent }

  /// How much depends on the rest of a cell's seeds, and for which cells beside it as much does from now on.
  mutating func note(
    _ cell: Cell, _ verdict: Verdict, in lattice: Lattice
  ) -> (rest: RestOfSeeds, neighbours: [Cell]) {
    regimes[cell] = verdict.regime
    let others = lattice.cells(in: lattice.neighbourhood(of: cell), level: 0).filter { other in
      other != cell && regimes[other].map { $0 != verdict.regime } ?? false
    }
    if verdict.confidence < 1 || !others.isEmpty { return (.boundary, others) }
    return (verdict.regime == .divergent ? .divergent : .inside, [])
  }
}
