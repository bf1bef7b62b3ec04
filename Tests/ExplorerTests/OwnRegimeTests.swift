import Engine
import Model
import Phases
import Sweep
import Terminal
import Testing

@testable import Archive
@testable import Explorer

/// Regimes that a study has of its own look like no other, on the screen and in drawings.
@Suite struct OwnRegimeTests {
  private static let letters = ["A", "B", "C", "D"]

  /// A column for each regime, and one that no rule is about.
  private static func study() throws -> Study {
    let declaration = Declaration(
      name: "net", version: "1",
      parameters: [
        .init("x", "x", "", .whole(0...4), usual: 0, isLogarithmic: false),
        .init("y", "y", "", .whole(0...1), usual: 0, isLogarithmic: false),
      ])
    let rules = letters.enumerated().map { column, letter in
      "[[rule]]\nregime = \"own \(letter)\"\nletter = \"\(letter)\"\nwhen = \"x=\(column)\"\n"
    }
    let text = """
      trainer = ["train"]
      seeds = 1
      [columns]
      parameter = "x"
      values = [0, 1, 2, 3, 4]
      [rows]
      parameter = "y"
      values = [0, 1]

      """
    return try Study(toml: text + rules.joined(), file: "s.toml", declaration: declaration)
  }

  private static func measurement(_ problem: Problem) -> Measurement {
    Measurement(
      problem: problem, reported: [ReportedSeed(seed: 0, losses: [(0, 2), (10, 1)], quantities: [])])
  }

  @Test(arguments: [ColorDepth.truecolor, .indexed256, .ansi16, .mono])
  func cellsHaveTheirColours(_ colors: ColorDepth) throws {
    let study = try Self.study()
    var state = State(
      studies: [study], size: Size(width: 120, height: 30), look: try Fixture.look(.unicode, colors),
      workers: 1)
    for cell in study.lattice.baseCells {
      let problem = study.problem(for: cell)
      state.hear(.started(.cell(cell, SeedGroup(problem))), of: 0)
      state.hear(.finished(cell, Self.measurement(problem)), of: 0, at: 1)
    }
    let shading = Shading(state.report)
    let looks = try (0..<5).map { column in
      shading(try #require(state.diagram.summaries[Cell(column: column, row: 0)]), nil)
    }
    #expect(looks.map { String($0.letter) } == Self.letters + ["T"])
    let roles = Role.ownRegimes + [.lazy]
    #expect(looks.map(\.style) == roles.map { state.look($0) })
    if colors != .mono { #expect(Set(looks.map(\.style.background)).count == 5) }
    let header = try #require(state.view().text.split(separator: "\n").first)
    for letter in Self.letters { #expect(header.contains("\(letter)  own \(letter)"), "\(header)") }
  }

  @Test func drawingsNameThem() throws {
    let study = try Self.study()
    let cells = study.lattice.baseCells.map { ($0, Self.measurement(study.problem(for: $0))) }
    let export = Export(
      study: study, measurements: Dictionary(uniqueKeysWithValues: cells), critical: [:])
    let drawing = DiagramSVG(export).text
    let script = GnuplotExporter(export).text
    for letter in Self.letters {
      #expect(drawing.contains("<pattern id=\"own-\(letter)\"") && drawing.contains("url(#own-\(letter))"))
      #expect(drawing.contains("own \(letter) (\(letter))") && script.contains("own \(letter)"))
    }
    let marks = study.vocabulary.rules.marks
    #expect(Set(marks.map(\.print.fill)).count == marks.count)
    #expect(Set(marks.map(\.print.hatching)).count == marks.count)
  }
}
