import Foundation
import Phases
import Testing

@testable import Archive

/// Names that would run something, end a string or drive a terminal, in everything that is exported.
@Suite struct HostileTextTests {
  static let texts = [
    "a`touch ran`b", "$(touch ran)", "\"; system('touch ran'); print \"", "'; system(\"touch ran\"); print '",
    "''''", "a\nsystem('touch ran')\n!touch ran\n", "\\", "ends in \\", "\\' . system('touch ran') . '",
    "@ran", "%s%d%%", "\u{1B}]0;owned\u{7}\u{1B}[2J\u{9B}31m", "</title><script>x</script>&amp;<!-- ]]>",
    "\u{202E}txt\u{2066}\u{2028}\u{2029}\u{FEFF}\u{0}\u{FFFE}\u{FFFF}\u{10FF80}", "α√σ_v é 😀",
  ]

  private static let gnuplot = OtherProgram(named: "gnuplot")

  private static func study(_ name: String) -> Study {
    var study = Study.alphaDepth
    study.name = name
    return study
  }

  /// Nothing but line ends among the controls, and no mark of direction.
  private static func isInert(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control: scalar == "\n"
      case .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: false
      default: true
      }
    }
  }

  @Test(arguments: texts) func drawingsAreInert(_ text: String) throws {
    let drawing = DiagramSVG(DiagramPictureTests.export(Self.study(text), [])).text
    #expect(Self.isInert(drawing))
    let elements = try DrawingElements(drawing)
    #expect(elements.counts["script"] == nil && elements.counts["title"] == 1)
    if Self.isInert(text) { #expect(elements.text.contains(text.replacing("\n", with: "?"))) }
  }

  @Test(arguments: texts) func provenanceIsInert(_ text: String) throws {
    let provenance = Provenance(
      kernels: [text], numerics: .fused, commandLine: ["phase-tui", text], host: text, date: Date())
    let json = provenance.json(
      DiagramPictureTests.export(.alphaDepth, []), format: .csv, perSeed: false)
    #expect(Self.isInert(json))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect((object["command"] as? [String])?.last?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
    #expect((object["host"] as? String)?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
  }

  @Test(arguments: texts) func gnuplotScriptsAreInert(_ text: String) throws {
    let script = GnuplotExporter(DiagramPictureTests.export(Self.study(text), [])).text
    #expect(Self.isInert(script))
    let lines = script.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("set title '") && $0.hasSuffix("' noenhanced") } == 1)
    #expect(lines.allSatisfy { !$0.contains("touch") || $0.hasPrefix("set title '") })
  }

  /// The real gnuplot runs nothing of a name, and draws it.
  @Test(.enabled(if: gnuplot != nil, "no gnuplot"), arguments: texts)
  func gnuplotRunsNothing(_ text: String) throws {
    try inTemporaryFolder { folder in
      let export = DiagramPictureTests.export(Self.study(text), Study.alphaDepth.lattice.baseCells)
      try OutputFile("\(folder)/a.gp").replace(pieces: export.pieces(.gnuplot))
      _ = try #require(Self.gnuplot).output(
        ["-e", "ran = 'system(\"touch ran\")'; set term svg; set out 'a.svg'", "a.gp"], in: folder)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["a.gp", "a.svg"])
      let drawing = try String(contentsOfFile: "\(folder)/a.svg", encoding: .utf8)
      if text.hasPrefix("α") { #expect(drawing.contains(text)) }
      #expect(drawing.contains("lazy ODE"))
    }
  }
}
