import RealModule

/// The values of one parameter along a side of the diagram, interpolated in between: geometrically, or linearly where a
/// trainer says so.
package struct Axis: Hashable, Sendable {
  /// How the values were asked for, which is how a study file writes them again.
  package enum Source: Hashable, Sendable {
    /// `count` values from `low` to `high` with equal ratios; integers that round to the same one count once.
    case span(low: Double, high: Double, count: Int)
    case list
  }

  package static let mostValues = 1000

  package let parameter: Parameter
  /// Strictly increasing; integers, or numbers of 6 significant digits.
  package let values: [Double]
  package let source: Source
  /// The parameter to print along the axis instead of its own (`dimension-scale` varies σ_v and shows the
  /// residual scale).
  package var label: Parameter?

  /// `PARAM=LOW:HIGH:COUNT`. Throws a `Complaint`.
  init(_ parameter: Parameter, low: Double, high: Double, count: Int) throws {
    try Self.check(parameter, low, high)
    guard low < high || (low == high && count == 1) else {
      throw Complaint("low \(low.shortest) must be below high \(high.shortest)")
    }
    guard count >= (low < high ? 2 : 1), count <= Self.mostValues else {
      throw Complaint("the count is \(count); it must be from 2 to \(Self.mostValues)")
    }
    self.init(span: parameter, low: low, high: high, count: count)
  }

  /// A list of values. Throws a `Complaint`.
  package init(_ parameter: Parameter, values: [Double]) throws {
    guard !values.isEmpty, values.count <= Self.mostValues else {
      throw Complaint("an axis has from 1 to \(Self.mostValues) values, this one \(values.count)")
    }
    for value in values { try Self.check(parameter, value) }
    let rounded = values.map(parameter.rounded)
    if let at = rounded.indices.dropFirst().first(where: { rounded[$0 - 1] >= rounded[$0] }) {
      let (before, after) = (values[at - 1].shortest, values[at].shortest)
      throw Complaint("the values of an axis must increase, but \(before) is followed by \(after)")
    }
    self.parameter = parameter
    self.values = rounded
    source = .list
  }

  private static func check(_ parameter: Parameter, _ values: Double...) throws {
    guard parameter.mayBeAxis else { throw Vocabulary.builtIn.noAxis(parameter) }
    for value in values {
      if let complaint = parameter.complaint(about: value) { throw Complaint(complaint) }
    }
  }

  /// Unchecked, for values known to be right.
  init(span parameter: Parameter, low: Double, high: Double, count: Int, label: Parameter? = nil) {
    self.parameter = parameter
    self.label = label
    source = .span(low: low, high: high, count: count)
    let isLogarithmic = parameter.field.isLogarithmic
    let (first, last) = isLogarithmic ? (Double.log10(low), Double.log10(high)) : (low, high)
    values = (0..<max(count, 1)).reduce(into: []) { values, index in
      let exact =
        switch index {
        case 0: low
        case count - 1: high
        default:
          switch first + (last - first) * Double(index) / Double(count - 1) {
          case let place where isLogarithmic: Double.pow(10, place)
          case let value: value
          }
        }
      let value = parameter.rounded(exact)
      if values.last.map({ $0 < value }) ?? true { values.append(value) }
    }
  }

  package var count: Int { values.count }

  /// From the first base value to the last.
  package var positions: ClosedRange<Position> { Position(base: 0)...Position(base: values.count - 1) }

  /// The value at a position; positions beyond the ends take the value of the end.
  package func value(at position: Position) -> Double {
    guard position.units > 0 else { return values[0] }
    let index = position.baseIndex
    guard index < values.count - 1 else { return values[values.count - 1] }
    let fraction = position.steps - Double(index)
    guard fraction > 0 else { return values[index] }
    let (low, high) = (values[index], values[index + 1])
    let isLogarithmic = parameter.field.isLogarithmic
    return parameter.rounded(
      isLogarithmic ? low * Double.pow(high / low, fraction) : low + (high - low) * fraction)
  }

  /// Where a value lies that need not be a cell's, in units; beyond the ends, the end.
  package func place(of value: Double) -> Double {
    let above = values.partitioningIndex { $0 > value }
    guard above > 0, above < values.count else {
      return Double((above == 0 ? positions.lowerBound : positions.upperBound).units)
    }
    let (low, high) = (values[above - 1], values[above])
    let share = share(of: value, low, high)
    return (Double(above - 1) + share) * Double(Position.unitsPerStep)
  }

  /// Where a value lies between two, 0 … 1.
  func share(of value: Double, _ low: Double, _ high: Double) -> Double {
    parameter.field.isLogarithmic
      ? Double.log(value / low) / Double.log(high / low) : (value - low) / (high - low)
  }

  /// The coarsest position with the same value: half-way between the depths 2 and 3 is the depth 2 again.
  package func canonical(_ position: Position) -> Position {
    let clamped = min(max(position, positions.lowerBound), positions.upperBound)
    let value = value(at: clamped)
    // Values do not decrease along the axis, so an equal value at a coarser level is next to this position.
    for level in 0..<clamped.level {
      let spacing = Position.spacing(level: level)
      let below = Position(units: clamped.units / spacing * spacing)
      let neighbours = [below, Position(units: below.units + spacing)]
      if let equal = neighbours.first(where: { self.value(at: $0) == value }) { return equal }
    }
    return clamped
  }

  /// The positions of a level's grid within a range, canonical and without repetition.
  package func grid(level: Int, in range: ClosedRange<Position>) -> [Position] {
    let spacing = Position.spacing(level: level)
    let low = max(range.lowerBound, positions.lowerBound).units
    let high = min(range.upperBound, positions.upperBound).units
    let first = (low + spacing - 1) / spacing * spacing
    return stride(from: first, through: high, by: spacing).reduce(into: []) { grid, units in
      let position = canonical(Position(units: units))
      if range.contains(position), grid.last.map({ $0 != position }) ?? true { grid.append(position) }
    }
  }
}
