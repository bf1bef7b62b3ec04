import Engine
import Input
import Limits
import Model
import Phases

/// What can be exported to; the raw value is its name in options and commands.
package enum ExportFormat: String, CaseIterable, Hashable, Sendable {
  /// A table: one row per cell, or per seed.
  case csv
  /// One JSON object a line per cell, with the seeds and the curves.
  case jsonl
  /// A drawing of the diagram.
  case svg
  /// A script that draws the diagram, with its data.
  case gnuplot

  /// Of the files' names.
  package var fileExtension: String {
    switch self {
    case .csv, .jsonl, .svg: rawValue
    case .gnuplot: "gp"
    }
  }

  /// What it is, for help and hints.
  package var meaning: String {
    switch self {
    case .csv: "a table, one row a cell, or a seed"
    case .jsonl: "one JSON object a line for each cell, with its seeds and curves"
    case .svg: "a drawing of the diagram"
    case .gnuplot: "a gnuplot script of the diagram, with its data"
    }
  }

  /// Whether it can have a row for each seed instead of each cell.
  package var hasSeedRows: Bool { self == .csv }

  /// The format of a name. Throws `Refusal` with the remedy.
  package static func named(_ name: String, option: String = "--format") throws(Refusal) -> ExportFormat {
    guard let format = ExportFormat(rawValue: name) else {
      throw .option(option, name.unknown("format", among: allCases.map(\.rawValue)))
    }
    return format
  }
}

/// What is known of a study's cells, to be written in any format. Regimes are derived here, from the study's thresholds.
package struct Export: Sendable {
  package let study: Study
  package let measurements: [Cell: Measurement]
  package let critical: [Problem: CriticalUpdate]
  package let summaries: [Cell: CellSummary]

  /// - Parameters:
  ///   - critical: of the cells' critical companions.
  ///   - distances: to the limits, where they were asked for.
  package init(
    study: Study, measurements: [Cell: Measurement], critical: [Problem: CriticalUpdate],
    distances: [Cell: LimitDistances] = [:]
  ) {
    self.study = study
    self.measurements = measurements
    self.critical = critical
    let theory = study.theory
    let make = { @Sendable (cell: Cell, measurement: Measurement) in
      var summary = CellSummary(
        measurement, critical: critical[measurement.problem.criticalCompanion],
        thresholds: study.thresholds, theory: theory)
      summary.distances = distances[cell] ?? LimitDistances()
      return summary
    }
    var summaries = [Cell: CellSummary](minimumCapacity: measurements.count)
    CellSummary.forEach(of: measurements, make) { cell, _, summary in summaries[cell] = summary }
    self.summaries = summaries
  }

  /// A file's contents, piece by piece: the curves of a large study are gigabytes. Times, hosts and versions stay out,
  /// so that equal results are equal files.
  /// - Parameter perSeed: a row per seed; of effect only where the format `hasSeedRows`.
  package func pieces(_ format: ExportFormat, perSeed: Bool = false) -> any Collection<[UInt8]> {
    let text: String
    switch format {
    case .csv where perSeed: text = SeedCSVExporter.text(rows, thresholds: study.thresholds)
    case .csv: text = CSVExporter.text(summaries)
    case .jsonl: return JSONLExporter.lines(self)
    case .svg: text = DiagramSVG(self).text
    case .gnuplot: text = GnuplotExporter(self).text
    }
    return CollectionOfOne(Array(text.utf8))
  }

  /// By level, then row axis, then column axis.
  var rows: [(Cell, CellSummary, Measurement)] {
    measurements.keys.sorted().compactMap { cell in
      guard let summary = summaries[cell], let measurement = measurements[cell] else { return nil }
      return (cell, summary, measurement)
    }
  }
}
