import Limits

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

/// The interval of a mean over draws of the data: by resampling the draws, and the seeds within each, with replacement,
/// the same every time; but never narrower than Student's, since few resampled draws say little of how much more would
/// differ.
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
    let student = studentHalfWidth((0..<draws).map { statistic($0, Array(0..<seeds)) })
    return Estimate(
      value: value, low: min(value + (quantile(0.025) - value) * stretch, value - student),
      high: max(value + (quantile(0.975) - value) * stretch, value + student))
  }
}

extension Bootstrap {
  /// Half of Student's 95 % interval of the mean of some draws' values; 0 of one.
  private func studentHalfWidth(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return PowerLawFit.quantile(count - 1) * (square / count).squareRoot()
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
