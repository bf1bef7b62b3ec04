/// `−Σ_c t_c log p_c` of the softmax `p` of the outputs, with targets `t` that sum to 1, as a label's do.
public enum CrossEntropy: Loss {
  @inlinable public static var isOfLabels: Bool { true }

  @inlinable @inline(__always)
  public static func sample<T: Elementary>(
    _ output: UnsafePointer<T>, target: UnsafePointer<T>, count: Int, residual: UnsafeMutablePointer<T>
  ) -> T {
    // Any number near the greatest output would do: it only keeps exponentials in their range.
    var greatest = output[0]
    for i in 1..<max(count, 1) { greatest = greatest + (output[i] - greatest).positivePart }
    var sum = T(constant: 0)
    var hit = T(constant: 0)
    for i in 0..<count {
      let z = output[i] - greatest
      residual[i] = T.exp(z)
      sum = sum + residual[i]
      hit = hit.adding(target[i], times: z)
    }
    for i in 0..<count { residual[i] = residual[i] / sum - target[i] }
    return T.log(sum) - hit
  }
}
