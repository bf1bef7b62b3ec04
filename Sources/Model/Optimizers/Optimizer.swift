/// How a weight follows its gradient.
///
/// A variant is a file of its own and a row of `OptimizerName`.
public protocol Optimizer {
  /// How many numbers it keeps of each weight from one step to the next, 0 to 2.
  static var momentCount: Int { get }
  /// Whether a step is as large as its rate, whatever the gradient's size.
  static var isNormalised: Bool { get }
  /// `η` where nobody says otherwise.
  static var usualEta: Double { get }

  /// The weight after a step.
  /// - Parameters:
  ///   - gradient: `g` up to the factor `rate.scale`, and without the factor `α/(LM)` of the branch: whoever sums it leaves
  ///     common factors out.
  ///   - moments: what it keeps, zero before the first step.
  static func step<T: Elementary>(
    _ weight: T, gradient: T, rate: StepRate<T>, moments: inout Moments<T>
  ) -> T
}

/// What an optimizer keeps of a weight.
public struct Moments<T: Elementary> {
  public var first: T
  public var second: T

  @inlinable @inline(__always)
  public init(first: T, second: T) { (self.first, self.second) = (first, second) }

  /// The first or the second.
  @inlinable public subscript(number: Int) -> T {
    get { number == 0 ? first : second }
    set { if number == 0 { first = newValue } else { second = newValue } }
  }

  /// Of a weight that has taken no step.
  @inlinable @inline(__always)
  public init() { self.init(first: T(constant: 0), second: T(constant: 0)) }
}

/// The rate of an array of weights in one step.
public struct StepRate<T: Elementary> {
  /// `η` of these weights.
  public let rate: T
  /// `g/gradient`
  public let scale: T
  /// `rate · scale`, so that `scaled · gradient` is `η g`: all that gradient descent needs, rounded once.
  public let scaled: T
  /// `ĝ/gradient`, with `ĝ = D g` of the order of 1 an entry.
  public let unit: T
  public let memory: StepMemory<T>

  @inlinable @inline(__always)
  public init(rate: T, scale: T, scaled: T, unit: T, memory: StepMemory<T>) {
    (self.rate, self.scale, self.scaled, self.unit, self.memory) = (rate, scale, scaled, unit, memory)
  }

  @inlinable @inline(__always)
  public func map<U: Elementary>(_ number: (T) -> U) -> StepRate<U> {
    StepRate<U>(
      rate: number(rate), scale: number(scale), scaled: number(scaled), unit: number(unit),
      memory: memory.map(number))
  }
}

/// How moments forget, and what undoes their start from zero.
public struct StepMemory<T: Elementary> {
  /// `β₁`
  public let first: T
  /// `1 − β₁` and `1 − β₂`
  public let firstShare, secondShare: T
  /// `ε`, added to the root of the second moment.
  public let floor: T
  /// `1/(1 − β₁ᵏ)` and `1/(1 − β₂ᵏ)` in the k-th step, k = 1, 2, …
  public let firstCorrection, secondCorrection: T

  @inlinable @inline(__always)
  public init(
    first: T, firstShare: T, secondShare: T, floor: T, firstCorrection: T, secondCorrection: T
  ) {
    (self.first, self.firstShare, self.secondShare, self.floor) = (first, firstShare, secondShare, floor)
    (self.firstCorrection, self.secondCorrection) = (firstCorrection, secondCorrection)
  }

  @inlinable @inline(__always)
  public func map<U: Elementary>(_ number: (T) -> U) -> StepMemory<U> {
    StepMemory<U>(
      first: number(first), firstShare: number(firstShare), secondShare: number(secondShare),
      floor: number(floor), firstCorrection: number(firstCorrection),
      secondCorrection: number(secondCorrection))
  }
}
