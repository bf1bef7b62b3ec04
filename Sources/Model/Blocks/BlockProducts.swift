/// The products that every block is made of, with its weights (R, D) and its states (N·T, D).
extension Block {
  /// `Σ_d z[r, d] x[n, d]`, (N·T, R).
  @inlinable func products(_ weights: [Scalar], _ entries: [Scalar]) -> [Scalar] {
    let dimension = dimension
    let (width, rows) = (weights.count / dimension, entries.count / dimension)
    return Array(unsafeUninitializedCapacity: rows * width) { result, count in
      weights.withUnsafeBufferPointer { weights in
        entries.withUnsafeBufferPointer { entries in
          for place in 0..<rows * width {
            let (row, unit) = (place / width * dimension, place % width * dimension)
            var sum = Scalar(constant: 0)
            for d in 0..<dimension { sum = sum.adding(weights[unit + d], times: entries[row + d]) }
            result.initializeElement(at: place, to: sum)
          }
        }
      }
      count = rows * width
    }
  }

  /// `Σ_r z[r, d] a[n, r]`, (N·T, D).
  @inlinable func sums(_ weights: [Scalar], _ units: [Scalar]) -> [Scalar] {
    let dimension = dimension
    let width = weights.count / dimension
    var result = [Scalar](repeating: Scalar(constant: 0), count: units.count / width * dimension)
    for place in units.indices {
      add(weights, at: place % width, times: units[place], to: &result, at: place / width)
    }
    return result
  }

  /// `Σ_n x[n, d] a[n, r]`, (R, D).
  @inlinable func gradient(_ entries: [Scalar], _ units: [Scalar]) -> [Scalar] {
    let dimension = dimension
    let width = units.count / (entries.count / dimension)
    var result = [Scalar](repeating: Scalar(constant: 0), count: width * dimension)
    for place in units.indices {
      add(entries, at: place / width, times: units[place], to: &result, at: place % width)
    }
    return result
  }

  /// A row of D entries, times a number, to another.
  @inlinable @inline(__always)
  func add(_ rows: [Scalar], at row: Int, times factor: Scalar, to sums: inout [Scalar], at place: Int) {
    let dimension = dimension
    rows.withUnsafeBufferPointer { rows in
      sums.withUnsafeMutableBufferPointer { sums in
        for d in 0..<dimension {
          let sum = sums[place * dimension + d]
          sums[place * dimension + d] = sum.adding(rows[row * dimension + d], times: factor)
        }
      }
    }
  }
}
