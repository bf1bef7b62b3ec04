/// A unit that starts from the same point in every layer, follows the gradients there and moves nothing itself: where
/// its input weights go, seen along the two principal directions of all its paths.
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
