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
  ]) func symbolsAreTaken(typed: String, written: String) throws {
    let command = try Command(typed)
    #expect(command.text == written)
    #expect(try Command(written) == command)
  }

  @Test(arguments: [("goto L=2", ["L=256"]), ("goto L=51", ["L=512"]), ("find α=0.12", ["0.12"])])
  func valuesAreCompleted(typed: String, texts: [String]) throws {
    var state = try Fixture.state(Size(width: 80, height: 24))
    _ = state.type(":" + typed)
    let found = try state.completion(of: #require(state.prompt)).candidates.map(\.text)
    for text in texts { #expect(found.contains { $0.hasPrefix(text) }, "\(found)") }
  }

  @Test(arguments: ["goto N=3", "goto l=3", "find l=3"]) func othersAreNot(typed: String) {
    #expect(throws: CommandError.self) { try Command(typed) }
  }
}
