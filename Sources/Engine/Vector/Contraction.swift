import EngineInterface
import Model

typealias Vector = SIMD8<Float>

extension Vector {
  /// `self + a·b`, rounded once where the processor can.
  @inline(__always)
  func adding(_ a: Vector, times b: Vector) -> Vector {
    #if FUSED || arch(arm64)
      addingProduct(a, b)
    #else
      // Without the instruction a fused product is a library call a lane.
      self + a * b
    #endif
  }

  @inline(__always)
  func widened() -> SIMD8<Double> { SIMD8<Double>(self) }
}

/// Rows and columns of accumulators that stay in registers, beside the operands they are fed from.
#if FUSED || arch(arm64)
  let tileRows = 6
#else
  let tileRows = 3
#endif
let tileColumns = 2

/// Full tiles of a contraction with this many rows and columns.
@inline(__always)
func tileCount(_ rows: Int, _ columns: Int) -> Int {
  (rows &+ tileRows &- 1) / tileRows &* (columns / tileColumns)
}

/// A strided matrix of vectors: entry (i, k) stands at `base[i·row + k·depth]`.
struct Operand {
  let entries: Entries
  let row: Int
  let depth: Int

  @inline(__always)
  init(_ entries: Entries, row: Int, depth: Int) {
    self.entries = entries
    self.row = row
    self.depth = depth
  }

  /// The last entry of this many rows and terms is among the entries, and so are all before it.
  @inline(__always)
  func check(rows: Int, depth count: Int) {
    entries.check((rows &- 1) &* row &+ (count &- 1) &* depth)
  }

  /// The same matrix from row `i` on.
  @inline(__always)
  func from(_ i: Int) -> UnsafePointer<Vector> { UnsafePointer(entries.base + i &* row) }
}

/// `Σ_k a[i, k]·b[j, k]` for all i < `rows`, j < `columns`, lane by lane, handed to `finish(i, j, sum)`.
///
/// Each sum runs over k = 0, 1, … in order, whatever the tiles: the bits depend on the numerics class alone.
@inline(__always)
func contract(
  _ a: Operand, rows: Int, _ b: Operand, columns: Int, depth: Int, ahead: inout Prefetch,
  finish: (Int, Int, Vector) -> Void
) {
  a.check(rows: rows, depth: depth)
  b.check(rows: columns, depth: depth)
  // Tiles of even height: ten rows are 5 + 5, not 6 + 4.
  let strips = (rows &+ tileRows &- 1) / tileRows
  var i = 0
  for strip in 0..<strips {
    let end = rows &* (strip &+ 1) / strips
    switch end &- i {
    case 1: Tile<1>.strip(a, i, b, columns, depth, &ahead, finish)
    case 2: Tile<2>.strip(a, i, b, columns, depth, &ahead, finish)
    case 3: Tile<3>.strip(a, i, b, columns, depth, &ahead, finish)
    #if FUSED || arch(arm64)
      case 4: Tile<4>.strip(a, i, b, columns, depth, &ahead, finish)
      case 5: Tile<5>.strip(a, i, b, columns, depth, &ahead, finish)
      case 6: Tile<6>.strip(a, i, b, columns, depth, &ahead, finish)
    #endif
    default: break
    }
    i = end
  }
}

/// A register tile of `rows` × 2 sums.
enum Tile<let rows: Int> {
  @inline(__always)
  static func strip(
    _ a: Operand, _ i: Int, _ b: Operand, _ columns: Int, _ depth: Int, _ ahead: inout Prefetch,
    _ finish: (Int, Int, Vector) -> Void
  ) {
    var j = 0
    while j &+ 1 < columns {
      ahead.advance()
      pair(a.from(i), a.row, a.depth, b.from(j), b.row, b.depth, depth) { row, column, sum in
        finish(i &+ row, j &+ column, sum)
      }
      j &+= 2
    }
    if j < columns {
      single(a.from(i), a.row, a.depth, b.from(j), b.depth, depth) { row, sum in finish(i &+ row, j, sum) }
    }
  }

  @inline(__always)
  static func pair(
    _ a: UnsafePointer<Vector>, _ aRow: Int, _ aDepth: Int,
    _ b: UnsafePointer<Vector>, _ bRow: Int, _ bDepth: Int, _ depth: Int, _ finish: (Int, Int, Vector) -> Void
  ) {
    var left = InlineArray<rows, Vector>(repeating: Vector(repeating: 0))
    var right = InlineArray<rows, Vector>(repeating: Vector(repeating: 0))
    var a = a
    var b = b
    for _ in 0..<depth {
      let (b0, b1) = (b[0], b[bRow])
      for row in 0..<rows {
        let entry = a[row &* aRow]
        left[row] = left[row].adding(entry, times: b0)
        right[row] = right[row].adding(entry, times: b1)
      }
      a += aDepth
      b += bDepth
    }
    for row in 0..<rows {
      finish(row, 0, left[row])
      finish(row, 1, right[row])
    }
  }

  @inline(__always)
  static func single(
    _ a: UnsafePointer<Vector>, _ aRow: Int, _ aDepth: Int, _ b: UnsafePointer<Vector>, _ bDepth: Int,
    _ depth: Int, _ finish: (Int, Vector) -> Void
  ) {
    var sums = InlineArray<rows, Vector>(repeating: Vector(repeating: 0))
    var a = a
    var b = b
    for _ in 0..<depth {
      let b0 = b[0]
      for row in 0..<rows { sums[row] = sums[row].adding(a[row &* aRow], times: b0) }
      a += aDepth
      b += bDepth
    }
    for row in 0..<rows { finish(row, sums[row]) }
  }
}
