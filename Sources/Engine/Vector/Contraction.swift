import CSupport
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
  func squareRoots() -> Vector { support_square_roots(self) }

  @inline(__always)
  func widened() -> SIMD8<Double> { SIMD8<Double>(self) }
}

/// Rows and columns of accumulators that stay in registers, beside the operands they are fed from.
#if FUSED || arch(arm64)
  let tileRows = 6
#else
  let tileRows = 3
#endif
#if WIDE
  let tileColumns = 4
#else
  let tileColumns = 2
#endif

/// Tiles of a contraction with this many rows and columns, but for the narrow ones at the end of a row.
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

/// Where the sums of a contraction belong in their array: entry `first + i·row + j·column`.
struct Places {
  let first: Int
  let row, column: Int

  @inline(__always)
  init(first: Int = 0, row: Int, column: Int) { (self.first, self.row, self.column) = (first, row, column) }
}

/// `Σ_k a[i, k]·b[j, k]` for all i < `rows`, j < `columns`, lane by lane, handed to the sink.
///
/// Each sum runs over k = 0, 1, … in order, whatever the tiles: the bits depend on the numerics class alone.
@inline(__always)
func contract<S: Sink>(
  _ a: Operand, rows: Int, _ b: Operand, columns: Int, depth: Int, into sink: S, _ places: Places,
  ahead: inout Prefetch
) {
  a.check(rows: rows, depth: depth)
  b.check(rows: columns, depth: depth)
  // Tiles of even height: ten rows are 5 + 5, not 6 + 4.
  let strips = (rows &+ tileRows &- 1) / tileRows
  var i = 0
  for strip in 0..<strips {
    let end = rows &* (strip &+ 1) / strips
    let own = Places(first: places.first &+ i &* places.row, row: places.row, column: places.column)
    switch end &- i {
    case 1: Tile<1>.strip(a, i, b, columns, depth, sink, own, &ahead)
    case 2: Tile<2>.strip(a, i, b, columns, depth, sink, own, &ahead)
    case 3: Tile<3>.strip(a, i, b, columns, depth, sink, own, &ahead)
    #if FUSED || arch(arm64)
      case 4: Tile<4>.strip(a, i, b, columns, depth, sink, own, &ahead)
      case 5: Tile<5>.strip(a, i, b, columns, depth, sink, own, &ahead)
      case 6: Tile<6>.strip(a, i, b, columns, depth, sink, own, &ahead)
    #endif
    default: break
    }
    i = end
  }
}

/// `Σ_k w[k, j]·x[i, k]` for all i < `rows`, j < `columns`, with `w` read across its rows, which are `stride` apart.
///
/// Where many such rows fall into few sets of the cache, tiles read them two entries at a time, one line each; else six, so
/// that few rows of `x` make no small tiles.
@inline(__always)
func contract<S: Sink>(
  _ x: Operand, rows: Int, across w: Entries, stride: Int, columns: Int, depth: Int, into sink: S,
  _ places: Places,
  ahead: inout Prefetch
) {
  let across = Operand(w, row: 1, depth: stride)
  #if WIDE
    // Neighbouring columns share a register.
    let readsNeighbours = rows >= 4
  #else
    let readsNeighbours = depth > 32 && rows >= 2 &* tileRows
  #endif
  if readsNeighbours {
    contract(x, rows: rows, across, columns: columns, depth: depth, into: sink, places, ahead: &ahead)
  } else {
    contract(
      across, rows: columns, x, columns: rows, depth: depth, into: sink,
      Places(first: places.first, row: places.column, column: places.row), ahead: &ahead)
  }
}

/// A register tile of `rows` × 1, 2 or 4 sums.
enum Tile<let rows: Int> {
  @inline(__always)
  static func strip<S: Sink>(
    _ a: Operand, _ i: Int, _ b: Operand, _ columns: Int, _ depth: Int, _ sink: S, _ places: Places,
    _ ahead: inout Prefetch
  ) {
    var j = 0
    var entry = places.first
    #if WIDE
      while j &+ 3 < columns {
        ahead.advance()
        quad(a.from(i), a.row, a.depth, b.from(j), b.row, b.depth, depth, sink, entry, places)
        j &+= 4
        entry &+= 4 &* places.column
      }
    #endif
    while j &+ 1 < columns {
      if tileColumns == 2 { ahead.advance() }
      pair(a.from(i), a.row, a.depth, b.from(j), b.row, b.depth, depth, sink, entry, places)
      j &+= 2
      entry &+= 2 &* places.column
    }
    if j < columns { single(a.from(i), a.row, a.depth, b.from(j), b.depth, depth, sink, entry, places) }
  }

  @inline(__always)
  static func pair<S: Sink>(
    _ a: UnsafePointer<Vector>, _ aRow: Int, _ aDepth: Int,
    _ b: UnsafePointer<Vector>, _ bRow: Int, _ bDepth: Int, _ depth: Int, _ sink: S, _ entry: Int,
    _ places: Places
  ) {
    var left = InlineArray<rows, Vector>(repeating: Vector(repeating: 0))
    var right = InlineArray<rows, Vector>(repeating: Vector(repeating: 0))
    for row in 0..<rows {
      left[row] = sink.start(entry &+ row &* places.row)
      right[row] = sink.start(entry &+ row &* places.row &+ places.column)
    }
    var a = a
    var b = b
    for _ in 0..<depth {
      let (b0, b1) = (b[0], b[bRow])
      for row in 0..<rows {
        let value = a[row &* aRow]
        left[row] = left[row].adding(value, times: b0)
        right[row] = right[row].adding(value, times: b1)
      }
      a += aDepth
      b += bDepth
    }
    for row in 0..<rows {
      sink.take(entry &+ row &* places.row, left[row])
      sink.take(entry &+ row &* places.row &+ places.column, right[row])
    }
  }

  @inline(__always)
  static func single<S: Sink>(
    _ a: UnsafePointer<Vector>, _ aRow: Int, _ aDepth: Int, _ b: UnsafePointer<Vector>, _ bDepth: Int,
    _ depth: Int, _ sink: S, _ entry: Int, _ places: Places
  ) {
    var sums = InlineArray<rows, Vector>(repeating: Vector(repeating: 0))
    for row in 0..<rows { sums[row] = sink.start(entry &+ row &* places.row) }
    var a = a
    var b = b
    for _ in 0..<depth {
      let b0 = b[0]
      for row in 0..<rows { sums[row] = sums[row].adding(a[row &* aRow], times: b0) }
      a += aDepth
      b += bDepth
    }
    for row in 0..<rows { sink.take(entry &+ row &* places.row, sums[row]) }
  }
}
