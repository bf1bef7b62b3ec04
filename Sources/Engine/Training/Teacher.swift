import EngineInterface

/// A fixed random two-layer perceptron of 16 units, drawn with the seed of the data, whose outputs are targets:
/// `y = c Σ_j v_j tanh(u_j·x/√d_in)` with independent standard normal entries of `u_j` and `v_j`.
///
/// `c` makes the rms of `y` 1 over other standard normal samples, so that a sample's target does not depend on how many
/// there are. Its tanh is the kernels', with the same bits on every machine.
struct Teacher {
  static let width = 16
  /// Samples over which the scale is taken.
  private static let references = 1024

  private let dimension: Int
  private let outputDimension: Int
  private let inputWeights: [[Float]]
  private let outputWeights: [[Float]]
  private var scale = 1.0

  /// Of samples with `inputs` coordinates, for targets with `outputs`.
  init(seed: Int, inputs dimension: Int, outputs outputDimension: Int) {
    self.dimension = dimension
    self.outputDimension = outputDimension
    // Layers of the data's streams that the data themselves do not use.
    inputWeights = Dataset.draw(.targets, seed: seed, layer: 1, rows: 0..<Self.width, dimension: dimension)
    outputWeights = Dataset.draw(
      .targets, seed: seed, layer: 2, rows: 0..<Self.width, dimension: outputDimension)
    let others = Dataset.draw(
      .samples, seed: seed, layer: 1, rows: 0..<Self.references, dimension: dimension)
    let squares = others.reduce(0.0) { sum, x in targets(of: x).reduce(sum) { $0 + Double($1) * Double($1) } }
    scale = (Double(Self.references * outputDimension) / squares).squareRoot()
  }

  /// `y` of one sample.
  func targets(of x: [Float]) -> [Float] {
    let root = Double(dimension).squareRoot()
    let products = inputWeights.map { u in zip(u, x).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } / root }
    let units = Self.tanh(products.map { Float($0) })
    return (0..<outputDimension).map { d in
      let sum = units.indices.reduce(0.0) { $0 + Double(outputWeights[$1][d]) * Double(units[$1]) }
      return Float(scale * sum)
    }
  }

  private static func tanh(_ values: [Float]) -> [Float] {
    withUnsafeTemporaryAllocation(of: SIMD8<Float>.self, capacity: 2 * values.count) { buffer in
      guard let base = buffer.baseAddress else { return [] }
      for (index, value) in values.enumerated() {
        (base + index).initialize(to: SIMD8(repeating: value))
        (base + values.count + index).initialize(to: .zero)
      }
      KernelChoice.sampling.evaluate(
        .tanh, Entries(base, count: values.count),
        slopes: Entries(base + values.count, count: values.count), count: values.count)
      return values.indices.map { buffer[$0][0] }
    }
  }
}
