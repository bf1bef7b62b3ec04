import Engine
import Limits
import Model
import Synchronization

/// The step size `η_c = 2N/λ_max(K)` beyond which the first step of gradient descent makes an error grow (Measures.md, Theory's
/// boundaries). A guide, not a boundary: training first fails at 1.25 to 3 times it, and nothing is compared with it.
///
/// It costs an (N, N) matrix for every place that has another, so that of many samples it is not asked.
package struct StepGuide: Sendable {
  private static let mostSamples = 256
  /// Pairs of samples that are looked at for one line.
  private static let mostPairs = 4_000_000

  private let study: Study

  package init(_ study: Study) { self.study = study }

  /// `η_c` of a problem; `nil` where its data are not at hand, or it lacks one.
  package func edge(of problem: Problem) -> Double? {
    guard Self.lack(in: problem) == nil else { return nil }
    let samples = problem.shape.samples
    let own = study.ownData.map { $0.dataset?.first(samples) }
    guard let data = own ?? Dataset(drawnFor: problem)?.first(samples), data.rmsX > 0 else { return nil }
    return TrainingKernel.edge(of: problem, data: data)
  }

  /// Why a problem has no `η_c` that is asked for, in a few words; `nil` where it has one if its data are at hand.
  package static func lack(in problem: Problem) -> String? {
    if let obstacle = KernelObstacle(in: problem) { return obstacle.rawValue }
    return problem.shape.samples > mostSamples ? "known for \(mostSamples) samples at most" : nil
  }

  /// The places where `η = η_c`, along the axis of a step size; none where no axis is one.
  ///
  /// At every half step of the other axis, as theory's boundaries.
  package var line: [Cell] {
    let steps = [Parameter.eta, .inputStepFactor, .outputStepFactor]
    if steps.contains(study.columns.parameter) {
      return line(across: study.rows, along: study.columns) { Cell(column: $1, row: $0) }
    }
    guard steps.contains(study.rows.parameter) else { return [] }
    return line(across: study.columns, along: study.rows) { Cell(column: $0, row: $1) }
  }

  private func line(
    across other: Axis, along axis: Axis, _ cell: (_ across: Position, _ along: Position) -> Cell
  ) -> [Cell] {
    let places = stride(
      from: 0, through: other.positions.upperBound.units, by: Position.unitsPerStep / 2
    ).map(Position.init(units:))
    // η_c does not depend on η, but on the factors: they are looked at as often as a bisection does.
    let asked = axis.parameter == .eta ? 1 : 8 + axis.count.bitWidth - axis.count.leadingZeroBitCount
    let most = places.map { study.problem(for: cell($0, axis.positions.upperBound)).shape.samples }.max() ?? 0
    guard most <= Self.mostSamples, places.count * asked * most * most <= Self.mostPairs else { return [] }
    return places.compactMap { place in
      let first = study.problem(for: cell(place, axis.positions.lowerBound))
      let edge = axis.parameter == .eta ? self.edge(of: first) : nil
      return crossing(axis) { position in
        let problem = study.problem(for: cell(place, position))
        return (edge ?? self.edge(of: problem)).map { problem.scaling.eta > $0 }
      }.map { cell(place, $0) }
    }
  }

  /// Where what grows along the axis passes; `nil` where it does not, or is not known.
  private func crossing(_ axis: Axis, isBeyond: (Position) -> Bool?) -> Position? {
    var (low, high) = (axis.positions.lowerBound, axis.positions.upperBound)
    guard isBeyond(low) == false, isBeyond(high) == true else { return nil }
    while high.units - low.units > 1 {
      let middle = Position(units: (low.units + high.units) / 2)
      if isBeyond(middle) == false { low = middle } else { high = middle }
    }
    return high
  }
}

/// The edges that were asked for, as they are asked for again with every picture.
package final class KnownEdges: Sendable {
  private let guide: StepGuide
  private let edges = Mutex<[Problem: Double?]>([:])

  package init(_ study: Study) { guide = StepGuide(study) }

  /// `η/η_c` of a problem; `nil` where it is not known.
  package func share(of problem: Problem) -> Double? {
    // What it does not depend on.
    var shared = problem.trajectory
    (shared.shape.depth, shared.shape.width, shared.scaling.eta, shared.test) = (1, 1, 1, 0)
    let known = edges.withLock { $0[shared] }
    let edge = known ?? guide.edge(of: shared)
    if known == nil { edges.withLock { $0[shared] = .some(edge) } }
    return edge.map { problem.scaling.eta / $0 }
  }
}
