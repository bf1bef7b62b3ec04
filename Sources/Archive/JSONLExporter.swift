import Engine
import Model
import Phases

/// The science of a study for programs: one JSON object a line per cell, in the order of the CSV.
enum JSONLExporter {
  static func lines(_ export: Export) -> some Collection<[UInt8]> {
    export.rows.lazy.map { cell, summary, measurement in
      let line = CellJSON(
        cell: cell, summary: summary, measurement: measurement,
        critical: export.critical[measurement.problem.criticalCompanion],
        thresholds: export.study.thresholds, isTable: true)
      return Array((line.text + "\n").utf8)
    }
  }
}
