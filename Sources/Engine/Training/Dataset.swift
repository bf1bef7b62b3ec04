import EngineInterface
import Model

/// The training samples X and their targets Y, shape (N, D) each, row-major.
package struct Dataset: Hashable, Sendable {
  package let samples: Int
  package let dimension: Int
  package let x: [Float]
  package let y: [Float]

  package init(x: [Float], y: [Float], samples: Int, dimension: Int) {
    precondition(x.count == samples * dimension && y.count == x.count, "X and Y have the shape (N, D)")
    self.samples = samples
    self.dimension = dimension
    self.x = x
    self.y = y
  }

  /// Independent standard normal entries. More samples or coordinates extend the smaller dataset of a seed.
  package init(gaussianSeed seed: Int, samples: Int, dimension: Int) {
    func draw(_ stream: RandomStream) -> [Float] {
      // The same bits on every kernel but the naive one: sampling is never fused.
      let kernel = KernelChoice.sampling
      return withUnsafeTemporaryAllocation(of: SIMD8<Float>.self, capacity: dimension) { row in
        guard let base = row.baseAddress else { return [] }
        let entries = Entries(base, count: dimension)
        let seeds = SIMD8(repeating: UInt64(truncatingIfNeeded: seed))
        return (0..<samples).flatMap { sample in
          withUnsafePointer(to: seeds) {
            kernel.drawNormals(entries, count: dimension, layer: 0, unit: sample, stream: stream, seeds: $0)
          }
          return row.map { $0[0] }
        }
      }
    }
    self.init(x: draw(.samples), y: draw(.targets), samples: samples, dimension: dimension)
  }

  /// What is drawn for a problem; `nil` where its data are the user's own.
  package init?(drawnFor problem: Problem) {
    guard case .gaussian(let seed) = problem.data else { return nil }
    self.init(
      gaussianSeed: seed, samples: problem.shape.samples, dimension: problem.shape.dimension)
  }

  /// The first samples of it; all where it has no more. Drawn data of fewer samples are those as well.
  package func first(_ count: Int) -> Dataset {
    guard count < samples else { return self }
    return Dataset(
      x: Array(x.prefix(count * dimension)), y: Array(y.prefix(count * dimension)), samples: count,
      dimension: dimension)
  }

  /// Root mean square of the entries of X.
  package var rmsX: Double { rms(x) }

  /// `‖X − Y‖²/(ND)`, the loss of the identity map.
  package var identityLoss: Float {
    let sum = zip(x, y).reduce(0.0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
    return Float(sum / Double(x.count))
  }
}

/// Root mean square, accumulated in double precision.
func rms(_ values: some Collection<Float>) -> Double {
  (values.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(values.count)).squareRoot()
}
