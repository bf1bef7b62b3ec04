import Archive
import Limits
import Phases

/// Where the cells of a shown study are kept, and what was there when it was opened.
package struct StudyStorage: Sendable {
  package let directory: StudyDirectory
  package var recorded: RecordedStudy
  /// What need not be trained although it was not there yet, in a session that is run again.
  package var cache: RecordedStudy?
  /// Goes on where `recorded` ends.
  package let reader: JournalReader
  package let origin: RecordOrigin

  package init(
    directory: StudyDirectory, recorded: RecordedStudy, reader: JournalReader, origin: RecordOrigin
  ) {
    self.directory = directory
    self.recorded = recorded
    self.reader = reader
    self.origin = origin
  }

  var viewFile: String { "\(directory.path)/view.json" }
}
