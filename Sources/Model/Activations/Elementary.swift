import RealModule

/// What an activation is computed in: a number of either precision, or a vector of them.
///
/// It is public, as activations are, because only public code is specialised in the kernels' modules.
public protocol Elementary {
  init(constant: Double)
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static prefix func - (a: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  /// `self + a·b`, rounded once where the numerics class fuses products.
  func adding(_ a: Self, times b: Self) -> Self
  func squareRoot() -> Self
  static func exp(_ x: Self) -> Self
  /// Of a positive number.
  static func log(_ x: Self) -> Self
  static func tanh(_ x: Self) -> Self
  static func erf(_ x: Self) -> Self
  static func sin(_ x: Self) -> Self
  static func cos(_ x: Self) -> Self
  /// Itself, but 0 where it is negative; what is not a number stays so.
  var positivePart: Self { get }
  /// 1 where it is positive, else 0.
  var unitStep: Self { get }
}

/// Numbers, by the operations in the order in which they are written.
extension Elementary where Self: BinaryFloatingPoint {
  @inlinable public init(constant: Double) { self.init(constant) }
  @inlinable public func adding(_ a: Self, times b: Self) -> Self { self + a * b }
  @inlinable public var positivePart: Self { self < 0 ? 0 : self }
  @inlinable public var unitStep: Self { self > 0 ? 1 : 0 }
}

extension Float: Elementary {}
extension Double: Elementary {}
