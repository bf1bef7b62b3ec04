import Model

/// A unit, or a head, that starts from the same point in every layer, follows the gradients there and moves nothing itself:
/// where the weights go that it reads by, seen along the two principal directions of all its paths.
package struct UnitPaths: Hashable, Sendable {
  /// For each layer followed, its depth `s = l/L` and the displacement of the input weights after each step.
  package struct Path: Hashable, Sendable {
    package var s: Double
    package var points: [SIMD2<Double>]

    package init(s: Double, points: [SIMD2<Double>]) {
      self.s = s
      self.points = points
    }
  }

  package var paths: [Path]
  /// Share of the displacements' squares along each of the two directions.
  package var shares: SIMD2<Double>

  package init(paths: [Path], shares: SIMD2<Double>) {
    self.paths = paths
    self.shares = shares
  }

  /// Of a tracker that has followed a training of a network of this depth.
  init(_ tracker: Tracker, depth: Int) {
    let displacements = tracker.inputPaths.map { path in
      path.map { point in zip(point, path[0]).map { $0 - $1 } }
    }
    let principal = PrincipalDirections(of: displacements.flatMap(\.self))
    paths = zip(tracker.layers, displacements).map { layer, path in
      Path(s: Double(layer) / Double(depth), points: path.map(principal.project))
    }
    shares = principal.shares
  }
}

/// Copies of one unit, or head, in some layers of a network, which take the steps that a unit takes there.
package struct Tracker {
  package let layers: [Int]
  /// Each copy as a block of its own.
  private var units: [ResidualBranch<Double>]
  /// What the optimizer keeps of each.
  private var moments: [[[Moments<Double>]]]
  /// Reading weights of each copy before the first step and after each.
  package private(set) var inputPaths: [[[Double]]]

  /// Weights of each copy that read, and that write; of a unit (D).
  package var u: [[Double]] { units.map { $0.weights[0] } }
  package var v: [[Double]] { units.map { $0.weights[1] } }

  /// A unit or head that starts from the same weights in each of the layers.
  package init(layers: [Int], unit: ResidualBranch<Double>) {
    self.layers = layers
    units = layers.map { _ in unit }
    moments = units.map(OpenNetwork.noMoments)
    inputPaths = layers.map { _ in [unit.weights[0]] }
  }

  /// The first unit of the first block of a problem's network, in at most `count` layers from the first to the last.
  init(_ network: OpenNetwork, of problem: Problem, count: Int) {
    let (depth, d) = (network.depth, problem.shape.dimension)
    let last = max(1, min(count, depth) - 1)
    let (branch, weights) = (problem.branches[0], network.blocks[0].weights)
    let first = Branch(kind: branch.kind, width: 1)
    let rows = zip(weights, [branch.readingRows(ofUnit: 0), branch.writingRows(ofUnit: 0)])
    self.init(
      layers: (0..<min(count, depth)).map { $0 * (depth - 1) / last },
      unit: ResidualBranch(
        first, of: problem,
        weights: rows.map { array, rows in rows.flatMap { array[$0 * d..<($0 + 1) * d] } }))
  }

  /// A step by the states and adjoints of a network whose backward pass has just been made.
  package mutating func step(_ network: OpenNetwork) {
    for (i, layer) in layers.enumerated() {
      let block = layer * network.scales.count
      network.step(
        &units[i], moments: &moments[i], state: network.states[block], adjoint: network.adjoints[block + 1])
      inputPaths[i].append(units[i].weights[0])
    }
  }
}

/// The two orthogonal directions along which vectors from a common origin are longest, by power iteration on
/// `Σ x xᵀ`; the largest coordinate of each direction is positive.
struct PrincipalDirections {
  let first: [Double]
  let second: [Double]
  /// Share of the squares along each; 0 where there is nothing.
  let shares: SIMD2<Double>

  init(of vectors: [[Double]]) {
    let size = vectors.first?.count ?? 0
    var products = (0..<size).map { _ in [Double](repeating: 0, count: size) }
    for vector in vectors {
      for i in 0..<size { for j in 0..<size { products[i][j] += vector[i] * vector[j] } }
    }
    let total = (0..<size).reduce(0) { $0 + products[$1][$1] }
    let (first, firstSquares) = Self.largest(products)
    for i in 0..<size { for j in 0..<size { products[i][j] -= firstSquares * first[i] * first[j] } }
    let (second, secondSquares) = Self.largest(products)
    self.first = first
    self.second = second
    shares = total > 0 ? SIMD2(firstSquares, secondSquares) / total : SIMD2(0, 0)
  }

  /// Coordinates along both directions.
  func project(_ vector: [Double]) -> SIMD2<Double> {
    SIMD2(Self.dot(vector, first), Self.dot(vector, second))
  }

  /// The eigenvector of the largest eigenvalue of a matrix without negative ones, and that eigenvalue.
  private static func largest(_ matrix: [[Double]]) -> (direction: [Double], value: Double) {
    // Starts from the longest row, which is never orthogonal to the eigenvector unless the matrix is zero.
    var direction = matrix.max { dot($0, $0) < dot($1, $1) } ?? []
    var value = 0.0
    for _ in 0..<1000 {
      let length = dot(direction, direction).squareRoot()
      guard length > 0 else { return (direction.map { _ in 0 }, 0) }
      direction = direction.map { $0 / length }
      let next = matrix.map { dot($0, direction) }
      let change = dot(next, direction) - value
      value += change
      if change.magnitude <= 1e-12 * value { break }
      direction = next
    }
    let length = dot(direction, direction).squareRoot()
    let largest = direction.max { $0.magnitude < $1.magnitude } ?? 0
    guard length > 0 else { return (direction, 0) }
    return (direction.map { $0 / (largest < 0 ? -length : length) }, max(0, value))
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
