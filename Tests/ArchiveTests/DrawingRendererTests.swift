import Foundation
import Phases
import Testing

@testable import Archive

/// Drawings as different renderers see them.
@Suite struct DrawingRendererTests {
  struct Drawing: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var testDescription: String { name }
  }

  /// The built-in studies, one whose axes both have lowered letters, and the figures of a rate.
  static let drawings: [Drawing] = {
    let lowered = try? Study(
      toml: """
        [columns]
        parameter = "residual_scale"
        values = [0.01, 0.1, 1]
        [rows]
        parameter = "sigma_v"
        values = [1, 10, 100]
        """, file: "lowered.toml")
    let studies = Study.builtIns + [lowered].compactMap(\.self)
    return studies.map { study in
      Drawing(
        name: study.name,
        text: DiagramSVG(DiagramPictureTests.export(study, study.lattice.baseCells)).text)
    } + [
      Drawing(
        name: "figures",
        text: FigureSVG(figures: RateExporterTests.report.figures, title: RateExporterTests.report.title).text
      )
    ]
  }()

  @Test func thereAreLoweredLetters() {
    #expect(Self.drawings.count == Study.builtIns.count + 2)
    #expect(Self.drawings.contains { $0.name == "lowered" && $0.text.contains(">σ<tspan") })
  }

  /// Shares of something are shares of different things: CairoSVG takes 75 % of the page for a letter.
  @Test(arguments: drawings) func everySizeIsAbsolute(_ drawing: Drawing) throws {
    let elements = try DrawingElements(drawing.text)
    for (element, attributes) in elements.attributes {
      for (name, value) in attributes.flatMap(\.self) {
        #expect(
          !value.contains("%") && value.firstMatch(of: #/\d(em|ex|rem|ch)\b/#) == nil, "\(element) \(name)")
        if name == "font-size" { #expect(Double(value).map { (6...20).contains($0) } == true, "\(value)") }
      }
    }
    // CairoSVG would put the middle of each part of such a text there.
    for text in drawing.text.split(separator: "\n") where text.contains("<tspan") {
      #expect(text.contains("text-anchor=\"start\""), "\(text)")
    }
  }

  private static let python = OtherProgram.python(with: "cairosvg", "PIL")
  private static let librsvg = OtherProgram(named: "rsvg-convert")

  /// Pixels that are dark in one of two renderings and light in the other: the edges of letters.
  @Test(
    .enabled(if: python != nil && librsvg != nil, "no Python with cairosvg and PIL, or no rsvg-convert"),
    arguments: drawings)
  func twoRenderersAgree(_ drawing: Drawing) throws {
    try inTemporaryFolder { folder in
      let (svg, png) = ("\(folder)/a.svg", "\(folder)/a.png")
      try OutputFile(svg).replace(with: Array(drawing.text.utf8))
      _ = try #require(Self.librsvg).output([svg, "-o", png])
      let script = """
        import cairosvg, io, sys
        from PIL import Image, ImageChops
        one = Image.open(io.BytesIO(cairosvg.svg2png(url=sys.argv[1]))).convert("L")
        other = Image.open(sys.argv[2]).convert("L")
        assert one.size == other.size, (one.size, other.size)
        counts = ImageChops.difference(one, other).histogram()
        print(sum(counts[128:]) / sum(counts))
        """
      let output = try #require(Self.python).output(["-W", "ignore", "-c", script, svg, png])
      let share = try #require(Double(output.trimmingCharacters(in: .newlines)))
      #expect(share < 0.02)
    }
  }
}
