import Phases
import Terminal

/// Boundaries on the grid: theory's, and as they were measured.
struct BoundaryLines {
  private let report: Report

  init(_ report: Report) { self.report = report }

  /// A place in units of both axes.
  private typealias Place = (column: Double, row: Double)

  /// The characters that theory's boundaries run through.
  var theory: Set<Point> {
    report.diagram.curves.lines.values.map(characters(through:)).reduce(into: Set()) { $0.formUnion($1) }
  }

  /// The characters that the edge of the first step runs through, where an axis is a step size. Where every character is a
  /// letter it is dashed, to be told from a boundary.
  var guide: Set<Point> {
    let all = characters(through: report.diagram.curves.guide)
    guard report.layout.cell.width == 1 else { return all }
    let along = all.sorted { ($0.x, $0.y) < ($1.x, $1.y) }.enumerated()
    return Set(along.filter { $0.offset % 2 == 0 }.map(\.element))
  }

  /// The characters that a line through these places runs through.
  func characters(through cells: [Cell]) -> Set<Point> {
    characters(
      along: Self.extended(cells).map { (column: Double($0.column.units), row: Double($0.row.units)) })
  }

  /// The characters that boundaries run through.
  var characters: [Point: Role] {
    let (diagram, study) = (report.diagram, report.study)
    // A line that lies flat would cover the letters below and above it with upright strokes: these show it themselves.
    let measured = Boundary.allCases.map { boundary -> [Place] in
      diagram.boundaries.curve(boundary, of: study).filter { $0.along == study.columns.parameter }.map {
        point in
        (study.columns.place(of: point.value), Double(point.line.units))
      }
    }
    let base = Dictionary(uniqueKeysWithValues: guide.map { ($0, Role.boundaryGuide) })
      .merging(theory.map { ($0, Role.boundaryTheory) }) { $1 }
    // Where several pass, what was measured is shown, and a boundary before a guide.
    return measured.map(characters(along:)).reduce(into: Set()) { $0.formUnion($1) }
      .reduce(into: base) {
        $0[$1] = .boundaryMeasured
      }
  }

  /// The characters of one line: one a row, or one a column where it lies flat. The letters stand at the cells' values, and
  /// so the lines between them.
  private func characters(along line: [Place]) -> Set<Point> {
    let (layout, viewport) = (report.layout, report.viewport)
    let grid = layout.grid
    let letter = (
      x: Double((layout.cell.width - 1) / 2), y: Double(layout.cell.height - 1 - (layout.cell.height - 1) / 2)
    )
    var points: Set<Point> = []
    let places = line.map { place -> (x: Double, y: Double) in
      let column = (place.column - Double(viewport.origin.column.units)) / Double(layout.columnStep)
      let row = (place.row - Double(viewport.origin.row.units)) / Double(layout.rowStep)
      return (column * Double(layout.cell.width) + letter.x, row * Double(layout.cell.height) + letter.y)
    }
    guard let first = places.first, let last = places.last else { return [] }
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
    return points
  }

  /// The outermost cells have characters beyond their letters, so the line goes on for a step at both ends.
  private static func extended(_ line: [Cell]) -> [Cell] {
    guard line.count >= 2 else { return line }
    func beyond(_ last: Cell, _ before: Cell) -> Cell {
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
