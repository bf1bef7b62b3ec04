/// Where a curve passes on a raster of columns and rows whose edges are the ends of two scales.
struct CurveTrace {
  let x: Scale
  let y: Scale

  /// `nil` outside of the scale.
  func column(_ value: Double, of columns: Int) -> Int? {
    guard let f = x.fraction(value), f > -1e-9, f < 1 + 1e-9 else { return nil }
    return Int((f * Double(columns - 1)).rounded())
  }

  /// The row of a value, from the top; beyond the ends it is the last row there.
  func row(_ value: Double, of rows: Int) -> Int? {
    guard let f = y.fraction(value) else { return value == .infinity ? 0 : nil }
    return Int(((1 - min(1, max(0, f))) * Double(rows - 1)).rounded())
  }

  /// The row of a line over a column; `nil` beside its ends.
  func row(of points: [(Double, Double)], at column: Int, on raster: Size) -> Int? {
    row(interpolated(points, at: column, of: raster.width), of: raster.height)
  }

  /// The places of a line as a function of x; a steep piece is joined up, so that the curve stays one line.
  func line(through points: [(Double, Double)], on raster: Size) -> [Point] {
    var places: [Point] = []
    var previous: Int?
    for column in 0..<raster.width {
      guard let y = row(of: points, at: column, on: raster) else {
        previous = nil
        continue
      }
      let from = previous.map { $0 < y ? min($0 + 1, y) : max($0 - 1, y) } ?? y
      places += (min(from, y)...max(from, y)).map { Point(x: column, y: $0) }
      previous = y
    }
    return places
  }

  /// The places of the straight pieces between consecutive points, wherever they lead.
  func pieces(between points: [(x: Double, y: Double)], on raster: Size) -> [Point] {
    let corners = points.map { point -> Point? in
      guard let column = column(point.x, of: raster.width), let row = row(point.y, of: raster.height) else {
        return nil
      }
      return Point(x: column, y: row)
    }
    return corners.compactMap(\.self)
      + zip(corners, corners.dropFirst()).flatMap { piece -> [Point] in
        guard let from = piece.0, let to = piece.1 else { return [] }
        let steps = max(abs(to.x - from.x), abs(to.y - from.y))
        return (0..<steps).map { step in
          let share = Double(step) / Double(steps)
          return Point(
            x: from.x + Int((share * Double(to.x - from.x)).rounded()),
            y: from.y + Int((share * Double(to.y - from.y)).rounded()))
        }
      }
  }

  /// The curve's value over a column of `columns`: interpolated between the points beside it, `nan` outside of them.
  private func interpolated(_ points: [(Double, Double)], at column: Int, of columns: Int) -> Double {
    let f = Double(column) / Double(max(1, columns - 1))
    let half = 0.5 / Double(max(1, columns - 1))
    var before: (f: Double, y: Double)?
    for (px, py) in points {
      guard let position = x.fraction(px) else { continue }
      if position >= f {
        guard let b = before, position - f > 1e-9 else { return position - f <= half ? py : .nan }
        guard b.y.isFinite, py.isFinite else {
          return f - b.f <= half ? b.y : position - f <= half ? py : .nan
        }
        return mix(b.y, py, (f - b.f) / (position - b.f))
      }
      before = (position, py)
    }
    return before.map { f - $0.f <= half ? $0.y : .nan } ?? .nan
  }

  private func mix(_ a: Double, _ b: Double, _ t: Double) -> Double {
    guard y.isLogarithmic, a > 0, b > 0, let fa = y.fraction(a), let fb = y.fraction(b) else {
      return a + (b - a) * t
    }
    return y.value(at: fa + (fb - fa) * t)
  }
}
