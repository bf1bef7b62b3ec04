import Model

/// A register as what activations are computed in.
struct Elements: Elementary {
  let lanes: Widest

  @inline(__always)
  init(_ lanes: Widest) { self.lanes = lanes }
  @inline(__always)
  init(constant: Double) { lanes = Widest(repeating: Float(constant)) }

  @inline(__always)
  static func + (a: Self, b: Self) -> Self { Self(a.lanes + b.lanes) }
  @inline(__always)
  static func - (a: Self, b: Self) -> Self { Self(a.lanes - b.lanes) }
  @inline(__always)
  static prefix func - (a: Self) -> Self { Self(-a.lanes) }
  @inline(__always)
  static func * (a: Self, b: Self) -> Self { Self(a.lanes * b.lanes) }
  @inline(__always)
  static func / (a: Self, b: Self) -> Self { Self(a.lanes / b.lanes) }
  @inline(__always)
  func squareRoot() -> Self { Self(lanes.squareRoots()) }
  @inline(__always)
  func adding(_ a: Self, times b: Self) -> Self { Self(lanes.adding(a.lanes, times: b.lanes)) }

  @inline(__always)
  static func exp(_ x: Self) -> Self { Self(exponential(x.lanes)) }
  @inline(__always)
  static func log(_ x: Self) -> Self {
    // What is not positive and finite stays visible.
    Self(logarithms(x.lanes).replacing(with: x.lanes, where: x.lanes .!= x.lanes))
  }
  @inline(__always)
  static func tanh(_ x: Self) -> Self { Self(hyperbolicTangent(x.lanes)) }
  @inline(__always)
  static func erf(_ x: Self) -> Self { Self(errorFunction(x.lanes)) }
  @inline(__always)
  static func sin(_ x: Self) -> Self { Self(sine(x.lanes, quarterTurns: 0)) }
  @inline(__always)
  static func cos(_ x: Self) -> Self { Self(sine(x.lanes, quarterTurns: 1)) }

  @inline(__always)
  var positivePart: Self {
    let zero = Widest(repeating: 0)
    return Self(lanes.replacing(with: zero, where: lanes .< zero))
  }
  @inline(__always)
  var unitStep: Self {
    let zero = Widest(repeating: 0)
    return Self(zero.replacing(with: Widest(repeating: 1), where: lanes .> zero))
  }
}

// Polynomials here are fitted to the least largest relative error on the range that is named.

/// `tanh`, to 4e-7 of its value, lane by lane; `nan` stays `nan`.
///
/// An odd polynomial of degree 11 over an even one of degree 6, fitted to the least largest relative error on
/// [−9, 9], beyond which single precision cannot tell tanh from ±1.
@inline(__always)
func hyperbolicTangent(_ argument: Widest) -> Widest {
  let limit = Widest(repeating: 9)
  let bounded = argument.replacing(with: limit, where: argument .> limit)
  let x = bounded.replacing(with: -limit, where: bounded .< -limit)
  let z = x * x
  var above = Widest(repeating: 1.825_451_82e-11)
  above = Widest(repeating: -1.278_015_48e-8).adding(above, times: z)
  above = Widest(repeating: 9.267_321_82e-6).adding(above, times: z)
  above = Widest(repeating: 2.920_750_64e-3).adding(above, times: z)
  above = Widest(repeating: 1.291_921_79e-1).adding(above, times: z)
  above = Widest(repeating: 9.999_999_41e-1).adding(above, times: z)
  var below = Widest(repeating: 2.280_986_74e-4)
  below = Widest(repeating: 2.376_312_24e-2).adding(below, times: z)
  below = Widest(repeating: 4.625_250_17e-1).adding(below, times: z)
  below = Widest(repeating: 1).adding(below, times: z)
  return x * above / below
}

/// `erf`, to 4e-7 of its value, lane by lane; `nan` stays `nan`.
///
/// An odd polynomial of degree 11 over an even one of degree 10 on [−3.92, 3.92], beyond which single precision cannot
/// tell erf from ±1.
@inline(__always)
func errorFunction(_ argument: Widest) -> Widest {
  let limit = Widest(repeating: 3.92)
  let bounded = argument.replacing(with: limit, where: argument .> limit)
  let x = bounded.replacing(with: -limit, where: bounded .< -limit)
  let z = x * x
  let above = polynomial(
    z, [2.050_030_05e-6, 2.848_752_91e-4, 3.765_524_96e-3, 5.274_843_72e-2, 0.190_405_051, 1.128_379_15])
  let below = polynomial(
    z, [3.809_072_89e-5, 1.162_502_86e-3, 1.496_904_25e-2, 0.114_108_435, 0.502_074_826, 1])
  return x * above / below
}

/// `eˣ`, to 1e-7 of its value, lane by lane, with x kept within [−87, 88]; `nan` stays `nan`.
///
/// `x = k ln 2 + r` with a whole k, and a polynomial of degree 6 for |r| ≤ ln 2/2.
@inline(__always)
func exponential(_ argument: Widest) -> Widest {
  let (least, greatest) = (Widest(repeating: -87), Widest(repeating: 88))
  let bounded = argument.replacing(with: greatest, where: argument .> greatest)
  let x = bounded.replacing(with: least, where: bounded .< least)
  let (k, bits) = rounded(x * Widest(repeating: 1.442_695_04))
  var r = x.adding(k, times: Widest(repeating: -0.693_145_752))
  r = r.adding(k, times: Widest(repeating: -1.428_606_77e-6))
  let value = polynomial(
    r, [1.383_683_36e-3, 8.374_824_25e-3, 4.166_822_62e-2, 0.166_664_201, 0.499_999_921, 1.000_000_04, 1])
  // The product with 2ᵏ, in the exponent's bits.
  let exponent = bits &<< WidestBits(repeating: 23)
  let scaled = unsafeBitCast(unsafeBitCast(value, to: WidestBits.self) &+ exponent, to: Widest.self)
  return scaled.replacing(with: x, where: x .!= x)
}

/// `2ˣ` for x ≤ 0, to 1e-7 of its value, lane by lane, with x kept above −126; `nan` stays `nan`.
///
/// `x = k + r` with a whole k, and a polynomial of degree 6 for |r| ≤ 1/2, its pairs of terms side by side: by Horner's rule
/// a softmax would wait for every product.
@inline(__always)
func powerOfTwo(_ argument: Widest) -> Widest {
  let least = Widest(repeating: -126)
  let x = argument.replacing(with: least, where: argument .< least)
  let (k, bits) = rounded(x)
  let r = x - k
  let square = r * r
  let low = Widest(repeating: 1).adding(Widest(repeating: 0.693_147_206), times: r)
  let middle = Widest(repeating: 0.240_226_469).adding(Widest(repeating: 0.055_503_287_8), times: r)
  let high = Widest(repeating: 9.618_488_96e-3).adding(Widest(repeating: 1.339_993_15e-3), times: r)
    .adding(Widest(repeating: 1.534_581_11e-4), times: square)
  let value = low.adding(middle.adding(high, times: square), times: square)
  // A product, which keeps nan, with 2ᵏ from the exponent's bits.
  let exponent = (bits &+ WidestBits(repeating: 127)) &<< WidestBits(repeating: 23)
  return value * unsafeBitCast(exponent, to: Widest.self)
}

/// `sin(x + quarterTurns·π/2)`, to 2e-7 for |x| up to some thousands, lane by lane; `nan` stays `nan`.
///
/// The nearest zero is subtracted in three parts of π, then a polynomial of degree 9 for up to a quarter turn.
@inline(__always)
func sine(_ x: Widest, quarterTurns: Float) -> Widest {
  let half = Widest(repeating: quarterTurns / 2)
  let (k, bits) = rounded(half.adding(x, times: Widest(repeating: 0.318_309_886)))
  let zero = k - half
  var r = x.adding(zero, times: Widest(repeating: -3.140_625))
  r = r.adding(zero, times: Widest(repeating: -9.675_025_939_941_406e-4))
  r = r.adding(zero, times: Widest(repeating: -1.509_957_989_753_73e-7))
  let z = r * r
  let value =
    r * polynomial(z, [2.601_871_85e-6, -1.980_740_48e-4, 8.333_024_95e-3, -0.166_666_567, 0.999_999_995])
  // Every other zero is crossed downwards.
  let sign = bits &<< WidestBits(repeating: 31)
  return unsafeBitCast(unsafeBitCast(value, to: WidestBits.self) ^ sign, to: Widest.self)
}

/// The nearest whole number, as a number and in the low bits, of |x| < 2²².
@inline(__always)
private func rounded(_ x: Widest) -> (Widest, WidestBits) {
  let shift = Widest(repeating: 0x1.8p23)
  let shifted = x + shift
  return (shifted - shift, unsafeBitCast(shifted, to: WidestBits.self))
}

/// By Horner's rule, the highest coefficient first.
@inline(__always)
private func polynomial<let count: Int>(_ x: Widest, _ coefficients: InlineArray<count, Float>) -> Widest {
  var sum = Widest(repeating: coefficients[0])
  for i in 1..<count { sum = Widest(repeating: coefficients[i]).adding(sum, times: x) }
  return sum
}
