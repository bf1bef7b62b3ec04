/// A block that reads `x` in place of `h`: `h/√(mean_D h² + 1e-6)`, row by row, or `h` itself.
///
/// As `x` depends on no weights, the block's terms in a change of them are those at `x`.
public struct Normalised<Body: ExpandableBlock>: ExpandableBlock {
  public typealias Scalar = Body.Scalar

  public var body: Body
  public let norm: NormName

  @inlinable public init(_ body: Body, norm: NormName) { (self.body, self.norm) = (body, norm) }

  @inlinable public var dimension: Int { body.dimension }
  @inlinable public var weights: [[Scalar]] {
    get { body.weights }
    set { body.weights = newValue }
  }

  /// `x`, (N·T, D), and `√(mean_D h² + 1e-6)`, (N·T), none where `x` is `h`.
  @usableFromInline struct Reading {
    @usableFromInline let entries, roots: [Scalar]
    @inlinable init(entries: [Scalar], roots: [Scalar]) { (self.entries, self.roots) = (entries, roots) }
  }

  @inlinable func reading(_ state: [Scalar]) -> Reading {
    guard norm == .rms else { return Reading(entries: state, roots: []) }
    let dimension = dimension
    let roots = stride(from: 0, to: state.count, by: dimension).map { row in
      var sum = Scalar(constant: 0)
      for i in row..<row + dimension { sum = sum.adding(state[i], times: state[i]) }
      return (sum / Scalar(constant: Double(dimension)) + Scalar(constant: 1e-6)).squareRoot()
    }
    return Reading(entries: state.indices.map { state[$0] / roots[$0 / dimension] }, roots: roots)
  }

  /// The derivative by `h` from that by `x`, `g`: `(g − x (x·g)/D)/√(mean_D h² + 1e-6)`.
  @inlinable func pull(_ g: [Scalar], _ reading: Reading) -> [Scalar] {
    guard norm == .rms else { return g }
    let (x, dimension) = (reading.entries, dimension)
    let means = stride(from: 0, to: g.count, by: dimension).map { row in
      var sum = Scalar(constant: 0)
      for i in row..<row + dimension { sum = sum.adding(x[i], times: g[i]) }
      return sum / Scalar(constant: Double(dimension))
    }
    return g.indices.map { (g[$0] - x[$0] * means[$0 / dimension]) / reading.roots[$0 / dimension] }
  }

  /// What the block itself keeps, and what it read.
  public struct ReadAndKept<Inner> {
    public let body: Inner
    @usableFromInline let reading: Reading
    @inlinable init(body: Inner, reading: Reading) { (self.body, self.reading) = (body, reading) }
  }

  public typealias Kept = ReadAndKept<Body.Kept>
  public typealias ExpansionKept = ReadAndKept<Body.ExpansionKept>

  @inlinable public func preactivations(_ weights: [Scalar], _ state: [Scalar]) -> [Scalar] {
    body.preactivations(weights, reading(state).entries)
  }

  @inlinable public func forward(_ state: [Scalar]) -> (output: [Scalar], kept: Kept) {
    let reading = reading(state)
    let (output, kept) = body.forward(reading.entries)
    return (output, ReadAndKept(body: kept, reading: reading))
  }

  @inlinable public func backward(
    _ kept: Kept, state: [Scalar], adjoint: [Scalar]
  ) -> (state: [Scalar], gradients: [[Scalar]]) {
    let (g, gradients) = body.backward(kept.body, state: kept.reading.entries, adjoint: adjoint)
    return (pull(g, kept.reading), gradients)
  }

  @inlinable public func forward(
    _ state: [Scalar], change: [[Scalar]]
  ) -> (constant: [Scalar], linear: [Scalar], kept: ExpansionKept) {
    let reading = reading(state)
    let (constant, linear, kept) = body.forward(reading.entries, change: change)
    return (constant, linear, ReadAndKept(body: kept, reading: reading))
  }

  @inlinable public func backward(
    _ kept: ExpansionKept, state: [Scalar], adjoint: [Scalar], change: [[Scalar]]
  ) -> (state: [Scalar], gradients: [[Scalar]]) {
    let (g, gradients) = body.backward(
      kept.body, state: kept.reading.entries, adjoint: adjoint, change: change)
    return (pull(g, kept.reading), gradients)
  }
}
