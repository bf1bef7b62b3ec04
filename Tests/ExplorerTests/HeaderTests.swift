import Phases
import Terminal
import Testing

@testable import Explorer

/// The first row has what colours mean, whatever else there is to say.
@Suite struct HeaderTests {
  private static let sizes = [(40, 14), (80, 24), (120, 40), (200, 60)].map {
    Size(width: $0.0, height: $0.1)
  }

  private func header(_ state: State) throws -> String {
    String(try #require(state.view().text.split(separator: "\n").first))
  }

  @Test(arguments: Study.builtIns, sizes) func everyColouringHasItsScale(_ study: Study, _ size: Size) throws
  {
    var state = try Fixture.state(size, studies: [study])
    Fixture.finish(Array(state.diagram.lattice.stages[0].prefix(8)), in: &state)
    let themed = state.look.theme
    for look in [state.look, Look(theme: themed, colors: .mono, glyphs: .unicode)] {
      state.look = look
      for case .quantity(let quantity) in Coloring.allCases {
        _ = state.update(.command(.coloring(.quantity(quantity))))
        let range = QuantityRange(.quantity(quantity), of: state.report.diagram)
        let row = try header(state)
        let low = "\(quantity.symbols.greek) \(Figures.trimmed(range.low, digits: 2)) "
        let high = " \(Figures.trimmed(range.high, digits: 2))" + (range.word.map { " \($0)" } ?? "")
        let start = try #require(row.range(of: "  \(low)")).upperBound
        #expect(row.hasSuffix(high) && row.columns <= size.width, "\(row)")
        let scale = row[start...].dropLast(high.count)
        #expect(look.scaleIsCoarse ? scale == "0123456789" : scale.count >= 10, "\(row)")
      }
    }
  }

  @Test func whatHasNoRoomIsSaidToBeThere() throws {
    var overrides = StudyOverrides()
    overrides.settings = ["norm=rms", "mask=causal", "task=in-context"]
    let study = try overrides.applied(to: .transformer)
    let narrow = try header(Fixture.state(Size(width: 80, height: 24), studies: [study]))
    #expect(narrow.contains("  …") && !narrow.contains("seeds"), "\(narrow)")
    let plain = try header(Fixture.state(Size(width: 80, height: 24), glyphs: .ascii, studies: [study]))
    #expect(plain.contains("  ..."), "\(plain)")
    let wide = try header(Fixture.state(Size(width: 200, height: 60), studies: [study]))
    #expect(!wide.contains("…") && wide.contains("8 seeds"), "\(wide)")
  }

  /// A study that is named by its choice does not say it twice.
  @Test func namesAreNotSaidTwice() throws {
    for (study, noun) in [(Study.heads, "blocks"), (.transformer, "blocks"), (.adam, "optimizer")] {
      let row = try header(Fixture.state(Size(width: 120, height: 40), studies: [study]))
      #expect(row.hasPrefix(" \(study.name)  D 10") && !row.contains(noun), "\(row)")
    }
    var overrides = StudyOverrides()
    overrides.settings = ["optimizer=momentum"]
    let other = try overrides.applied(to: .adam)
    #expect(
      try header(Fixture.state(Size(width: 120, height: 40), studies: [other])).contains("momentum optimizer")
    )
  }
}
