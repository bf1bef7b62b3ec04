import Archive
import Engine
import Limits
import Phases

/// Where the cells of a shown study are kept, and what was there when it was opened.
package struct StudyStorage: Sendable {
  package let directory: StudyDirectory
  package var recorded: RecordedStudy
  /// First seeds of cells that were left.
  let begun: BegunCells
  /// What need not be trained although it was not there yet, in a session that is run again.
  package var cache: RecordedStudy?
  /// Goes on where `recorded` ends.
  package let reader: JournalReader
  package let origin: RecordOrigin

  package init(
    directory: StudyDirectory, recorded: RecordedStudy, begun: BegunCells = BegunCells(),
    reader: JournalReader,
    origin: RecordOrigin
  ) {
    self.directory = directory
    self.recorded = recorded
    self.begun = begun
    self.reader = reader
    self.origin = origin
  }

  /// Those that have not become whole since.
  var begunCells: [Cell: TrainedSeeds] { begun.cells.filter { recorded.measurements[$0.key] == nil } }
  var viewFile: String { "\(directory.path)/view.json" }
}
