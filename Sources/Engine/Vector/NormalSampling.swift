import EngineInterface
import Model

// Products here are never fused, so that every machine draws the same weights to the bit.

typealias Words = SIMD8<UInt32>

/// Philox 4×32-10 (Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3), a unit and a key a lane.
@inline(__always)
func philox(
  _ counter: (UInt32, Words, UInt32, UInt32), key: SIMD8<UInt64>
) -> (Words, Words, Words, Words) {
  var x0 = SIMD8<UInt64>(repeating: UInt64(counter.0))
  var x1 = SIMD8<UInt64>(truncatingIfNeeded: counter.1)
  var x2 = SIMD8<UInt64>(repeating: UInt64(counter.2))
  var x3 = SIMD8<UInt64>(repeating: UInt64(counter.3))
  let low = SIMD8<UInt64>(repeating: 0xFFFF_FFFF)
  let wordBits = SIMD8<UInt64>(repeating: 32)
  var k0 = key & low
  var k1 = key &>> wordBits
  for _ in 0..<10 {
    let p0 = SIMD8<UInt64>(repeating: 0xD251_1F53) &* x0
    let p1 = SIMD8<UInt64>(repeating: 0xCD9E_8D57) &* x2
    x0 = (p1 &>> wordBits) ^ x1 ^ k0
    x2 = (p0 &>> wordBits) ^ x3 ^ k1
    x1 = p1 & low
    x3 = p0 & low
    k0 = (k0 &+ SIMD8<UInt64>(repeating: 0x9E37_79B9)) & low
    k1 = (k1 &+ SIMD8<UInt64>(repeating: 0xBB67_AE85)) & low
  }
  return (
    Words(truncatingIfNeeded: x0), Words(truncatingIfNeeded: x1), Words(truncatingIfNeeded: x2),
    Words(truncatingIfNeeded: x3)
  )
}

/// Two independent standard normal numbers a lane from two uniform words (Box and Muller), to 2e-7.
///
/// The first word gives a uniform number in (0, 1) of 23 bits at bin centres, so |z| < 5.8.
@inline(__always)
func normals(_ first: Words, _ second: Words) -> (Vector, Vector) {
  let odd = (first &>> Words(repeating: 9)) &* Words(repeating: 2) | Words(repeating: 1)
  let uniform = Vector(SIMD8<Int32>(truncatingIfNeeded: odd)) * Vector(repeating: 0x1p-24)
  let radius = (Vector(repeating: -2) * logarithm(uniform)).squareRoots()
  let angle = SIMD8<Int32>(truncatingIfNeeded: second) &>> SIMD8<Int32>(repeating: 8)
  let (sine, cosine) = sineAndCosine(ofTurns24: angle)
  return (radius * cosine, radius * sine)
}

/// `ln x` for normal positive x: the exponent, and `2 artanh((m−1)/(m+1))` of a mantissa m in [1/√2, √2).
@inline(__always)
func logarithm(_ x: Vector) -> Vector {
  let bits = unsafeBitCast(x, to: SIMD8<Int32>.self)
  let half = SIMD8<Int32>(repeating: 0x3F35_04F3)  // 1/√2
  let exponent = (bits &- half) &>> SIMD8<Int32>(repeating: 23)
  let mantissa = unsafeBitCast(bits &- (exponent &<< SIMD8<Int32>(repeating: 23)), to: Vector.self)
  let one = Vector(repeating: 1)
  let s = (mantissa - one) / (mantissa + one)
  let z = s * s
  var series = Vector(repeating: 1.0 / 11)
  series = series * z + Vector(repeating: 1.0 / 9)
  series = series * z + Vector(repeating: 1.0 / 7)
  series = series * z + Vector(repeating: 1.0 / 5)
  series = series * z + Vector(repeating: 1.0 / 3)
  series = series * z + one
  return Vector(exponent) * Vector(repeating: 0.693_147_18) + (s + s) * series
}

/// `sin` and `cos` of `turns/2²⁴` of a full turn: the nearest quarter turn exactly, then Taylor's series on ±π/4.
@inline(__always)
func sineAndCosine(ofTurns24 turns: SIMD8<Int32>) -> (Vector, Vector) {
  let quarter = (turns &+ SIMD8<Int32>(repeating: 1 << 21)) &>> SIMD8<Int32>(repeating: 22)
  let rest = turns &- (quarter &<< SIMD8<Int32>(repeating: 22))
  let x = Vector(rest) * Vector(repeating: 2 * .pi * 0x1p-24)
  let z = x * x
  var s = Vector(repeating: 1.0 / 362_880)
  s = s * z + Vector(repeating: -1.0 / 5_040)
  s = s * z + Vector(repeating: 1.0 / 120)
  s = s * z + Vector(repeating: -1.0 / 6)
  let sine = x + x * z * s
  var c = Vector(repeating: -1.0 / 3_628_800)
  c = c * z + Vector(repeating: 1.0 / 40_320)
  c = c * z + Vector(repeating: -1.0 / 720)
  c = c * z + Vector(repeating: 1.0 / 24)
  c = c * z + Vector(repeating: -1.0 / 2)
  let cosine = Vector(repeating: 1) + z * c
  let swap = (quarter & SIMD8<Int32>(repeating: 1)) .!= SIMD8<Int32>(repeating: 0)
  let one = SIMD8<Int32>(repeating: 1)
  let two = SIMD8<Int32>(repeating: 2)
  let sineIsNegative = (quarter & two) .!= SIMD8<Int32>(repeating: 0)
  let cosineIsNegative = ((quarter &+ one) & two) .!= SIMD8<Int32>(repeating: 0)
  let sineValue = sine.replacing(with: cosine, where: swap)
  let cosineValue = cosine.replacing(with: sine, where: swap)
  return (
    sineValue.replacing(with: -sineValue, where: sineIsNegative),
    cosineValue.replacing(with: -cosineValue, where: cosineIsNegative)
  )
}

/// Coordinates 0 … count−1 of one unit a lane: `scale·z`, a block of the generator for every four of them.
@inline(__always)
func drawUnit(
  _ entries: Entries, count: Int, scale: Vector, units: Words, layer: UInt32,
  stream: UInt32, key: SIMD8<UInt64>
) {
  var coordinate = 0
  while coordinate < count {
    let block = philox((UInt32(truncatingIfNeeded: coordinate &>> 2), units, layer, stream), key: key)
    let (z0, z1) = normals(block.0, block.1)
    let (z2, z3) = normals(block.2, block.3)
    entries[coordinate] = scale * z0
    if coordinate &+ 1 < count { entries[coordinate &+ 1] = scale * z1 }
    if coordinate &+ 2 < count { entries[coordinate &+ 2] = scale * z2 }
    if coordinate &+ 3 < count { entries[coordinate &+ 3] = scale * z3 }
    coordinate &+= 4
  }
}
