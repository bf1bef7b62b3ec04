import Phases
import Terminal
import Testing

@testable import Explorer

@Suite struct PredicateTests {
  @Test(arguments: [
    ("regime=lazy", "regime=lazy-ode"), ("regime = lazy-ode & depth > 64", "regime=lazy-ode & depth>64"),
    ("phi>=.3", "relative_feature_update>=0.3"), ("alpha<=1|depth!=2", "alpha<=1 | depth!=2"),
    ("alpha=1 & depth=2 | width=3", "alpha=1 & depth=2 | width=3"),
    ("alpha=1&(depth=2|width=3)", "alpha=1 & (depth=2 | width=3)"), ("!regime=div", "!(regime=divergent)"),
    ("!(alpha=1 | depth=2)", "!(alpha=1 | depth=2)"), ("((scale>1e-3))", "scale>0.001"),
    ("reason=none & predicted-regime!=feature", "reason=none & predicted_regime!=feature-learning"),
    ("(alpha=1 | depth=2) & (alpha=3)", "(alpha=1 | depth=2) & alpha=3"), ("loss==inf", "loss_final=inf"),
    ("regime != theory", "regime!=predicted_regime"),
    ("note=cat | notes!=none", "notes=catapult | notes!=none"),
    ("activation=relu | activation != ge", "activation=relu | activation!=gelu"),
  ]) func readsAndPrints(_ source: String, _ text: String) throws {
    let predicate = try Predicate(source)
    #expect(predicate.text == text)
    #expect(try Predicate(text) == predicate)
    #expect(try Command("find \(text)") == .find(predicate) && Command.find(predicate).text == "find \(text)")
  }

  @Test(arguments: [
    ("", 1, "expected a name, as in: regime=lazy & depth>64"), ("depth>64 &", 11, "expected a name"),
    ("dept>64", 1, "unknown quantity \"dept\"; did you mean \"depth\"?"),
    ("depth", 6, "expected one of = != < <= > >= after depth"),
    ("depth>x", 7, "expected a number, not \"x\""),
    ("depth>", 7, "expected a number"),
    ("regime=blue", 8, "expected one of: divergent, undecided, feature-learning, lazy-ode"),
    ("regime=", 8, "expected one of"), ("regime>lazy", 8, "regime is a word"), ("(depth=1", 9, "expected )"),
    ("depth=1 alpha=2", 9, "expected &, | or the end"), ("depth=1)", 8, "expected &, | or the end"),
    ("alpha=nan", 7, "expected a number"),
  ]) func saysAtWhichColumn(_ source: String, _ column: Int, _ problem: String) {
    let error = #expect(throws: CommandError.self) { try Predicate(source) }
    #expect(
      error?.description.hasPrefix("column \(column): \(problem)") == true, "\(error?.description ?? "")")
  }

  /// A cell with several notes is found by each of them.
  @Test func findsEveryNote() throws {
    let state = try Fixture.complete(Size(width: 80, height: 24))
    let (cell, summary) = try #require(state.diagram.summaries.first)
    var noted = summary
    let seeds = summary.evidence.map { seed in
      var seed = seed
      (seed.peakLoss, seed.finalLoss, seed.preactivationChange) = (
        4 * seed.initialLoss, 0.95 * seed.initialLoss, 9
      )
      return seed
    }
    noted.verdict = Verdict(seeds, thresholds: Thresholds())
    for word in ["catapult", "saturated", "barely-trained"] {
      #expect(
        try Predicate("note=\(word)").holds(cell, noted) && !Predicate("note!=\(word)").holds(cell, noted))
    }
    #expect(try !Predicate("note=none").holds(cell, noted))
    let candidates = state.completer.completion(of: Prompt(.search, text: "note=sat")).candidates
    #expect(candidates.map(\.text).contains { $0.contains("saturated") })
  }

  @Test func deepTextIsRefused() {
    for text in [String(repeating: "(", count: 100_000), String(repeating: "!", count: 100_000) + "alpha=1"] {
      #expect(throws: CommandError.self) { try Predicate(text) }
    }
  }

  @Test func holds() throws {
    let state = try Fixture.complete(Size(width: 80, height: 24))
    func cells(_ text: String) throws -> Set<Cell> {
      let predicate = try Predicate(text)
      return Set(state.diagram.summaries.filter { predicate.holds($0.key, $0.value) }.keys)
    }
    let all = Set(state.diagram.summaries.keys)
    let lazy = try cells("regime=lazy")
    #expect(lazy == Set(state.diagram.regimes.filter { $0.value == .lazyODE }.keys) && !lazy.isEmpty)
    #expect(try cells("!regime=lazy") == all.subtracting(lazy))
    #expect(try cells("regime!=lazy") == all.subtracting(lazy))
    #expect(try cells("regime!=theory").count == state.diagram.theoryComparison.disagreements)
    #expect(try cells("regime=theory") == all.subtracting(cells("regime!=theory")))
    #expect(try cells("depth=64").count == 31 && cells("depth<64 | depth=64 | depth>64") == all)
    #expect(try cells("depth>64 & depth<=64").isEmpty)
    // What the screen shows with three digits is equal.
    #expect(
      try cells("alpha=3.16").count == 18 && cells("alpha=3.15").count == 18 && cells("alpha=3.1").isEmpty)
    #expect(try cells("depth=64.1").isEmpty)
    #expect(try cells("activation=tanh") == all && cells("activation=relu").isEmpty)
    // Nobody measured limits.
    #expect(try cells("limit>0").isEmpty && cells("limit<=0").isEmpty)
    // `&` binds more tightly.
    let mixed = try cells("depth=1 & alpha=1 | depth=2")
    #expect(try mixed == cells("depth=1 & alpha=1").union(cells("depth=2")))
  }

  /// A new column of the CSV can be searched for.
  @Test(arguments: PredicateSubjects.builtIn.all.map(\.name)) func everyColumnIsAQuantity(_ name: String)
    throws
  {
    // The last value of what training lowers, not its name.
    guard name != "loss" else {
      #expect(try Predicate("loss=1").text == "loss_final=1")
      return
    }
    let value = try #require(PredicateSubjects.builtIn.subject(named: name)).words?.first ?? "1"
    #expect(try Predicate("\(name)=\(value)").text == "\(name)=\(value)")
  }

  @Test func searchGoesRound() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    _ = state.type("g0/depth=512 & alpha>20")
    _ = state.press(.enter)
    let columns = state.diagram.study.columns.values.filter { $0 > 20 }.count
    let first = state.viewport.cursor
    #expect(first.row == Position(base: 17) && state.notice?.text.hasPrefix("1 of ") == true)
    var seen = [first]
    repeat {
      _ = state.type("n")
      seen.append(state.viewport.cursor)
    } while state.viewport.cursor != first && seen.count < 50
    #expect(seen.count - 1 == columns)
    #expect(
      state.notice?.text
        == "1 of \(columns), from the top again: depth=512 & alpha>20 (:all takes all)")
    #expect(seen.dropLast() == seen.dropLast().sorted { $0.column < $1.column }[...])
    _ = state.type("N")
    #expect(state.viewport.cursor == Cell(column: 30, row: 17))
    #expect(
      state.notice?.text
        == "\(columns) of \(columns), from the bottom again: depth=512 & alpha>20 (:all takes all)")
    _ = state.type("/depth=513")
    _ = state.press(.enter)
    #expect(state.notice == Notice(text: "no measured cell has depth=513", isError: true))
    _ = state.type("/depth=")
    _ = state.press(.enter)
    #expect(state.prompt?.problem?.hasPrefix("column 7: expected a number") == true)
    var fresh = try Fixture.complete(Size(width: 80, height: 24))
    _ = fresh.type("n")
    #expect(fresh.notice?.text == "nothing is searched for yet; / searches")
  }

  @Test(arguments: [
    ("dep", ["depth"]), ("regime=", Regime.allCases.map(\.csvName)),
    ("depth>1 & regime!=la", ["lazy-ode"]), ("(ph", ["phi"]), ("alpha=3.1", ["3.16228"]), ("width=", []),
  ]) func completes(_ text: String, _ words: [String]) throws {
    let state = try Fixture.state(Size(width: 80, height: 24))
    let completion = state.completer.completion(of: Prompt(.search, text: text))
    #expect(completion.candidates.map(\.text) == words)
    #expect(
      state.completer.completion(of: Prompt(.command, text: "find " + text)).candidates
        == completion.candidates)
  }
}
