import Foundation
import Terminal
import Testing

@testable import Explorer

@Suite struct PromptTests {
  private let size = Size(width: 80, height: 24)

  @Test func runsWhatIsTyped() throws {
    var state = try Fixture.complete(size)
    _ = state.type(":goto alpha=3 depth=64")
    #expect(state.view().text.hasSuffix("\n:goto alpha=3 depth=64"))
    #expect(state.press(.enter).isEmpty && state.prompt == nil)
    #expect(state.view().text.contains("α 3.16  L 64"))
    _ = state.type(":export csv")
    #expect(state.press(.enter) == [.export(0, .csv, nil)])
    _ = state.type(":quit")
    #expect(state.press(.enter) == [.quit])
    #expect(state.session.map(\.text) == ["goto alpha=3 depth=64", "export csv", "quit"])
  }

  @Test func saysWhatIsWrongAndKeepsTheLine() throws {
    var state = try Fixture.complete(size)
    _ = state.type(":refin")
    _ = state.press(.enter)
    #expect(state.prompt?.line.text == "refin")
    #expect(state.view().text.contains("\n unknown command \"refin\"; did you mean \"refine\"?\n:refin"))
    _ = state.type("e")
    #expect(state.prompt?.problem == nil)
    guard case .want? = state.press(.enter).first else {
      Issue.record("nothing wanted")
      return
    }
  }

  /// A list of what would be right is longer than a row.
  @Test func longProblemsAreWrapped() throws {
    var state = try Fixture.complete(size)
    _ = state.type(":colour lines")
    _ = state.press(.enter)
    let problem = try #require(state.prompt?.problem)
    #expect(problem.columns > size.width)
    func ends(_ lines: [String]) -> Bool {
      let rows = state.view().text.split(separator: "\n").suffix(lines.count)
      return zip(rows, lines).allSatisfy { $0.trimmingCharacters(in: .whitespaces) == $1 }
    }
    #expect(ends(problem.wrapped(to: size.width - 2) + [":colour lines"]))
    // So are those that come once the line is gone.
    _ = state.press(.escape)
    let refusal = "no theme 'x' (looked in \(String(repeating: "/folder", count: 12)))"
    _ = state.update(.refused(refusal))
    #expect(ends(refusal.wrapped(to: size.width - 2)))
  }

  @Test func leaves() throws {
    var state = try Fixture.complete(size)
    let before = state.view()
    for keys: [Key] in [
      [.escape], [.character("x"), .escape], [.enter], [.character(" "), .enter], [.backspace],
      [.character("x"), .backspace, .backspace],
    ] {
      _ = state.type(":")
      #expect(state.prompt != nil)
      for key in keys { #expect(state.press(key) == []) }
      #expect(state.prompt == nil && state.view() == before)
    }
    // A screen that cannot show it has none.
    _ = state.type(":")
    _ = state.update(.resized(Size(width: 10, height: 3)))
    #expect(
      state.prompt == nil && state.type(":").isEmpty && state.prompt == nil && state.type("q") == [.quit])
  }

  @Test func remembersLines() throws {
    var state = try Fixture.complete(size)
    for text in ["theory off", "theory on", "theory off"] {
      _ = state.type(":" + text)
      _ = state.press(.enter)
    }
    _ = state.type(":pa")
    for (key, text) in [
      (Key.up, "theory off"), (.up, "theory on"), (.up, "theory on"), (.down, "theory off"), (.down, "pa"),
      (.down, "pa"),
    ] {
      _ = state.press(key)
      #expect(state.prompt?.line.text == text)
    }
  }

  @Test func pastedTextIsTypedAndRunsNothing() throws {
    var state = try Fixture.complete(size)
    _ = state.update(.key(.pasted("q")))
    #expect(state.prompt == nil)
    _ = state.type(":")
    for key in [Key.pasted("t"), .unknown, .pasted("o"), .pasted("p"), .unknown] {
      #expect(state.press(key) == [])
    }
    #expect(state.prompt?.line.text == "top")
  }

  // MARK: Completion

  private func candidates(_ text: String, _ state: State) -> [String] {
    state.completer.completion(of: Prompt(.command, text: text)).candidates.map(\.text)
  }

  @Test(arguments: [
    ("refine", ["refine", "refine-boundary"]), ("zoom ", ["in", "out", "region", "all"]), ("zoom o", ["out"]),
    ("theory ", ["on", "off"]), ("pane l", ["loss", "limit"]), ("goto ", ["alpha=", "depth="]),
    ("goto depth=5", ["depth=512"]), ("goto alpha=3 d", ["depth="]), ("step ", ["3", "7", "19", "50"]),
    ("study d", ["dimension-scale"]), ("export c", ["csv"]), ("xyz", []), ("xyz ", []), ("refine ", []),
    ("pane loss ", []),
  ]) func completes(_ text: String, _ expected: [String]) throws {
    #expect(candidates(text, try Fixture.state(size)) == expected)
  }

  /// Every word that is offered makes a command, or the beginning of one.
  @Test(arguments: Command.forms) func whatIsOfferedIsRight(_ form: Command.Form) throws {
    let state = try Fixture.complete(size)
    #expect(candidates(String(form.name.dropLast()), state).contains(form.name))
    // The beginning of a condition is none yet.
    if case .predicate = form.argument { return }
    for word in candidates(form.name + " ", state) where !word.hasSuffix("=") {
      #expect(throws: Never.self) { try Command("\(form.name) \(word)") }
    }
  }

  @Test func tabGoesRound() throws {
    var state = try Fixture.complete(size)
    _ = state.type(":pane l")
    #expect(state.view().text.contains("loss") && state.view().text.contains("limit"))
    for text in ["pane loss", "pane limit", "pane loss"] {
      _ = state.press(.tab)
      #expect(state.prompt?.line.text == text)
    }
    _ = state.press(.backTab)
    #expect(state.prompt?.line.text == "pane limit")
    _ = state.press(.enter)
    #expect(state.display.pane == .limit)
    // Of a single one the blank comes with it.
    _ = state.type(":refine-")
    _ = state.press(.tab)
    #expect(state.prompt?.line.text == "refine-boundary ")
  }

  @Test func filesAreReadOnce() throws {
    var state = try Fixture.complete(size)
    #expect(state.type(":export csv") == [])
    #expect(state.type(" ") == [.list("")])
    _ = state.update(.listed("", [".hidden", "a.csv", "results/"]))
    #expect(
      state.prompt.map { state.completer.completion(of: $0).candidates.map(\.text) } == ["a.csv", "results/"])
    #expect(state.type("r") == [])
    _ = state.press(.tab)
    #expect(state.prompt?.line.text == "export csv results/")
    #expect(state.type("b") == [.list("results/")])
    _ = state.update(.listed("results/", ["b.csv"]))
    _ = state.press(.tab)
    #expect(state.prompt?.line.text == "export csv results/b.csv ")
    #expect(state.press(.enter) == [.export(0, .csv, "results/b.csv")])
    #expect(state.listings.isEmpty)
  }
}
