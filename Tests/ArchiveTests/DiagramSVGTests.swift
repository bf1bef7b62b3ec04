import Phases
import Testing

@testable import Archive

@Suite struct DiagramSVGTests {
  static let refined = Cell(column: Position(units: 128), row: Position(base: 0))

  @Test(arguments: Study.builtIns)
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

  @Test func anythingCanBeInATitle() throws {
    var study = Study.alphaDepth
    study.name = "a<b>&_c"
    #expect(
      try DrawingElements(DiagramSVG(DiagramPictureTests.export(study, [])).text).text.contains("a<b>&_c"))
  }
}
