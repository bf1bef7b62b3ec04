import EngineInterface
import Model

/// The training samples X and their targets Y, shape (N, D) each, row-major.
package struct Dataset: Hashable, Sendable {
  package let samples: Int
  package let dimension: Int
  /// Tokens of all samples.
  package var rows: Int { x.count / dimension }
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
      Self.draw(stream, seed: seed, layer: 0, rows: 0..<samples, dimension: dimension).flatMap(\.self)
    }
    self.init(x: draw(.samples), y: draw(.targets), samples: samples, dimension: dimension)
  }

  /// The same samples, with what a random network makes of them as targets. More samples extend the smaller dataset.
  init(teacherSeed seed: Int, samples: Int, dimension: Int) {
    let x = Self.draw(.samples, seed: seed, layer: 0, rows: 0..<samples, dimension: dimension)
    let teacher = Teacher(seed: seed, dimension: dimension)
    self.init(
      x: x.flatMap(\.self), y: x.flatMap(teacher.targets), samples: samples, dimension: dimension)
  }

  /// Standard normal rows of a stream.
  static func draw(
    _ stream: RandomStream, seed: Int, layer: Int, rows: Range<Int>, dimension: Int
  ) -> [[Float]] {
    // The same bits on every kernel but the naive one: sampling is never fused.
    let kernel = KernelChoice.sampling
    return withUnsafeTemporaryAllocation(of: SIMD8<Float>.self, capacity: dimension) { row in
      guard let base = row.baseAddress else { return [] }
      let entries = Entries(base, count: dimension)
      let seeds = SIMD8(repeating: UInt64(truncatingIfNeeded: seed))
      return rows.map { sample in
        withUnsafePointer(to: seeds) {
          kernel.drawNormals(
            entries, count: dimension, layer: layer, unit: sample, stream: stream, seeds: $0)
        }
        return row.map { $0[0] }
      }
    }
  }

  /// What is drawn for a problem, the held-out samples behind those to train on; `nil` where its data are the user's own.
  package init?(drawnFor problem: Problem) {
    guard case .gaussian(let seed) = problem.data else { return nil }
    let (shape, count) = (problem.shape, problem.shape.samples + problem.test)
    switch problem.task {
    case .gaussian: self.init(gaussianSeed: seed, samples: count, dimension: shape.dimension)
    case .teacher: self.init(teacherSeed: seed, samples: count, dimension: shape.dimension)
    }
  }

  /// The first samples of it; all where it has no more. Drawn data of fewer samples are those as well.
  package func first(_ count: Int) -> Dataset {
    count < samples ? self[0..<count] : self
  }

  /// Some of the samples.
  package subscript(rows: Range<Int>) -> Dataset {
    let entries = rows.lowerBound * dimension..<rows.upperBound * dimension
    return Dataset(x: Array(x[entries]), y: Array(y[entries]), samples: rows.count, dimension: dimension)
  }

  /// Some of the samples, in this order.
  package subscript(rows: [Int]) -> Dataset {
    func taken(_ values: [Float]) -> [Float] {
      rows.flatMap { values[$0 * dimension..<($0 + 1) * dimension] }
    }
    return Dataset(x: taken(x), y: taken(y), samples: rows.count, dimension: dimension)
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
