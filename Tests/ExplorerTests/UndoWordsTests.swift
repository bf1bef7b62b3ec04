import Phases
import Terminal
import Testing

@testable import Explorer

/// What `u` and `ctrl-r` say.
@Suite struct UndoWordsTests {
  @Test(arguments: [
    ("c", "colour regime → final loss"), ("3", "pane loss → order"), ("t", "theory on → off"),
    ("+", "zoom the whole → level 1"), ("p", "pins 0 → 1"), (",", "step 50 → "),
    ("B", "curves ascii → blocks"), ("z", "pane on the whole screen off → on"),
    ("x", "study alpha-depth → dimension-scale"), ("33", "order along the row → the column"),
  ])
  func saysWhatChanged(_ keys: String, _ change: String) throws {
    var state = try Fixture.complete(Size(width: 120, height: 40))
    _ = state.type(keys + "u")
    let undone = try #require(state.notice?.text)
    #expect(undone.hasPrefix("undone: "), "\(undone)")
    _ = state.press(.control("r"))
    let redone = try #require(state.notice?.text)
    #expect(redone.hasPrefix("done again: ") && redone.contains(change), "\(redone)")
    _ = state.press(.control("r"))
    #expect(state.notice?.text == "there is nothing to redo")
  }

  /// A study is called what the screen calls it, not what it was made from.
  @Test func studiesHaveTheirShownNames() throws {
    var overrides = StudyOverrides()
    overrides.axes = ["eta=0.1:10:5", "depth=1:8:4"]
    let eta = try overrides.applied(to: .alphaDepth)
    var state = try Fixture.state(Size(width: 80, height: 24), studies: [eta, .dimensionScale])
    _ = state.type("xu")
    #expect(state.notice?.text == "undone: study dimension-scale → eta-depth")
    _ = state.press(.control("r"))
    #expect(state.notice?.text == "done again: study eta-depth → dimension-scale")
  }
}
