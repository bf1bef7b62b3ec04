import Archive
import Input

/// Writes what a diagram holds, to a path that no file has yet or, without one, to a new `STUDY-NNN` in the working
/// directory; returns where it went.
func export(
  _ diagram: Diagram, as format: ExportFormat, to path: String?, _ provenance: Provenance
) throws(Refusal) -> String {
  guard let path else { return try ExportFile.snapshot(diagram.export, format, provenance) }
  let expanded = UserFolders.current.expanded(path)
  try ExportFile(expanded).writeNew(diagram.export, format, provenance)
  return expanded
}
