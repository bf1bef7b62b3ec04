import Input

/// A file to export to, with its provenance in `FILE.meta.json` beside it; a pipe or a device has none.
package struct ExportFile: Sendable {
  private let file: OutputFile
  private let meta: OutputFile?

  package init(_ path: String) {
    file = OutputFile(path)
    // What is wrong with the path is told when it is checked or written.
    meta = (try? file.isStream) == true ? nil : OutputFile(path + Self.suffix)
  }

  /// Whether it is written in its place, perhaps to somebody who does not read yet.
  package var isStream: Bool { (try? file.isStream) == true }

  package static let suffix = ".meta.json"

  /// Finds out that they cannot be written before there is anything to write.
  package func checkWritable() throws(Refusal) {
    try file.checkWritable()
    try meta?.checkWritable()
  }

  /// Replaces both; an export that cannot be written goes to a temporary file that the error names.
  /// - Parameter patience: milliseconds that a stream is waited for at most; `nil`: for as long as it takes.
  package func write(
    _ export: Export, _ format: ExportFormat, perSeed: Bool = false, _ provenance: Provenance,
    patience: Int32? = nil
  ) throws(Refusal) {
    try export.checkCurves(for: format)
    try file.replaceOrRescue(pieces: export.pieces(format, perSeed: perSeed), patience: patience)
    try meta?.replace(pieces: [provenance.bytes(export, format, perSeed: perSeed)], modelledOn: file)
  }

  /// The same of a text that no study holds.
  package func write(_ text: String, meta provenance: String, patience: Int32? = nil) throws(Refusal) {
    try file.replaceOrRescue(pieces: [Array(text.utf8)], patience: patience)
    try meta?.replace(pieces: [Array(provenance.utf8)], modelledOn: file)
  }

  /// Makes both; the file must not be there yet.
  package func writeNew(
    _ export: Export, _ format: ExportFormat, perSeed: Bool = false, _ provenance: Provenance
  ) throws(Refusal) {
    try export.checkCurves(for: format)
    try file.createNew(pieces: export.pieces(format, perSeed: perSeed))
    try meta?.replace(pieces: [provenance.bytes(export, format, perSeed: perSeed)], modelledOn: file)
  }

  /// Writes `STUDY-NNN.EXTENSION` in a directory, a file a format, and returns their paths. They share the first number
  /// that no file of any format has yet, so that a number is one moment.
  package static func snapshot(
    _ export: Export, _ formats: [ExportFormat], perSeed: Bool = false, _ provenance: Provenance,
    in directory: String = "."
  ) throws(Refusal) -> [String] {
    for format in formats { try export.checkCurves(for: format) }
    let files = formats.map { format in
      (pieces: export.pieces(format, perSeed: perSeed), suffix: "." + format.fileExtension)
    }
    let paths = try OutputFile.create(
      files, in: directory, stem: export.study.shownName,
      beside: ExportFormat.allCases.map { "." + $0.fileExtension })
    for (path, format) in zip(paths, formats) {
      try OutputFile(path + suffix).replace(with: provenance.bytes(export, format, perSeed: perSeed))
    }
    return paths
  }
}
