import Phases
import Terminal

/// Theory's boundaries on the grid.
struct TheoryLines {
  private let report: Report

  init(_ report: Report) { self.report = report }

  /// The characters that predicted boundaries run through.
  var characters: Set<Point> { characters(of: report.diagram.curves.lines.values) }

  /// The characters that lines run through: one a row, or one a column where a line lies flat. The letters stand at the
  /// cells' values, and so the lines between them.
  func characters(of lines: some Sequence<[TheoryCurves.Place]>) -> Set<Point> {
    let (layout, viewport) = (report.layout, report.viewport)
    let grid = layout.grid
    let letter = (
      x: Double((layout.cell.width - 1) / 2), y: Double(layout.cell.height - 1 - (layout.cell.height - 1) / 2)
    )
    var points: Set<Point> = []
    for line in lines.map(Self.extended) {
      let places = line.map { place -> (x: Double, y: Double) in
        let column = Double(place.column.units - viewport.origin.column.units) / Double(layout.columnStep)
        let row = Double(place.row.units - viewport.origin.row.units) / Double(layout.rowStep)
        return (column * Double(layout.cell.width) + letter.x, row * Double(layout.cell.height) + letter.y)
      }
      guard let first = places.first, let last = places.last else { continue }
      let isSteep =
        abs(last.y - first.y) * Double(layout.cell.width) >= abs(last.x - first.x)
        * Double(layout.cell.height) * 0.5
      let along = isSteep ? places.map { ($0.y, $0.x) } : places
      var previous: Int?
      for index in 0..<(isSteep ? grid.height : grid.width) {
        guard let value = Self.interpolate(along, at: Double(index)) else { continue }
        // A jump of more than one character is filled, so that the line stays one line.
        let end = Int(min(max(value, -1e6), 1e6).rounded())
        let from = previous.map { $0 < end ? min($0 + 1, end) : max($0 - 1, end) } ?? end
        for other in min(from, end)...max(from, end) {
          let (x, y) = isSteep ? (other, index) : (index, other)
          if x >= 0, x < grid.width, y >= 0, y < grid.height {
            points.insert(Point(x: x, y: grid.height - 1 - y))
          }
        }
        previous = end
      }
    }
    return points
  }

  /// The outermost cells have characters beyond their letters, so the line goes on for a step at both ends.
  private static func extended(_ line: [TheoryCurves.Place]) -> [TheoryCurves.Place] {
    guard line.count >= 2 else { return line }
    func beyond(_ last: TheoryCurves.Place, _ before: TheoryCurves.Place) -> TheoryCurves.Place {
      .init(
        column: Position(units: 3 * last.column.units - 2 * before.column.units),
        row: Position(units: 3 * last.row.units - 2 * before.row.units))
    }
    return [beyond(line[0], line[1])] + line + [beyond(line[line.count - 1], line[line.count - 2])]
  }

  /// The second coordinate at a first one, on a line that is monotonic in the first.
  private static func interpolate(_ line: [(Double, Double)], at value: Double) -> Double? {
    for (a, b) in zip(line, line.dropFirst()) {
      let (low, high) = a.0 <= b.0 ? (a, b) : (b, a)
      guard value >= low.0, value <= high.0 else { continue }
      return high.0 == low.0 ? low.1 : low.1 + (high.1 - low.1) * (value - low.0) / (high.0 - low.0)
    }
    return nil
  }
}
