import EngineInterface

/// Makes the input weights of every D consecutive pairs of units orthogonal to one another, and their output weights
/// too, in all blocks of one lane.
///
/// Each vector keeps its length, which is independent of its direction, and the directions become those of a random
/// rotation: every single unit has the law that it had, but sums over units fluctuate less, since no direction is
/// drawn twice before all D have been. The pairs are those of the drawn network (`Problem.split`).
struct OrthogonalUnits {
  let ensemble: Ensemble
  let split: Int

  func impose(onLane lane: Int) {
    let (shape, d) = (ensemble.shape, ensemble.shape.dimension)
    let pairs = shape.width * split / 2
    for block in stride(from: 0, to: shape.depth, by: split) {
      for first in stride(from: 0, to: pairs, by: d) {
        let group = first..<min(first + d, pairs)
        for (weights, sign) in [
          (ensemble.initialInputWeights, Float(1)), (ensemble.initialOutputWeights, -1),
        ] {
          var basis: [[Double]] = []
          for pair in group {
            func unit(_ index: Int) -> UnsafeMutablePointer<Float> {
              entries(weights, block + index / shape.width, unit: index % shape.width, lane: lane)
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
    }
  }

  /// A unit's first coordinate; the next one is `laneCount` further.
  private func entries(
    _ weights: (Int, Int) -> Entries, _ layer: Int, unit: Int, lane: Int
  ) -> UnsafeMutablePointer<Float> {
    let place = ensemble.place(unit: unit, lane: lane)
    return UnsafeMutableRawPointer(ensemble.weights(weights, layer, place).base)
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
