import CSupport
import EngineInterface
import Model

#if WIDE
  /// The widest register: two entries.
  typealias Widest = SIMD16<Float>
  typealias WidestBits = SIMD16<Int32>

  extension Widest {
    /// `self + a·b`, rounded once.
    @inline(__always)
    func adding(_ a: Self, times b: Self) -> Self { addingProduct(a, b) }
    @inline(__always)
    func squareRoots() -> Self { support_wide_square_roots(self) }
  }

  @inline(__always)
  func logarithms(_ x: Widest) -> Widest {
    Widest(lowHalf: logarithm(x.lowHalf), highHalf: logarithm(x.highHalf))
  }
#else
  typealias Widest = Vector
  typealias WidestBits = SIMD8<Int32>

  @inline(__always)
  func logarithms(_ x: Widest) -> Widest { logarithm(x) }
#endif

extension Widest {
  /// The same lanes for every entry.
  @inline(__always)
  init(everywhere entry: Vector) {
    #if WIDE
      self.init(lowHalf: entry, highHalf: entry)
    #else
      self = entry
    #endif
  }

  /// Those of the first entry.
  @inline(__always)
  var firstEntry: Vector {
    #if WIDE
      lowHalf
    #else
      self
    #endif
  }
}

extension Elements {
  @inline(__always)
  init(everywhere entry: Vector) { self.init(Widest(everywhere: entry)) }
}

/// Neighbouring entries of arrays, as many as the widest register holds, or one that is left at the end.
struct RegisterPlace {
  let first: Int
  let isWhole: Bool

  @inline(__always)
  init(_ first: Int, isWhole: Bool = true) { (self.first, self.isWhole) = (first, isWhole) }

  @inline(__always)
  func of(_ entries: Entries) -> Widest {
    #if WIDE
      entries.check(first, count: isWhole ? 2 : 1)
      // At once: out of two halves the compiler would make everything that follows in halves, too.
      return isWhole
        ? UnsafeRawPointer(entries.base + first).loadUnaligned(as: Widest.self)
        : Widest(everywhere: entries[first])
    #else
      entries[first]
    #endif
  }

  @inline(__always)
  func put(_ value: Widest, into entries: Entries) {
    #if WIDE
      entries.check(first, count: isWhole ? 2 : 1)
      if isWhole {
        UnsafeMutableRawPointer(entries.base + first).storeBytes(of: value, as: Widest.self)
      } else {
        entries[first] = value.lowHalf
      }
    #else
      entries[first] = value
    #endif
  }
}

/// Goes along `count` entries a register at a time.
@inline(__always)
func forEachRegister(_ count: Int, _ body: (RegisterPlace) -> Void) {
  let width = Widest.scalarCount / Vector.scalarCount
  var first = 0
  while first &+ width <= count {
    body(RegisterPlace(first))
    first &+= width
  }
  if first < count { body(RegisterPlace(first, isWhole: false)) }
}
