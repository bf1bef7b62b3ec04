import Foundation
import Phases
import Testing

@testable import Archive

/// The pictures of measured diagrams in the guide: that they are there, and that the exporter still draws them so. What was
/// measured is as old as the pictures. `phase-tui sweep --study NAME --svg NAME.svg` measures and draws one again.
@Suite struct KeptPictureTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// All that a picture says without what was measured.
  private struct Frame: Equatable {
    var patterns: [String]
    var cells: [String]
    var frame: [String]

    init(_ text: String) {
      let lines = text.split(separator: "\n").map(String.init)
      func those(with start: String) -> [String] { lines.filter { $0.hasPrefix(start) }.sorted() }
      patterns = those(with: "<pattern ")
      cells = those(with: "<rect x=").filter { !$0.contains("fill") }
      frame = those(with: "<rect x=").filter { $0.contains("fill=\"none\"") }
    }
  }

  @Test(arguments: [Study.heads, .transformer]) func areAsTheExporterDrawsThem(_ study: Study) throws {
    let path = "Tests/EndToEndTests/Pictures/\(study.name).svg"
    let guide = Self.root.appending(path: "Sources/phase-tui/phase-tui.docc/Studies.md")
    #expect(try String(contentsOf: guide, encoding: .utf8).contains("(../../../\(path))"))
    let kept = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
    let export = DiagramPictureTests.export(study, study.lattice.baseCells)
    let drawn = Frame(DiagramSVG(export).text)
    #expect(Frame(kept) == drawn && drawn.patterns.count == Mark.all.count && drawn.frame.count == 1)
    #expect(drawn.cells.count == study.lattice.baseCells.count)

    func plain(_ text: String) -> String { text.filter { !$0.isWhitespace && $0 != "_" } }
    let words = plain(try DrawingElements(kept).text)
    let picture = DiagramPicture(export)
    // The last line of the caption counts what was measured.
    for line in picture.caption.dropLast() + picture.lines.map(\.name) + [picture.x.title, picture.y.title] {
      #expect(words.contains(plain(line)), "\(line)")
    }
    for mark in Mark.all { #expect(words.contains(plain("\(mark.title) (\(mark.letter))"))) }
  }
}
