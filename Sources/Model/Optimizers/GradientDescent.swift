/// `w − η g`
public enum GradientDescent: Optimizer {
  @inlinable @inline(__always)
  public static func step<T: Elementary>(_ weight: T, gradient: T, rate: T, scale: T) -> T {
    weight.adding(-rate, times: gradient)
  }
}
