import EngineInterface
import Model

/// Makes the reading weights of every D consecutive pairs of units orthogonal to one another, and their writing weights
/// too, in all blocks of one lane; of heads row by row.
///
/// Each vector keeps its length, which is independent of its direction, and the directions become those of a random
/// rotation: every single unit has the law that it had, but sums over units fluctuate less, since no direction is
/// drawn twice before all D have been. The pairs are those of the drawn network (`Problem.split`).
struct OrthogonalUnits {
  let ensemble: Ensemble
  let split: Int

  func impose(onLane lane: Int) {
    for (index, branch) in ensemble.branches.enumerated() {
      for layer in stride(from: 0, to: ensemble.shape.depth, by: split) {
        for side in [BlockArray.initialInputWeights, .initialOutputWeights] {
          for row in 0..<side.side.count(branch) / branch.width {
            impose(on: side, row: row, of: branch, index: index, layer: layer, lane: lane)
          }
        }
      }
    }
  }

  private func impose(
    on array: BlockArray, row: Int, of branch: Branch, index: Int, layer: Int, lane: Int
  ) {
    let d = ensemble.shape.dimension
    let pairs = branch.width * split / 2
    let sign: Float = array.side == .writing ? -1 : 1
    for first in stride(from: 0, to: pairs, by: d) {
      var basis: [[Double]] = []
      for pair in first..<min(first + d, pairs) {
        func unit(_ number: Int) -> UnsafeMutablePointer<Float> {
          let block = (layer + number / branch.width) * ensemble.branchCount + index
          let rows = array.side.rows(of: branch, unit: number % branch.width)
          return entries(array, block, row: rows[row], lane: lane)
        }
        let (own, partner) = (unit(2 * pair), unit(2 * pair + 1))
        let vector = (0..<d).map { Double(own[$0 * Ensemble.laneCount]) }
        guard let direction = direction(of: vector, orthogonalTo: basis) else { continue }
        basis.append(direction)
        let length = norm(vector)
        for i in 0..<d {
          own[i * Ensemble.laneCount] = Float(length * direction[i])
          partner[i * Ensemble.laneCount] = sign * own[i * Ensemble.laneCount]
        }
      }
    }
  }

  /// A row's first coordinate; the next one is `laneCount` further.
  private func entries(
    _ array: BlockArray, _ block: Int, row: Int, lane: Int
  ) -> UnsafeMutablePointer<Float> {
    let place = ensemble.place(row: row, block: block, lane: lane)
    return UnsafeMutableRawPointer(ensemble.weights(array, block, place).base)
      .assumingMemoryBound(to: Float.self) + place.lane
  }

  /// `nil` where nothing is left, for weights of variance zero.
  private func direction(of vector: [Double], orthogonalTo basis: [[Double]]) -> [Double]? {
    var rest = vector
    for other in basis {
      let overlap = zip(rest, other).reduce(0) { $0 + $1.0 * $1.1 }
      for i in rest.indices { rest[i] -= overlap * other[i] }
    }
    let length = norm(rest)
    return length > 0 ? rest.map { $0 / length } : nil
  }

  private func norm(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
