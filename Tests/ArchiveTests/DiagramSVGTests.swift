import Phases
import Testing

@testable import Archive

@Suite struct DiagramSVGTests {
  static let refined = Cell(column: Position(units: 128), row: Position(base: 0))

  @Test(arguments: Study.builtIns.filter { $0 != .shape })
  func everyCellIsARectangle(_ study: Study) throws {
    let cells = study.lattice.baseCells + [Self.refined]
    let text = DiagramSVG(DiagramPictureTests.export(study, cells)).text
    let elements = try DrawingElements(text)
    // Beside them: the paper, the frame, and one a mark in its pattern and in the legend.
    #expect(elements.counts["rect"] == cells.count + 2 + 2 * Mark.all.count)
    #expect(elements.counts["pattern"] == Mark.all.count)
    // Each line of theory, each measured one, and the guide, where η is an axis, in white and in its colour.
    let picture = DiagramPicture(DiagramPictureTests.export(study, cells))
    #expect(picture.curves.isEmpty == false && (picture.guide != nil) == (study.rows.parameter == .eta))
    let lines = Theory.Boundary.allCases.count + picture.curves.count + (picture.guide == nil ? 0 : 1)
    #expect(elements.counts["polyline"] == 2 * lines)
    #expect(elements.text.contains("guide: η = 2N/λ") == (study.rows.parameter == .eta))
    for mark in Mark.all { #expect(elements.text.contains("\(mark.title) (\(mark.letter))")) }
    for word in ["theory: S = 3.7", "\(study.name)", "1"] { #expect(elements.text.contains(word)) }
  }

  /// In print and to the colour-blind.
  @Test func marksDifferInColourAndHatching() throws {
    let text = DiagramSVG(DiagramPictureTests.export(.alphaDepth, [])).text
    let elements = try DrawingElements(text)
    let patterns = try #require(elements.attributes["pattern"])
    #expect(Set(patterns.compactMap { $0["id"] }) == Set(Mark.all.map(\.name)))
    let hatchings = elements.attributes["path"]?.filter { $0["stroke-width"] == "0.8" }.compactMap { $0["d"] }
    #expect(Set(hatchings ?? []).count == Mark.all.count)
    let fills = elements.attributes["rect"]?.compactMap { $0["fill"] }.filter { $0.hasPrefix("#") }
    #expect(Set(fills ?? []).count == Mark.all.count)
  }

  @Test func cellsStayInTheFrame() throws {
    let study = Study.alphaDepth
    let last = Cell(column: study.columns.positions.upperBound, row: study.rows.positions.upperBound)
    let text = DiagramSVG(DiagramPictureTests.export(study, [Cell(column: 0, row: 0), last])).text
    let places = try #require(try DrawingElements(text).attributes["rect"]).compactMap { rectangle in
      Double(rectangle["x"] ?? "")
    }
    #expect(places.allSatisfy { (74...620).contains($0) })
  }

  /// Golden by hand: the frame is 546 × 380 at (74, 40), a column 546/31 wide, the row of L = 1 reaches from √½ to √2 of
  /// √½ … 608.9; the refined cell is half as wide, its depth 2^½ rounds to 1 and the next is 2.
  @Test func aCellStandsWhereItsValuesAre() throws {
    let text = DiagramSVG(DiagramPictureTests.export(.alphaDepth, [Cell(column: 0, row: 0), Self.refined]))
      .text
    let group = text.split(separator: "\n").drop { !$0.hasPrefix("<g fill") }.prefix {
      !$0.hasPrefix("<clipPath")
    }
    #expect(
      group.joined(separator: "\n") == """
        <g fill="url(#feature-learning)" stroke="white" stroke-width="0.5">
        <rect x="74" y="381" width="17.6" height="39"/>
        </g>
        <g fill="url(#feature-learning)" stroke="white" stroke-width="0.5">
        <rect x="87.2" y="381" width="8.8" height="39"/>
        </g>
        """)
  }

  /// The longest words that a colour scale can have, and everything below it, stay on the paper and apart.
  @Test(arguments: Quantity.allCases) func everyTextHasItsPlace(_ quantity: Quantity) throws {
    var study = Study.alphaDepth
    study.fix(.test, at: .number(20))
    let export = DiagramPictureTests.export(
      study, Array(study.lattice.baseCells.prefix(62)), view: ExportView(quantity: quantity))
    let text = DiagramSVG(export).text
    let elements = try DrawingElements(text)
    let height = try #require(elements.attributes["svg"]?.first?["height"].flatMap(Double.init))
    let places = try #require(elements.attributes["text"]).compactMap { $0["y"].flatMap(Double.init) }
    #expect(places.max().map { $0 < height && $0 > height - 20 } == true)
    // Rows of different words are at least a small letter apart.
    let rows = Set(places.filter { $0 > 420 }).sorted()
    #expect(zip(rows, rows.dropFirst()).allSatisfy { $1 - $0 >= 12 }, "\(rows)")
    let title = DiagramPicture(export).coloring.map { FormulaPart.width(of: "\($0.title), clipped") * 12 }
    #expect(title.map { 74 + $0 < 640 } == true)
    #expect(text.contains("N<tspan dy=\"3\"") && text.contains(">test</tspan><tspan dy=\"-3\"> = 20"))
  }

  /// Symbols have lowered letters, several where they have several, and names none.
  @Test func heldOutQuantitiesAreNamedBySymbols() throws {
    for quantity in Quantity.allCases {
      let export = DiagramPictureTests.export(.alphaDepth, [], view: ExportView(quantity: quantity))
      let (drawing, script) = (DiagramSVG(export).text, GnuplotExporter(export).text)
      let isLowered = quantity.symbols.greek.hasSuffix("_test")
      #expect(drawing.contains(">test</tspan>") == isLowered, "\(quantity)")
      #expect(script.contains("_{test} (") == isLowered, "\(quantity)")
      #expect(!drawing.contains("coloured by \(quantity.row.title) (\(quantity.name))"))
    }
    #expect(Quantity.heldOut.count { $0.symbols.greek.hasSuffix("_test") && $0.row.coloring != nil } == 4)
  }

  /// Neither those that people give nor those of axes.
  @Test func namesHaveNoLoweredLetters() throws {
    var study = Study.alphaDepth
    study.columns = try #require(
      Study.builtIns.first { $0.columns.parameter == .sigmaV && $0.columns.label == nil }
    ).columns
    study.fix(.test, at: .number(20))
    var export = DiagramPictureTests.export(study, [])
    #expect(DiagramSVG(export).text.contains(">sigma_v-depth, N<tspan"))
    #expect(GnuplotExporter(export).text.contains("\nset title 'sigma\\_v-depth' . ', N_{test} = 20'\n"))
    study.name = "my_test"
    export = DiagramPictureTests.export(study, [])
    #expect(DiagramSVG(export).text.contains(">my_test</text>"))
    #expect(GnuplotExporter(export).text.contains("\nset title 'my_test' noenhanced\n"))
  }

  @Test func onlySymbolsHaveLoweredLetters() {
    let text = "ασ_v = 1, loss_final > feature_update, acc_test = 3, _x, a_"
    let parts = FormulaPart.parts(of: text)
    #expect(parts.filter(\.isLowered).map(\.text) == ["v", "test"])
    #expect(
      parts.map(\.text).joined() == "ασv = 1, loss_final > feature_update, acctest = 3, _x, a_")
  }

  @Test func longCaptionsAreBrokenBehindCommas() {
    let text = "M = 16, D = 10, N = 10, K = 50"
    #expect(FormulaPart.lines(text, width: 100) == [text])
    let lines = FormulaPart.lines(text, width: 8)
    #expect(lines.count > 1 && lines.joined(separator: " ") == text)
    #expect(lines.dropLast().allSatisfy { $0.hasSuffix(",") })
    #expect(FormulaPart.lines(text, width: 1) == ["M = 16,", "D = 10,", "N = 10,", "K = 50"])
  }

  @Test func anythingCanBeInATitle() throws {
    var study = Study.alphaDepth
    study.name = "a<b>&_c"
    #expect(
      try DrawingElements(DiagramSVG(DiagramPictureTests.export(study, [])).text).text.contains("a<b>&_c"))
  }
}
