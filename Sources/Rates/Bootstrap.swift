/// A value and its interval.
struct Estimate: Hashable {
  var value: Double
  var low: Double
  var high: Double

  /// The median of several draws' values, and their range.
  init(range values: [Double]) {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    value = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    low = sorted[0]
    high = sorted[sorted.count - 1]
  }

  init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }
}

/// Resampling of draws of the data, and of the seeds within each, with replacement; the same every time.
struct Bootstrap {
  let draws: Int
  let seeds: Int
  var repetitions = 400

  /// The mean over the draws of `statistic(draw, seeds)`, with its 95 % interval.
  func mean(_ statistic: (_ draw: Int, _ seeds: [Int]) -> Double) -> Estimate {
    var random = SplitMix(state: UInt64(draws) << 32 | UInt64(seeds))
    func indices(_ count: Int) -> [Int] { (0..<count).map { _ in random.next(below: count) } }
    let value = (0..<draws).reduce(0) { $0 + statistic($1, Array(0..<seeds)) } / Double(draws)
    let resampled = (0..<repetitions).map { _ in
      indices(draws).reduce(0) { $0 + statistic($1, indices(seeds)) } / Double(draws)
    }.sorted()
    func quantile(_ share: Double) -> Double {
      resampled[Int((share * Double(repetitions - 1)).rounded())]
    }
    // Few draws are less spread than their law, by n − 1 in n in the variance.
    let stretch = draws > 1 ? (Double(draws) / Double(draws - 1)).squareRoot() : 1
    return Estimate(
      value: value, low: value + (quantile(0.025) - value) * stretch,
      high: value + (quantile(0.975) - value) * stretch)
  }
}

/// Sebastiano Vigna's SplitMix64: the standard generators of Swift cannot be seeded.
private struct SplitMix {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return Int(z.multipliedFullWidth(by: UInt64(bound)).high)
  }
}
