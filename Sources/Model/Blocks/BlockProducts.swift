/// The products that every block is made of, with its weights (R, D) and its states (N·T, D).
extension Block {
  /// `Σ_d z[r, d] x[n, d]`, (N·T, R).
  @inlinable func products(_ weights: [Scalar], _ entries: [Scalar]) -> [Scalar] {
    let dimension = dimension
    var result: [Scalar] = []
    result.reserveCapacity(entries.count / dimension * (weights.count / dimension))
    for row in stride(from: 0, to: entries.count, by: dimension) {
      for unit in stride(from: 0, to: weights.count, by: dimension) {
        var sum = Scalar(constant: 0)
        for d in 0..<dimension { sum = sum.adding(weights[unit + d], times: entries[row + d]) }
        result.append(sum)
      }
    }
    return result
  }

  /// `Σ_r z[r, d] a[n, r]`, (N·T, D).
  @inlinable func sums(_ weights: [Scalar], _ units: [Scalar]) -> [Scalar] {
    let dimension = dimension
    let width = weights.count / dimension
    var result = [Scalar](repeating: Scalar(constant: 0), count: units.count / width * dimension)
    for row in 0..<units.count / width {
      for unit in 0..<width {
        let factor = units[row * width + unit]
        for d in 0..<dimension {
          let place = row * dimension + d
          result[place] = result[place].adding(weights[unit * dimension + d], times: factor)
        }
      }
    }
    return result
  }

  /// `Σ_n x[n, d] a[n, r]`, (R, D).
  @inlinable func gradient(_ entries: [Scalar], _ units: [Scalar]) -> [Scalar] {
    let dimension = dimension
    let rows = entries.count / dimension
    let width = units.count / rows
    var result = [Scalar](repeating: Scalar(constant: 0), count: width * dimension)
    for row in 0..<rows {
      for unit in 0..<width {
        let factor = units[row * width + unit]
        for d in 0..<dimension {
          let place = unit * dimension + d
          result[place] = result[place].adding(entries[row * dimension + d], times: factor)
        }
      }
    }
    return result
  }
}
