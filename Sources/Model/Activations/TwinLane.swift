import RealModule

/// The same number of eight networks, lane by lane, as what a naive network is computed in.
///
/// Each lane has the bits that a `Float` would have. It is public, as activations are, because only public code is
/// inlined in other modules, and stands beside them because files of a debug build do not see into one another.
@frozen public struct TwinLane: Elementary {
  public let lanes: SIMD8<Float>

  @inlinable @inline(__always)
  public init(_ lanes: SIMD8<Float>) { self.lanes = lanes }
  @inlinable @inline(__always)
  public init(constant: Double) { lanes = SIMD8(repeating: Float(constant)) }

  @inlinable @inline(__always)
  public static func + (a: TwinLane, b: TwinLane) -> TwinLane { TwinLane(a.lanes + b.lanes) }
  @inlinable @inline(__always)
  public static func - (a: TwinLane, b: TwinLane) -> TwinLane { TwinLane(a.lanes - b.lanes) }
  @inlinable @inline(__always)
  public static prefix func - (a: TwinLane) -> TwinLane { TwinLane(-a.lanes) }
  @inlinable @inline(__always)
  public static func * (a: TwinLane, b: TwinLane) -> TwinLane { TwinLane(a.lanes * b.lanes) }
  @inlinable @inline(__always)
  public static func / (a: TwinLane, b: TwinLane) -> TwinLane { TwinLane(a.lanes / b.lanes) }
  @inlinable @inline(__always)
  public func squareRoot() -> TwinLane { TwinLane(lanes.squareRoot()) }
  @inlinable @inline(__always)
  public func adding(_ a: TwinLane, times b: TwinLane) -> TwinLane { TwinLane(lanes + a.lanes * b.lanes) }

  @inlinable public static func exp(_ x: TwinLane) -> TwinLane { x.each(Float.exp) }
  @inlinable public static func log(_ x: TwinLane) -> TwinLane { x.each(Float.log(_:)) }
  @inlinable public static func tanh(_ x: TwinLane) -> TwinLane { x.each(Float.tanh) }
  @inlinable public static func erf(_ x: TwinLane) -> TwinLane { x.each(Float.erf) }
  @inlinable public static func sin(_ x: TwinLane) -> TwinLane { x.each(Float.sin) }
  @inlinable public static func cos(_ x: TwinLane) -> TwinLane { x.each(Float.cos) }
  @inlinable @inline(__always)
  public var positivePart: TwinLane { TwinLane(lanes.replacing(with: 0, where: lanes .< 0)) }
  @inlinable @inline(__always)
  public var unitStep: TwinLane {
    TwinLane(SIMD8<Float>(repeating: 0).replacing(with: 1, where: lanes .> 0))
  }

  @inlinable func each(_ function: (Float) -> Float) -> TwinLane {
    var result = lanes
    for lane in result.indices { result[lane] = function(result[lane]) }
    return TwinLane(result)
  }
}
