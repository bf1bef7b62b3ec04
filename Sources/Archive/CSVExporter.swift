import Engine
import Model
import Phases

/// The science of a study as a table: one row per cell, by level, row axis, column axis. Times, hosts and versions
/// stay out of it, so that equal results are equal files.
package enum CSVExporter {
  /// A column's name and what it holds.
  package struct Column: Sendable {
    package let name: String
    let kind: Field.Kind
    package let field: @Sendable (Cell, CellSummary) -> Field

    init(_ name: String, _ kind: Field.Kind, _ field: @escaping @Sendable (Cell, CellSummary) -> Field) {
      self.name = name
      self.kind = kind
      self.field = field
    }

    init(_ parameter: Parameter) {
      let kind: Field.Kind = parameter.choices != nil ? .text : parameter.isInteger ? .integer : .real
      self.init(parameter.name, kind) { Field(parameter.field.value($1.problem)) }
    }
  }

  /// What every table of built-in networks has. A new quantity is a row of `Quantity`.
  package static let columns = cellColumns + measuredColumns(of: .builtIn)

  /// What every table has.
  package static func columns(of vocabulary: Vocabulary) -> [Column] {
    vocabulary.isBuiltIn ? columns : cellColumns(of: vocabulary) + measuredColumns(of: vocabulary)
  }

  /// What a cell is, and its verdict.
  static func cellColumns(of vocabulary: Vocabulary) -> [Column] {
    if vocabulary.isBuiltIn { return cellColumns }
    // Of a declared network there is no theory, and a trainer has its own data.
    let others = ownColumns.filter { !["data_seed", "predicted_regime"].contains($0.name) }
    return vocabulary.parameters.map(Column.init) + others
  }

  private static func measuredColumns(of vocabulary: Vocabulary) -> [Column] {
    vocabulary.quantities.columns.map(column) + [
      Column("notes", .text) { .words($1.verdict.notes.reasons.map(\.rawValue)) },
      Column("letter", .text) { .text(String($1.verdict.mark.letter)) },
    ]
  }

  private static let cellColumns = parameters.map(Column.init) + ownColumns

  /// The numbers that every cell has, the derived one last.
  private static let parameters =
    Parameter.allCases.filter { $0.choices == nil && $0.isAlwaysWritten && $0 != .residualScale }
    + [.residualScale]

  private static let ownColumns: [Column] = [
    Column("data_seed", .integer) { Field(.data($1.problem.data)) },
    Column("seeds", .integer) { .integer($1.problem.seedCount) },
    Column("level", .integer) { cell, _ in .integer(cell.level) },
    Column("regime", .text) { .text($1.verdict.regime.csvName) },
    Column("reason", .text) { .text($1.verdict.reason?.rawValue ?? "") },
    Column("confidence", .real) { .number($1.verdict.confidence) },
    Column("predicted_regime", .text) { .text($1.predictedRegime.csvName) },
  ]

  private static let occasionalParameters = Parameter.allCases.filter {
    !$0.isAlwaysWritten && !$0.field.isDerived
  }

  /// Behind all others: what record keys and study files, too, say only where it is not at its default, and what is
  /// measured on request and was not from the first version on.
  package static let occasionalColumns =
    occasionalParameters.map(Column.init) + [step] + Quantity.occasionalColumns.map(column)

  /// Those that a table of these cells has.
  package static func occasionalColumns(of cells: some Sequence<CellSummary>) -> [Column] {
    occasionalCellColumns(of: cells)
      + Quantity.occasionalColumns.filter { quantity in
        cells.contains { $0.problem.declared == nil && $0.value(of: quantity) != nil }
      }
      .map(column)
  }

  /// Those of them that say what a cell is.
  static func occasionalCellColumns(of cells: some Sequence<CellSummary>) -> [Column] {
    occasionalParameters.filter { parameter in
      cells.contains { $0.problem.declared == nil && parameter.field.isTold(of: $0.problem) }
    }
    .map(Column.init) + (cells.contains { !$0.isAtEnd } ? [step] : [])
  }

  /// The training step of everything measured, where that is not the last one.
  private static let step = Column("step", .integer) { .integer($1.step) }

  private static func column(_ quantity: Quantity) -> Column {
    Column(quantity.name, .real) { Field(quantity, of: $1) }
  }

  /// The header and the rows, each ended by LF. No value contains a comma or a quote.
  package static func text(_ summaries: [Cell: CellSummary], _ vocabulary: Vocabulary = .builtIn) -> String {
    let columns = columns(of: vocabulary) + occasionalColumns(of: summaries.values)
    return table(
      columns.map { ($0.name, $0.kind) },
      summaries.keys.sorted().lazy.compactMap { cell in
        summaries[cell].map { summary in columns.map { $0.field(cell, summary) } }
      })
  }

  /// Row by row, as there may be very many.
  static func table(_ columns: [(name: String, kind: Field.Kind)], _ rows: some Sequence<[Field]>) -> String {
    rows.reduce(into: columns.map(\.name).joined(separator: ",") + "\n") { text, row in
      text += zip(row, columns).map { $0.csv($1.kind) }.joined(separator: ",") + "\n"
    }
  }
}
