import Networks
import Phases

/// The science of a study for programs: one JSON object a line per cell, in the order of the CSV.
enum JSONLExporter {
  static func text(_ export: Export) -> String {
    export.rows.map { cell, summary, measurement in
      CellJSON(
        cell: cell, summary: summary, measurement: measurement,
        critical: export.critical[measurement.configuration.criticalCompanion],
        thresholds: export.study.thresholds
      ).text + "\n"
    }.joined()
  }
}
