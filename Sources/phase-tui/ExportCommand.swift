import Archive
import ArgumentParser
import Input
import Phases

/// `phase-tui export`: what a study directory holds, in a format of one's choice.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write what a study directory holds.",
    discussion: ([
      "Examples:", "  phase-tui export --dir DIR --out diagram.csv",
      "  phase-tui export --dir DIR --out diagram.svg",
      "  phase-tui export --dir DIR --colour phi --step 19 --out phi.svg",
      "  phase-tui export --dir DIR --format svg > diagram.svg",
      "  phase-tui export --dir DIR --per-seed --threshold feature=0.2 > seeds.csv", "", "The formats:",
    ]
      + ExportFormat.allCases.map { format in
        "  \(format.rawValue)\(String(repeating: " ", count: 8 - format.rawValue.count)) \(format.meaning)"
      } + [
        "", "The endings: \(endings).", "",
        "In a table of boundaries the column `seeds` is no number of seeds but how far they spread, the standard "
          + "deviation of log10 of the value, in decades (of the value itself on a linear axis); `divergent` is the boundary to noise-dominated cells, and "
          + "`unstable` that to unstable ones.",
      ]).joined(separator: "\n"))

  private static var endings: String {
    ExportFormat.allCases.map { $0.fileEndings.map { ".\($0)" }.joined(separator: ", ") }.joined(
      separator: "; ")
  }

  @Option(help: "The study directory.", completion: .directory)
  var dir: String
  @Option(
    help: .init(
      "One of: \(ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")) "
        + "(default: what the ending of --out says; csv without one, or with .txt or .dat).",
      valueName: "format"),
    completion: .formats)
  var format: String?
  @Flag(help: "A row for each seed instead of each cell.")
  var perSeed = false
  @Option(
    parsing: .unconditional,
    help: .init("Everything as measured after this training step (default: the last).", valueName: "k"))
  var step: Int?
  @Option(
    name: [.customLong("colour"), .customLong("color")],
    help: .init("What drawings are coloured by (default: regime).", valueName: "quantity"),
    completion: .quantities)
  var colour: String?
  @OptionGroup var thresholds: ThresholdOption
  @OptionGroup var drawing: DrawOptions
  @Option(
    help: "The file to write, replacing one that is there (default: standard output).", completion: .file())
  var out: String?

  func run() throws {
    let format = try ExportFormat.chosen(format, for: out)
    guard !perSeed || format.hasSeedRows else {
      throw Refusal.option("--per-seed", "a \(format.rawValue) file has no rows for seeds; leave it out")
    }
    if let colour, !format.isDrawing {
      throw Refusal.option("--colour \(colour)", "a \(format.rawValue) file has no colours; leave it out")
    }
    let file = out.map(ExportFile.init)
    try file?.checkWritable()
    let directory = try StudyDirectory(opening: dir)
    if let complaint = directory.complaint { Program.warn(complaint) }
    var overrides = StudyOverrides()
    overrides.thresholds = thresholds.threshold
    overrides.ownData = directory.ownDataset?.data
    let study = try overrides.applied(to: directory.study)
    let view = try ExportView(step: step, colour: colour, of: study)
    var reader = JournalReader(folder: directory.records)
    let recorded = try RecordedStudy(&reader, of: study, numerics: directory.numerics)
    for line in recorded.complaints(reader) { Program.warn(line) }
    var export = recorded.export(view)
    export.draws = try draws(of: export, directory)
    if let colour, let quantity = view.quantity,
      !export.summaries.values.contains(where: { $0.value(of: quantity)?.isFinite == true })
    {
      let lack = quantity.lack(in: study).map { ": \($0)" } ?? ""
      throw Refusal.option("--colour \(colour)", "no cell here has a value of \(quantity.name)\(lack)")
    }
    guard let file else {
      try export.checkCurves(for: format)
      for piece in export.pieces(format, perSeed: perSeed) { try Program.write(piece) }
      return
    }
    let provenance = Provenance(kernels: recorded.kernels, numerics: directory.numerics)
    try file.write(export, format, perSeed: perSeed, provenance)
  }

  /// What `sweep --draws` has kept; refuses draws that are not there.
  private func draws(of export: Export, _ directory: StudyDirectory) throws -> [Export] {
    let count = try drawing.count(for: export.study)
    let further = BoundaryDraws(export.boundaries, of: export.study, count: count)
    return try further.studies.enumerated().map { draw, study in
      var reader = JournalReader(folder: directory.records)
      let recorded = try RecordedStudy(&reader, of: study, numerics: directory.numerics)
      let drawn = recorded.export(export.view)
      let missing = further.cells.count { drawn.summaries[$0] == nil }
      guard missing == 0 else {
        throw Refusal.option(
          "--draws \(count)",
          "\(dir) lacks \(missing) of \(further.cells.count) cells of draw \(draw + 2); measure them with"
            + " phase-tui sweep --dir \(dir) --draws \(count) and what else its command had")
      }
      return drawn
    }
  }
}
