/// `w − η g`
public enum GradientDescent: Optimizer {
  @inlinable public static var momentCount: Int { 0 }
  @inlinable public static var isNormalised: Bool { false }
  @inlinable public static var usualEta: Double { 1 }

  @inlinable @inline(__always)
  public static func step<T: Elementary>(
    _ weight: T, gradient: T, rate: StepRate<T>, moments: inout Moments<T>
  ) -> T {
    weight.adding(-rate.scaled, times: gradient)
  }
}
