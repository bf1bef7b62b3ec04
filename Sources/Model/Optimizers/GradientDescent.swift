/// `w − η g`
public enum GradientDescent: Optimizer {
  @inlinable @inline(__always)
  public static func step<T: Elementary>(_ weight: T, gradient: T, rate: StepRate<T>) -> T {
    weight.adding(-rate.scaled, times: gradient)
  }
}
