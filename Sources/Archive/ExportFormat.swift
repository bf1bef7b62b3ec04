import Input

/// What can be exported to. A new format is an exporter in a file of its own and a row of `allCases`.
package struct ExportFormat: Sendable {
  /// Its name in options and commands.
  package let rawValue: String
  /// What it is, for help and hints.
  package let meaning: String
  /// The endings of its files, without the dot; the first is the one that is given.
  package let fileEndings: [String]
  /// Whether it can have a row for each seed instead of each cell.
  package var hasSeedRows = false
  /// Whether it has the losses of every step.
  fileprivate var hasCurves = false
  /// Whether it is a picture, which has colours.
  package var isDrawing = false
  /// The exporter; the second argument asks for a row per seed.
  fileprivate let pieces: @Sendable (Export, Bool) -> any Collection<[UInt8]>

  package static let csv = ExportFormat(
    rawValue: "csv", meaning: "a table, one row a cell, or a seed", fileEndings: ["csv"], hasSeedRows: true,
    pieces: { export, perSeed in
      whole(
        perSeed
          ? SeedCSVExporter.text(
            export.rows, thresholds: export.study.thresholds, export.study.vocabulary)
          : CSVExporter.text(export.summaries, export.study.vocabulary))
    })
  package static let jsonl = ExportFormat(
    rawValue: "jsonl", meaning: "one JSON object a line for each cell, with its seeds and curves",
    fileEndings: ["jsonl", "ndjson"], hasCurves: true, pieces: { export, _ in JSONLExporter.lines(export) })
  package static let svg = ExportFormat(
    rawValue: "svg", meaning: "a drawing of the diagram", fileEndings: ["svg"], isDrawing: true,
    pieces: { export, _ in whole(DiagramSVG(export).text) })
  package static let gnuplot = ExportFormat(
    rawValue: "gnuplot", meaning: "a gnuplot script of the diagram, with its data",
    fileEndings: ["gp", "gnuplot", "plt"], isDrawing: true,
    pieces: { export, _ in whole(GnuplotExporter(export).text) })

  package static let boundary = ExportFormat(
    rawValue: "boundary", meaning: "a table of where the boundaries lie, row by row and column by column",
    fileEndings: ["boundary.csv", "csv"], pieces: { export, _ in whole(BoundaryExporter.text(export)) })

  private static func whole(_ text: String) -> CollectionOfOne<[UInt8]> { CollectionOfOne(Array(text.utf8)) }
}

extension ExportFormat: CaseIterable, Hashable, RawRepresentable {
  package static let allCases: [ExportFormat] = [.csv, .jsonl, .svg, .gnuplot, .boundary]

  package init?(rawValue name: String) {
    guard let format = Self.allCases.first(where: { $0.rawValue == name }) else { return nil }
    self = format
  }
}

extension Export {
  /// A file's contents, piece by piece: the curves of a large study are gigabytes. Times, hosts and versions stay out,
  /// so that equal results are equal files.
  /// - Parameter perSeed: a row per seed; of effect only where the format `hasSeedRows`.
  package func pieces(_ format: ExportFormat, perSeed: Bool = false) -> any Collection<[UInt8]> {
    format.pieces(self, perSeed)
  }

  /// Refuses a format with curves where one of them was left in a record that is no longer there.
  package func checkCurves(for format: ExportFormat) throws(Refusal) {
    guard format.hasCurves else { return }
    let lost = measurements.values.count(where: \.hasLostCurves)
    guard lost == 0 else {
      throw Refusal(
        "the records of \(lost) cells were overwritten since the study was opened, and their curves with them; open it "
          + "again, or write a format without curves", exitStatus: 65)
    }
  }
}

/// What a file's name says of its format.
extension ExportFormat {
  /// The ending that its files are given.
  package var fileExtension: String { fileEndings[0] }

  /// The format of a name. Throws `Refusal` with the remedy.
  package static func named(_ name: String) throws(Refusal) -> ExportFormat {
    guard let format = ExportFormat(rawValue: name) else {
      throw .option("--format", name.unknown("format", among: allCases.map(\.rawValue)))
    }
    return format
  }

  /// The format whose ending a file's name has: of several the longest, and the first format with that.
  package static func byEnding(of path: String) -> ExportFormat? {
    let name = path.fileName.lowercased()
    var (best, length) = (ExportFormat?.none, 0)
    for format in allCases {
      // A name that only begins with a dot has no ending.
      let own = format.fileEndings.map { ".\($0)" }.filter { name.hasSuffix($0) && name != $0 }
      guard let longest = own.map(\.count).max(), longest > length else { continue }
      (best, length) = (format, longest)
    }
    return best
  }

  /// What follows the last dot of a file's name, in lower case; a name that only begins with a dot has none.
  private static func ending(of path: String) -> String? {
    let name = path.fileName
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    return name[name.index(after: dot)...].lowercased()
  }

  /// Endings of plain text, in which a table is no surprise.
  private static let textEndings = ["", "txt", "dat"]

  /// What names a format for a file: the format, else the ending. CSV where neither does, as long as the ending is
  /// not that of something else: nobody is helped by a table that is called a picture.
  package static func chosen(_ name: String?, for path: String?) throws(Refusal) -> ExportFormat {
    if let name {
      let format = try named(name)
      if let path { try format.checkEnding(of: path, option: "--format \(name) --out") }
      return format
    }
    guard let path else { return .csv }
    if let format = byEnding(of: path) { return format }
    let ending = ending(of: path) ?? ""
    guard textEndings.contains(ending) else {
      let names = allCases.map(\.rawValue).joined(separator: ", ")
      throw .option("--out \(path)", "no format has the ending .\(ending); say one with --format: \(names)")
    }
    return .csv
  }

  /// Refuses a file that has the ending of another format.
  package func checkEnding(of path: String, option: String) throws(Refusal) {
    guard let complaint = complaint(aboutEndingOf: path) else { return }
    throw .option("\(option) \(path)", complaint)
  }

  /// Says what is wrong with a file's ending for this format, or nothing.
  package func complaint(aboutEndingOf path: String) -> String? {
    if let ending = Self.ending(of: path), fileEndings.contains(ending) { return nil }
    guard let other = Self.byEnding(of: path), other != self else { return nil }
    return
      "a name with this ending promises \(other.rawValue), and this is \(rawValue); name a .\(fileExtension) file"
  }
}
