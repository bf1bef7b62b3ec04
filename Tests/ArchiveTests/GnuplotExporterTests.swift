import Foundation
import Phases
import Testing

@testable import Archive

@Suite struct GnuplotExporterTests {
  /// What is plotted is defined, and the other way round.
  @Test(arguments: Study.builtIns.filter { $0 != .shape })
  func plotsItsOwnData(_ study: Study) throws {
    let cells = study.lattice.baseCells + [DiagramSVGTests.refined]
    let export = DiagramPictureTests.export(study, cells)
    let lines = GnuplotExporter(export).text.split(separator: "\n")
    let defined = lines.filter { $0.hasSuffix("<< EOD") }.compactMap { $0.split(separator: " ").first }
    let plotted = lines.filter { $0.contains(" using ") }.compactMap { $0.split(separator: " ").first }
    let marks = Set(DiagramPicture(export).tiles.map(\.mark))
    let guides = DiagramPicture(export).guide == nil ? 0 : 1
    #expect(guides == (study.rows.parameter == .eta ? 1 : 0))
    #expect(defined == plotted && Set(defined).count == defined.count)
    let curves = 2 * DiagramPicture(export).curves.count
    #expect(curves > 0 && defined.count == marks.count + 1 + Theory.Boundary.allCases.count + curves + guides)
    #expect(lines.count { $0 == "EOD" } == defined.count)
    let rows = lines.filter { $0.split(separator: " ").allSatisfy { Double($0) != nil } }
    #expect(rows.count { $0.split(separator: " ").count == 7 } == cells.count)
  }

  @Test func withoutCellsAndTheoryThereIsTheFrame() throws {
    let study = try Study(
      toml: """
        [columns]
        parameter = "alpha"
        values = [0.01, 0.02]
        [rows]
        parameter = "depth"
        values = [64, 128]
        """, file: "calm.toml")
    let text = GnuplotExporter(DiagramPictureTests.export(study, [])).text
    #expect(text.hasSuffix("plot \\\nNaN notitle\n"))
  }

  /// Golden by hand: α = 1 and L = 4, each half-way to its neighbours 0.794328 and 1.25893, 3 and 6.
  @Test func aCellsRowIsItsPlace() throws {
    let text = GnuplotExporter(DiagramPictureTests.export(.alphaDepth, [Cell(column: 10, row: 3)])).text
    #expect(
      text.hasPrefix(
        """
        # cells: value on x, on y, least and greatest x, least and greatest y, level
        $level0_feature_learning << EOD
        1 4 0.891251 1.12202 3.4641 4.89898 0
        EOD

        """))
  }

  /// In the colours of the drawing.
  @Test func everyMarkIsInItsColour() {
    let study = Study.alphaDepth
    let export = DiagramPictureTests.export(study, study.lattice.baseCells)
    let (script, drawing) = (GnuplotExporter(export).text, DiagramSVG(export).text)
    for mark in Set(DiagramPicture(export).tiles.map(\.mark)) {
      #expect(
        script.contains(
          "fs \(mark.print.gnuplotStyle) border lc rgb \"white\" fc rgb \"\(mark.print.fill)\" "
            + "title '\(mark.title) (\(mark.letter))'"))
      #expect(drawing.contains("fill=\"\(mark.print.fill)\""))
    }
  }

  private static let gnuplot = ["/usr/bin/gnuplot", "/usr/local/bin/gnuplot"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// By the real gnuplot, where there is one: `.ci/run` installs it.
  @Test(.enabled(if: gnuplot != nil), arguments: Study.builtIns)
  func gnuplotDrawsIt(_ study: Study) throws {
    try inTemporaryFolder { folder in
      let path = "\(folder)/a.gp"
      let export = DiagramPictureTests.export(study, study.lattice.baseCells + [DiagramSVGTests.refined])
      try OutputFile(path).replace(pieces: export.pieces(.gnuplot))
      let process = Process()
      process.executableURL = try URL(filePath: #require(Self.gnuplot))
      process.arguments = ["-e", "set term svg size 1000,800; set out '\(folder)/a.svg'", path]
      let errors = Pipe()
      process.standardError = errors
      try process.run()
      let complaints = try errors.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      #expect(
        process.terminationStatus == 0 && complaints.isEmpty, "\(String(decoding: complaints, as: UTF8.self))"
      )
      let drawing = try String(contentsOfFile: "\(folder)/a.svg", encoding: .utf8)
      for mark in Set(DiagramPicture(export).tiles.map(\.mark)) { #expect(drawing.contains(mark.title)) }
      // The axis' title is the lowest of what is centred, and the legend begins a line below it.
      func places(_ anchor: String) -> [Double] {
        drawing.split(separator: "\n").filter { $0.contains("text-anchor=\"\(anchor)\"") }
          .compactMap { $0.firstMatch(of: #/translate\([\d.]+,([\d.]+)\)/#).flatMap { Double($0.output.1) } }
      }
      let (title, first) = (try #require(places("middle").max()), try #require(places("start").min()))
      #expect(first - title > 18)
    }
  }
}
