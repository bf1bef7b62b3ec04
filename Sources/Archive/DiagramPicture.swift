import Phases

/// A diagram as a picture in the values of its axes: where every cell and every line of theory is, and the words.
struct DiagramPicture {
  /// A side of the picture, from the outer edge of its first cell to that of the last.
  struct Side {
    var title: String
    var low: Double
    var high: Double
    /// Else its values have equal differences.
    var isLogarithmic = true

    /// The same from the first to the last cell of a part, whose edges need not be those of cells.
    func fitted(to cells: [ClosedRange<Double>]) -> Side {
      var side = self
      side.low = cells.map(\.lowerBound).min() ?? low
      side.high = cells.map(\.upperBound).max() ?? high
      return side
    }
  }

  /// A measured cell reaches half-way to its neighbours at its level.
  struct Tile {
    var mark: Mark
    /// The quantity that the picture is coloured by.
    var value: Double
    var level: Int
    /// The values of both axes at the cell.
    var center: (x: Double, y: Double)
    var x: ClosedRange<Double>
    var y: ClosedRange<Double>
  }

  struct Line {
    var boundary: Theory.Boundary
    var name: String
    var points: [(x: Double, y: Double)]
  }

  /// A measured boundary: where it lies, and between which measured cells.
  struct Curve {
    var boundary: Boundary
    var name: String
    var points: [(x: Double, y: Double)]
    /// The outline of what the enclosing cells leave open.
    var band: [(x: Double, y: Double)]
  }

  /// A line that is no boundary.
  struct Guide {
    var name: String
    var points: [(x: Double, y: Double)]
  }

  /// A quantity that cells are coloured by.
  struct Coloring {
    var title: String
    /// For a place that is too short for it.
    var shortTitle: String
    var range: QuantityRange
  }

  let title: String
  /// What the title begins with: in names `_` is a letter, and lowers none.
  let name: String
  /// `nil`: cells are drawn by their marks.
  let coloring: Coloring?
  let x: Side
  let y: Side
  /// Coarse to fine: finer ones lie upon coarser ones.
  let tiles: [Tile]
  /// Those that cross the picture.
  let lines: [Line]
  let curves: [Curve]
  /// The edge of the first step, where it crosses the picture.
  let guide: Guide?
  /// All that cells can have, in the order of legends.
  let marks: [Mark]
  let caption: [String]

  init(_ export: Export) {
    let study = export.study
    let columns = SideScale(axis: study.columns, value: study.columnLabel)
    let rows = SideScale(axis: study.rows, value: study.rowLabel)
    let view = export.view
    marks = study.thresholds.rules.marks
    title = study.title
    name = study.shownName
    coloring = view.quantity.map { quantity in
      func titled(_ title: String) -> String {
        quantity.row.symbols.map { "\($0.greek) (\(title))" } ?? title
      }
      return Coloring(
        title: titled(quantity.row.title), shortTitle: titled(quantity.headings.last ?? quantity.row.title),
        range: QuantityRange(quantity, of: Array(export.summaries.values)))
    }
    let shown = export.rows.filter { cell, _, _ in view.region?.contains(cell) ?? true }
    tiles = shown.map { cell, summary, _ in
      Tile(
        mark: summary.verdict.mark, value: view.quantity.flatMap { summary.value(of: $0) } ?? .nan,
        level: cell.level,
        center: (columns.value(cell.column), rows.value(cell.row)),
        x: columns.reach(of: cell.column, level: cell.level), y: rows.reach(of: cell.row, level: cell.level))
    }
    let isPart = view.region != nil
    x = columns.side(view.region?.columns).fitted(to: isPart ? tiles.map(\.x) : [])
    y = rows.side(view.region?.rows).fitted(to: isPart ? tiles.map(\.y) : [])
    let theory = TheoryCurves(study: study)
    lines = Theory.Boundary.allCases.compactMap { boundary in
      guard let places = theory.lines[boundary], places.count > 1 else { return nil }
      return Line(
        boundary: boundary, name: Self.name(of: boundary, in: study),
        points: Self.points(places, columns, rows))
    }
    let table = export.boundaries
    curves = Boundary.allCases.compactMap { boundary in
      let points = table.curve(boundary, of: study)
      guard points.count > 1 else { return nil }
      func place(_ point: BoundaryPoint, _ value: Double) -> (x: Double, y: Double) {
        point.along == study.columns.parameter
          ? (columns.shown(value), rows.value(point.line)) : (columns.value(point.line), rows.shown(value))
      }
      return Curve(
        boundary: boundary, name: BoundaryWords.curve(boundary, table, study, draws: export.draws.count + 1),
        points: points.map { place($0, $0.value) },
        band: points.map { place($0, $0.low) } + points.reversed().map { place($0, $0.high) })
    }
    guide =
      theory.guide.count > 1
      ? Guide(name: "guide: η = 2N/λ", points: Self.points(theory.guide, columns, rows)) : nil
    caption = Self.caption(export)
  }

  private static func points(
    _ places: [Cell], _ columns: SideScale, _ rows: SideScale
  ) -> [(x: Double, y: Double)] {
    places.map { (x: columns.value($0.column), y: rows.value($0.row)) }
      .reduce(into: [(x: Double, y: Double)]()) { points, point in
        // Half-way between two integers there may be none.
        if points.last.map({ $0 != point }) ?? true { points.append(point) }
      }
  }

  private static func name(of boundary: Theory.Boundary, in study: Study) -> String {
    let constant = study.theory.constant(boundary, of: study.problem(for: Cell(column: 0, row: 0)))
    let digits = ((constant * 100).rounded() / 100).shortest
    return switch boundary {
    case .lazy: "theory: S = \(digits)"
    case .divergent: "theory: α σ_v = \(digits) √(LM)"
    }
  }

  /// Of a measured boundary: dark enough for the veil, and light enough for theory's black upon it.
  static func color(of boundary: Boundary) -> String {
    switch boundary {
    case .lazy: "#00897B"
    case .divergent: "#8E24AA"
    case .unstable: "#C62828"
    }
  }

  private static func caption(_ export: Export) -> [String] {
    let study = export.study
    let thresholds = study.thresholds
    let refined = export.summaries.keys.count { $0.level > 0 }
    guard study.vocabulary.isBuiltIn else {
      let book = thresholds.rules
      let marks = book.marks.map { "\($0.title): \(book.meaning(of: $0))" }
      return (export.view.words(study).map { [$0] } ?? []) + [settings(of: study)] + marks + [
        "\(export.summaries.count) cells, \(refined) of them refined"
      ]
    }
    let comparison = TheoryComparison(export.summaries.values.map { ($0.margins, $0.verdict.mark) })
    return (export.view.words(study).map { [$0] } ?? []) + [
      settings(of: study),
      "unstable: loss grew; noise dominated: ξ > \(thresholds.noise.shortest); feature learning: "
        + "φ ≥ \(thresholds.feature.shortest) or S ≤ 1, S = α σ_v/√D;",
      "undecided: φ has no unit, or ρ ≥ \(thresholds.contradiction.shortest) where φ is small; else lazy ODE",
      "\(export.summaries.count) cells, \(refined) of them refined; theory predicts "
        + "\(comparison.cells - comparison.disagreements) of the \(comparison.cells) that are decided",
    ]
  }

  /// What is the same in all cells.
  private static func settings(of study: Study) -> String {
    let axes = [study.columns.parameter, study.rows.parameter]
    let fixed = study.vocabulary.parameters.filter { !axes.contains($0) }.compactMap { parameter -> String? in
      if let value = study.told(parameter) { return parameter.phrase(value) }
      if parameter.field.declared != nil {
        return study.defaultValue(of: parameter).map { parameter.phrase($0) }
      }
      guard parameter.choices == nil, parameter.isAlwaysWritten else { return nil }
      if let value = study.defaultValue(of: parameter) {
        // α follows from the residual scale and σ_v where both are set.
        if parameter == .alpha, study.sets(.residualScale), study.sets(.sigmaV) { return nil }
        return parameter.phrase(value)
      }
      if parameter == .residualScale || parameter == .sigmaV && study.sets(.residualScale) { return nil }
      return "\(parameter.symbol) = √D"
    }
    let seeds = "seeds \(study.firstSeed) … \(study.firstSeed + study.seedCount - 1)"
    if let declaration = study.vocabulary.declaration {
      return (fixed + [seeds, "trainer \(declaration.name) \(declaration.version)"]).joined(separator: ", ")
    }
    let data = study.ownData == nil ? "data seed \(study.dataSeed)" : "own data"
    return (fixed + [seeds, data])
      .joined(separator: ", ")
  }
}

/// The values along one side.
private struct SideScale {
  let axis: Axis
  /// The value that is written at a position of the axis.
  let value: (Position) -> Double

  /// - Parameter range: `nil`: the whole axis.
  func side(_ range: ClosedRange<Position>?) -> DiagramPicture.Side {
    let parameter = axis.label ?? axis.parameter
    let range = range ?? axis.positions
    return DiagramPicture.Side(
      title: parameter.meaning.isEmpty
        ? parameter.symbol : "\(parameter.symbol) (\(parameter.meaning))",
      low: reach(of: range.lowerBound, level: range.lowerBound.level).lowerBound,
      high: reach(of: range.upperBound, level: range.upperBound.level).upperBound,
      isLogarithmic: axis.parameter.field.isLogarithmic)
  }

  /// What is written for a value of the axis that need not be a cell's: labels are proportional to it.
  func shown(_ value: Double) -> Double {
    let start = axis.positions.lowerBound
    return value * (self.value(start) / axis.value(at: start))
  }

  /// From the geometric mean with the neighbour before to that with the one after; on a linear axis the arithmetic one.
  func reach(of position: Position, level: Int) -> ClosedRange<Double> {
    let here = value(position)
    let spacing = Position.spacing(level: level)
    let (before, after) = (neighbour(of: position, step: -spacing), neighbour(of: position, step: spacing))
    guard axis.parameter.field.isLogarithmic else {
      let down = before.map { here - $0 } ?? after.map { $0 - here } ?? 1
      let up = after.map { $0 - here } ?? down
      return (here - down / 2).roundedToSixDigits...(here + up / 2).roundedToSixDigits
    }
    // At an end as far as on the other side; a single value has any size.
    let down = before.map { here / $0 } ?? after.map { $0 / here } ?? 2
    let up = after.map { $0 / here } ?? down
    return (here / down.squareRoot()).roundedToSixDigits...(here * up.squareRoot()).roundedToSixDigits
  }

  /// The value of the next position that has another: integers round.
  private func neighbour(of position: Position, step: Int) -> Double? {
    let here = value(position)
    var units = position.units + step
    while axis.positions.contains(Position(units: units)) {
      let there = value(Position(units: units))
      if there != here { return there }
      units += step
    }
    return nil
  }
}
