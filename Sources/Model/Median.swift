extension [Float] {
  /// The median of the finite values, the mean of the middle two when they are even in number; `nan` if none.
  package var finiteMedian: Float { Self.finiteMedian(count: count) { self[$0] } }

  /// The same of so many values, for those who go through very many and keep none.
  package static func finiteMedian(count: Int, _ value: (Int) -> Float) -> Float {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: Swift.max(count, 1)) { buffer in
      var finite = 0
      for index in 0..<count {
        let value = value(index)
        guard value.isFinite else { continue }
        buffer.initializeElement(at: finite, to: value)
        finite += 1
      }
      guard finite > 0 else { return .nan }
      var sorted = UnsafeMutableBufferPointer(rebasing: buffer[..<finite])
      sorted.sort()
      let middle = finite / 2
      return finite % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2
    }
  }
}
