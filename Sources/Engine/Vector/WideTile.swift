#if WIDE
  import EngineInterface
  import Model

  extension Tile {
    /// `rows` × 4 sums, two columns side by side in each register of 512 bits: every sum has a half of its own, in which it
    /// runs over k in order, so that the bits are those of narrow tiles.
    @inline(__always)
    static func quad<S: Sink>(
      _ a: UnsafePointer<Vector>, _ aRow: Int, _ aDepth: Int,
      _ b: UnsafePointer<Vector>, _ bRow: Int, _ bDepth: Int, _ depth: Int, _ sink: S, _ entry: Int,
      _ places: Places
    ) {
      var left = InlineArray<rows, Widest>(repeating: Widest(repeating: 0))
      var right = InlineArray<rows, Widest>(repeating: Widest(repeating: 0))
      let column = places.column
      for row in 0..<rows {
        let first = entry &+ row &* places.row
        left[row] = Widest(lowHalf: sink.start(first), highHalf: sink.start(first &+ column))
        right[row] = Widest(
          lowHalf: sink.start(first &+ 2 &* column), highHalf: sink.start(first &+ 3 &* column))
      }
      var a = a
      var b = b
      for _ in 0..<depth {
        let b01 = Widest(lowHalf: b[0], highHalf: b[bRow])
        let b23 = Widest(lowHalf: b[2 &* bRow], highHalf: b[3 &* bRow])
        for row in 0..<rows {
          let value = Widest(lowHalf: a[row &* aRow], highHalf: a[row &* aRow])
          left[row] = left[row].addingProduct(value, b01)
          right[row] = right[row].addingProduct(value, b23)
        }
        a += aDepth
        b += bDepth
      }
      if column == 1 {
        for row in 0..<rows {
          let first = entry &+ row &* places.row
          sink.take(neighbours: first, left[row])
          sink.take(neighbours: first &+ 2, right[row])
        }
        return
      }
      for row in 0..<rows {
        let first = entry &+ row &* places.row
        sink.take(first, left[row].lowHalf)
        sink.take(first &+ column, left[row].highHalf)
        sink.take(first &+ 2 &* column, right[row].lowHalf)
        sink.take(first &+ 3 &* column, right[row].highHalf)
      }
    }
  }
#endif
