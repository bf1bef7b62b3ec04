import Model
import RealModule

extension Study {
  /// The cell that is trained with this problem, whatever its number of seeds; `nil` where the study has none.
  /// Own data are the same wherever their files lie.
  package func cell(of problem: Problem) -> Cell? { own(problem)?.cell }

  /// The same with the problem as the study has it: own data go by the names that they have here.
  package func own(_ problem: Problem) -> (cell: Cell, problem: Problem)? {
    guard let column = columns.position(of: columns.parameter.value(in: problem)),
      let row = rows.position(of: rows.parameter.value(in: problem))
    else { return nil }
    let cell = lattice.canonical(Cell(column: column, row: row))
    var own = self.problem(for: cell)
    own.seedCount = problem.seedCount
    guard own.data.isSame(as: problem.data) else { return nil }
    let data = own.data
    own.data = problem.data
    guard own == problem else { return nil }
    own.data = data
    return (cell, own)
  }

  /// The last of the cells that are trained together with this one, by its problem: those that differ in their steps
  /// alone. The cell's own where the steps are no axis.
  package func longestProblem(with cell: Cell) -> Problem {
    var last = cell
    if columns.parameter == .steps { last.column = columns.positions.upperBound }
    if rows.parameter == .steps { last.row = rows.positions.upperBound }
    return problem(for: last)
  }

  /// Whether a parameter that is the same in all cells, or an axis, has this problem's value in any cell.
  package func has(_ parameter: Parameter, of problem: Problem) -> Bool {
    let value = parameter.value(in: problem)
    if columns.parameter == parameter { return columns.position(of: value) != nil }
    if rows.parameter == parameter { return rows.position(of: value) != nil }
    return parameter.value(in: self.problem(for: Cell(column: 0, row: 0))) == value
  }

  /// Whether both ask for the same cells with the same training. Names, labels and thresholds do not matter.
  package func isSameScience(as other: Study) -> Bool {
    // Everything that is fixed is the same in every cell, so that one tells it.
    let corner = Cell(column: 0, row: 0)
    var (own, its) = (problem(for: corner), other.problem(for: corner))
    guard own.data.isSame(as: its.data) else { return false }
    (own.data, its.data) = (.gaussian(seed: 0), .gaussian(seed: 0))
    return own == its && columns.isSame(as: other.columns) && rows.isSame(as: other.rows)
  }
}

extension DataSource {
  /// The user's own arrays are the same by their digest.
  package func isSame(as other: DataSource) -> Bool {
    switch (self, other) {
    case (.files(_, _, let own), .files(_, _, let its)): own == its
    default: self == other
    }
  }
}

extension Axis {
  /// The base value that this is.
  private func index(of value: Double) -> Int? {
    let index = values.partitioningIndex { $0 >= value }
    return index < count && values[index] == value ? index : nil
  }

  func isSame(as other: Axis) -> Bool { parameter == other.parameter && values == other.values }

  /// A position with this value, computed ones taken to the digits of the axis; `nil` where there is none.
  func position(of computed: Double) -> Position? {
    // Rounding would not change it.
    if let index = index(of: computed) { return Position(base: index) }
    let value = parameter.rounded(computed)
    guard value.isFinite, value >= values[0], value <= values[count - 1] else { return nil }
    let above = values.partitioningIndex { $0 > value }
    let index = max(0, above - 1)
    if values[index] == value { return Position(base: index) }
    let (low, high) = (values[index], values[index + 1])
    let fraction = share(of: value, low, high)
    let nearest = Position(base: index).units + Int((fraction * Double(Position.unitsPerStep)).rounded())
    return (nearest - 1...nearest + 1).map(Position.init(units:)).first { self.value(at: $0) == value }
  }
}

extension Array {
  /// The first index whose element is in the second part; the array has those that are not before those that are.
  func partitioningIndex(_ isInSecondPart: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isInSecondPart(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
