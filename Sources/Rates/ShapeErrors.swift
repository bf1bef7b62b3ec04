import Limits

/// How deep, how wide and how large an embedded network is.
struct NetworkShape: Hashable {
  var depth: Int
  var width: Int
  var dimension: Int

  /// `D/(LM)`, the squared size of a forward pass' fluctuation at the critical scale.
  var noise: Double { Double(dimension) / Double(depth * width) }
  /// `P = LMD`
  var parameters: Double { Double(depth * width) * Double(dimension) }
}

/// What a network makes of the samples: `h_L`, (N, D), and `y`, (N, d_out).
struct EmbeddedOutput {
  var state: [Double]
  var output: [Double]
}

/// The networks of one draw of the data that others are compared with: the largest, mean over a few seeds.
struct ShapeReference {
  let dimension: Int
  private let mean: EmbeddedOutput
  /// What is left in the means of their fluctuation, in the square.
  private let stateNoise, outputNoise: Double

  init(dimension: Int, _ outputs: [EmbeddedOutput]) {
    let (states, ends) = (Samples(outputs.map(\.state)), Samples(outputs.map(\.output)))
    self.dimension = dimension
    mean = EmbeddedOutput(state: states.mean, output: ends.mean)
    stateNoise = outputs.count > 1 ? states.variance / Double(outputs.count) : 0
    outputNoise = outputs.count > 1 ? ends.variance / Double(outputs.count) : 0
  }

  /// Mean squares over entries of the distance to it, less its own fluctuation; of states with a smaller D over the rows of
  /// the embedding that both have, the first ones.
  func squares(_ other: EmbeddedOutput) -> ShapeErrors {
    let d = other.state.count * dimension / mean.state.count
    let shared = other.state.indices.map { mean.state[$0 / d * dimension + $0 % d] }
    return ShapeErrors(
      state: Self.square(other.state, shared) - stateNoise,
      output: Self.square(other.output, mean.output) - outputNoise)
  }

  private static func square(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(a.count)
  }
}

/// Squares of `err_h` and `err_y`.
struct ShapeErrors {
  var state: Double
  var output: Double

  init(state: Double, output: Double) { (self.state, self.output) = (state, output) }

  init(meanOf errors: [ShapeErrors]) {
    let count = Double(errors.count)
    state = errors.reduce(0) { $0 + $1.state } / count
    output = errors.reduce(0) { $0 + $1.output } / count
  }
}

/// `e² = aν + b(1/D − 1/D′)` with `ν = D/(LM)`, or ν² for the output, of networks that are compared with one of D′: a
/// mean over the D rows of an embedding is that far from the mean over the D′ rows of which they are the first.
struct ShapeLaw {
  var noise: Double
  var dimension: Double

  func square(noise x: Double, dimension d: Double, reference: Double = .infinity) -> Double {
    noise * x + dimension * (1 / d - 1 / reference)
  }

  /// The constants stated of `h_L`, and of `y` with ν².
  static let state = ShapeLaw(noise: 0.64, dimension: 6.25)
  static let output = ShapeLaw(noise: 0.15 * 0.15, dimension: 0.81)
}

extension ShapeLaw {
  /// By least squares of the relative errors of the squares.
  init(fitting points: [(noise: Double, dimension: Double, square: Double)], reference: Double) {
    var (aa, ab, bb, a, b) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for point in points {
      let x = point.noise / point.square
      let y = (1 / point.dimension - 1 / reference) / point.square
      (aa, ab, bb, a, b) = (aa + x * x, ab + x * y, bb + y * y, a + x, b + y)
    }
    let determinant = aa * bb - ab * ab
    self.init(noise: (a * bb - b * ab) / determinant, dimension: (b * aa - a * ab) / determinant)
  }
}
