extension [Float] {
  /// The median of the finite values, the mean of the middle two when they are even in number; `nan` if none.
  package var finiteMedian: Float {
    let sorted = filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2
  }
}
