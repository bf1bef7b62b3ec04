/// `w − η sign(g)`; a gradient of zero moves nothing.
public enum SignDescent: Optimizer {
  @inlinable public static var momentCount: Int { 0 }
  @inlinable public static var isNormalised: Bool { true }
  @inlinable public static var usualEta: Double { 0.05 }

  @inlinable @inline(__always)
  public static func step<T: Elementary>(
    _ weight: T, gradient: T, rate: StepRate<T>, moments: inout Moments<T>
  ) -> T {
    weight.adding(-rate.rate, times: gradient.unitStep - (-gradient).unitStep)
  }
}
