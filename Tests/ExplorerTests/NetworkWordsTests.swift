import Model
import Phases
import Terminal
import Testing

@testable import Explorer

/// What networks are made of stands beside what was measured of them.
@Suite struct NetworkWordsTests {
  static let settings: [[String]] = [
    [], ["block=heads"], ["loss=cross-entropy", "task=classes"], ["embedding=trained", "optimizer=sign"],
    ["block=transformer", "activation=gelu", "optimizer=momentum", "norm=rms", "mask=causal", "batch=4"],
  ]

  @Test(arguments: settings, [Size(width: 80, height: 24), Size(width: 120, height: 40)])
  func panesNameThem(_ settings: [String], _ size: Size) throws {
    var overrides = StudyOverrides()
    overrides.settings = settings
    let study = try overrides.applied(to: .alphaDepth)
    var state = try Fixture.state(size, studies: [study])
    let problem = study.problem(for: state.report.here)
    func rows() -> [String] {
      state.view().text.split(separator: "\n").map { String($0.dropFirst(state.layout.pane.x)) }
    }
    func isNamed(_ pane: String) {
      let shown = rows()
      let isFull = problem.phrases.allSatisfy { part in shown.contains { $0.contains(part) } }
      let isShort = problem.shortPhrases.allSatisfy { part in shown.contains { $0.contains(part) } }
      #expect(isFull || isShort, "\(pane)\n\(state.view().text)")
    }
    isNamed("before it is measured")
    Fixture.finish([state.report.here], in: &state)
    isNamed("cell")
    _ = state.press(.enter)
    isNamed("why")
    #expect(rows().contains { $0.contains("▸") })
  }

  @Test func everyPartIsNamed() throws {
    var problem = Problem.standard
    #expect(
      problem.phrases == [
        "perceptron blocks", "tanh units", "gd optimizer", "squared loss", "gaussian targets", "no embedding",
      ])
    (problem.block, problem.optimizer, problem.loss) = (.heads, .adam, .crossEntropy)
    (problem.embedding, problem.norm, problem.mask, problem.batch) = (.fixed, .rms, .causal, 4)
    problem.data = .files(x: "x", y: "y", digest: 1)
    #expect(
      problem.shortPhrases == [
        "heads", "adam", "cross-entropy loss", "own data", "fixed embedding", "rms norm", "causal mask",
        "B = 4",
      ])
  }

  /// Of batches no peak is noted, so that the pane does not compare it either.
  @Test(arguments: [0, 4]) func peaksOfBatchesAreNotCompared(_ batch: Int) throws {
    var overrides = StudyOverrides()
    overrides.settings = ["batch=\(batch)"]
    let study = try overrides.applied(to: .alphaDepth)
    var state = try Fixture.state(Size(width: 80, height: 24), studies: [study])
    Fixture.finish([state.report.here], in: &state)
    let rows = state.view().text.split(separator: "\n").filter {
      $0.contains("peak ×") || $0.contains("peak/start")
    }
    #expect(rows.count == 1 && rows[0].contains("≤ 1.5") == (batch == 0), "\(rows)")
    _ = state.update(.resized(Size(width: 200, height: 60)))
    _ = state.press(.enter)
    let why = state.view().text
    #expect(why.contains("catapult") == (batch == 0) && !why.contains("> inf"), "\(why)")
  }
}
