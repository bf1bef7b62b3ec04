/// `‖h_L − Y‖²`
public enum SquaredError: Loss {
  @inlinable public static var isOfLabels: Bool { false }

  @inlinable @inline(__always)
  public static func sample<T: Elementary>(
    _ output: UnsafePointer<T>, target: UnsafePointer<T>, count: Int, residual: UnsafeMutablePointer<T>
  ) -> T {
    var sum = T(constant: 0)
    for i in 0..<count {
      let difference = output[i] - target[i]
      sum = sum.adding(difference, times: difference)
      residual[i] = difference
    }
    return sum
  }
}
