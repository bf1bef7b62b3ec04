import Phases
import Terminal
import Testing

@testable import Explorer

/// What the screen shows is what can be typed.
@Suite struct SymbolTests {
  @Test(arguments: [
    ("goto α=3 L=64", "goto alpha=3 depth=64"), ("goto σ_v=3", "goto sigma_v=3"),
    ("goto s-v=3", "goto sigma_v=3"), ("zoom in L=64", "zoom in depth=64"), ("mark-to η=3", "mark-to eta=3"),
    ("threshold φ=0.2", "threshold feature=0.2"), ("threshold xi=0.2", "threshold noise=0.2"),
    ("colour φ", "colour feature-update"), ("colour dU", "colour weight-change"), ("colour", "colour"),
    ("find L>64 & φ<0.3", "find depth>64 & relative_feature_update<0.3"),
    ("find M=16 | ξ>1 | ρ>0.1", "find width=16 | initial_displacement>1 | drift_nonlinearity>0.1"),
    ("find σ_v>1 & S<=3.7", "find sigma_v>1 & scale<=3.7"), ("find ΔU>1", "find input_weight_change>1"),
    ("find ΔP>0.1 & Δh>0.5", "find preactivation_change>0.1 & output_change>0.5"),
    ("find dP>0.1|dh>0.5", "find preactivation_change>0.1 | output_change>0.5"),
    ("find (ασ_v/(LM)>0.1)", "find residual_scale>0.1"),
    ("find !alpha*sigma_v/(LM)=2", "find !(residual_scale=2)"),
    ("threshold ΔV=10", "threshold forgotten=10"), ("threshold peak/start=2", "threshold catapult=2"),
    ("threshold end/start=0.8", "threshold barely_trained=0.8"),
  ]) func symbolsAreTaken(typed: String, written: String) throws {
    let command = try Command(typed)
    #expect(command.text == written)
    #expect(try Command(written) == command)
  }

  @Test(arguments: [("goto L=2", ["L=256"]), ("goto L=51", ["L=512"]), ("find α=0.12", ["0.12"])])
  func valuesAreCompleted(typed: String, texts: [String]) throws {
    var state = try Fixture.state(Size(width: 80, height: 24))
    _ = state.type(":" + typed)
    let found = try state.completer.completion(of: #require(state.prompt)).candidates.map(\.text)
    for text in texts { #expect(found.contains { $0.hasPrefix(text) }, "\(found)") }
  }

  @Test(arguments: Parameter.allCases.filter { $0.choices == nil && $0 != .budget }) func everyNumberIsTaken(
    _ parameter: Parameter
  ) throws {
    for spelling in parameter.spellings {
      #expect(try Predicate("\(spelling)>0.1") == .number(parameter.name, .above, 0.1))
    }
  }

  /// Whatever the panes of a cell show before a number, and the CSV has, is a quantity of conditions.
  @Test(arguments: [GlyphSet.unicode, .ascii]) func whatThePaneShowsIsTaken(_ glyphs: GlyphSet) throws {
    var state = try Fixture.complete(Size(width: 120, height: 40), glyphs: glyphs)
    _ = state.press(.enter)
    let text = state.view().text
    for quantity in [.initialDisplacement] + Quantity.ofSteps {
      let symbol = glyphs == .unicode ? quantity.symbols.greek : quantity.symbols.ascii
      let isShown = text.contains("\(symbol) ")
      #expect(isShown, "\(symbol) is not on the screen")
    }
    // The thresholds, by what stands before them.
    for (symbol, name) in [
      ("peak/start > 1.5", Thresholds.Name.catapult), ("end/start > 0.9", .barelyTrained),
      (glyphs == .unicode ? "ΔV > 15" : "dV > 15", .forgotten),
      (glyphs == .unicode ? "φ ≥ 0.3" : "phi >= 0.3", .feature),
      (glyphs == .unicode ? "ξ > 0.5" : "xi > 0.5", .noise),
    ] {
      #expect(text.contains(symbol), "\(symbol)")
      #expect(Thresholds.Name(spelling: String(symbol.prefix { $0 != " " })) == name)
    }
  }

  /// What is no colouring is refused, and all that are stand on the screen.
  @Test(arguments: ["q", "ΔV", "dV", "Δh", "S"]) func othersAreNoColourings(_ symbol: String) throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    _ = state.type(":colour \(symbol)")
    _ = state.press(.enter)
    let problem = try #require(state.prompt?.problem)
    let names = Coloring.allCases.map(\.name)
    #expect(problem == "unknown colour \"\(symbol)\"; one of: " + names.joined(separator: ", "))
    let text = state.view().text
    for name in names { #expect(text.contains(name), "\(name)") }
    #expect(state.display.coloring == .regime)
  }

  @Test(arguments: ["goto n=3", "goto l=3", "find l=3"]) func othersAreNot(typed: String) {
    #expect(throws: CommandError.self) { try Command(typed) }
  }
}
