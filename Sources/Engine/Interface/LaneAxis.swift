import Model

/// What the eight lanes of a vector are.
package enum LaneAxis: String, Hashable, Sendable {
  /// Eight networks in lockstep. No lane can influence another.
  case seeds
  /// Eight units of one network; states and adjoints have the same value in every lane.
  case units

  /// Lanes in a vector.
  package static let count = 8

  /// Blocks wide enough to fill vectors with their own units, and to pay for the sums across lanes. Like
  /// everything that decides an order of summation it depends on the shape alone.
  package init(_ shape: Shape, _ block: BlockName) {
    self = block == .perceptron && shape.width >= Self.leastUnits ? .units : .seeds
  }

  /// Measured at D = N = 10 on AVX2: at M = 96 lanes of units cost 17 % more with eight seeds, the same with five and
  /// 40 % less with one; at M = 48 they cost more with any number of seeds, as cells share vectors.
  static let leastUnits = 96
}
