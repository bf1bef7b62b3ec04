import Phases
import Terminal
import Testing

@testable import Explorer

/// Parametrisations on the grid, and the pane of what was measured along them.
@Suite struct PathScreenTests {
  private func state(
    _ size: Size = Size(width: 120, height: 40), glyphs: GlyphSet = .unicode,
    colors: ColorDepth = .indexed256,
    studies: [Study] = Study.builtIns
  ) throws -> State {
    var state = try Fixture.complete(size, glyphs: glyphs, colors: colors, studies: studies)
    try run("goto alpha=1 depth=4", in: &state)
    return state
  }

  private func run(_ text: String, in state: inout State) throws {
    _ = state.update(.command(try Command(text)))
  }

  /// One α a row of letters: the sign stands where the path is, or its row's letter is the nearest.
  @Test func linesGoThroughTheCursorsCell() throws {
    var state = try state(Size(width: 200, height: 60))
    let before = state.view()
    try run("path completep", in: &state)
    let (layout, canvas, here) = (state.layout, state.view(), state.viewport.cursor)
    let signs = (layout.grid.y..<layout.grid.maxY).flatMap { y in
      (layout.grid.x..<layout.grid.maxX).filter { canvas[$0, y].character == "○" }.map { Point(x: $0, y: y) }
    }
    #expect(signs.count >= layout.grid.height / 3)
    let column = layout.grid.x + here.column.baseIndex * layout.cell.width + (layout.cell.width - 1) / 2
    #expect(Set(signs.map(\.x)) == [column])
    // Letters are where they were.
    for y in layout.grid.y..<layout.grid.maxY {
      for x in layout.grid.x..<layout.grid.maxX where before[x, y].character?.isLetter == true {
        #expect(canvas[x, y].character == before[x, y].character, "\(x) \(y)")
      }
    }
  }

  /// The path stays where it was asked for while the cursor goes along it.
  @Test func staysWhereItWasAskedFor() throws {
    var state = try state()
    try run("path standard", in: &state)
    let asked = state.viewport.paths
    #expect(asked?.through == state.viewport.cursor && state.display.pane == .scaling)
    #expect(state.notice?.text == "standard: α ∝ L")
    _ = state.type("lllkk")
    #expect(state.viewport.paths == asked)
    try run("path", in: &state)
    #expect(state.viewport.paths == nil && state.notice?.text == "no path is drawn now")
    try run("path", in: &state)
    #expect(state.notice?.text == "no path is drawn; :path completep depth-mup standard draws some")
    #expect(state.session.suffix(2) == [.path([]), .path([])])
  }

  @Test func saysWhyAPathIsNotThere() throws {
    var overrides = StudyOverrides()
    overrides.axes = ["eta=0.1:10:5", "depth=1:8:4"]
    let study = try overrides.applied(to: .alphaDepth)
    var state = try Fixture.complete(Size(width: 120, height: 40), studies: [study])
    try run("path completep", in: &state)
    #expect(state.viewport.paths != nil)
    try run("path depth-mup", in: &state)
    #expect(
      state.notice
        == Notice(text: "depth-mup changes alpha with depth, which this study does not", isError: true))
    #expect(state.viewport.paths?.paths.map(\.name) == ["completep"])
    let error = #expect(throws: CommandError.self) { try Command("path depht-mup") }
    #expect(error?.description.contains("did you mean \"depth-mup\"?") == true)
    #expect(error?.description.hasSuffix("(or a TOML file)") == true)
    #expect(throws: CommandError.self) { try Command("path standard mup") }
  }

  @Test func refusesTwoPathsOfOneName() throws {
    var state = try state()
    let path = try #require(ParametrisationPath(named: "standard"))
    let other = try ParametrisationPath(toml: "alpha = \"M\"", file: "standard.toml")
    _ = state.update(.read([path, other], for: .path(["standard", "standard.toml"])))
    #expect(
      state.notice == Notice(text: "there are two paths called standard; leave one out", isError: true))
    #expect(state.viewport.paths == nil)
  }

  /// The pane has what the cells on the path have: along α = 1 the fixture's φ is 1, along α ∝ L it falls.
  @Test func thePaneFollowsThePath() throws {
    var state = try state()
    for (name, last) in [("completep", 1.0), ("depth-mup", 1.2 / 12.5893), ("standard", .nan)] {
      try run("path \(name)", in: &state)
      let plane = try #require(state.report.paths.first)
      let near = plane.nearest(among: state.diagram.shown.keys)
      guard last.isFinite else {
        // α = L/4 leaves the grid beyond α = 100.
        #expect(near.last?.size == 362)
        continue
      }
      #expect(near.map(\.size) == state.diagram.study.rows.values)
      let summary = try #require(near.last.flatMap { state.diagram.shown[$0.cell] })
      #expect(abs(Double(summary[.relativeFeatureUpdate]) - last) < 1e-3, "\(name)")
    }
  }

  /// The cells on the path itself, of each depth one, are nearer than those of the grid.
  @Test func measuresTheCellsOnThePath() throws {
    var state = try state()
    #expect(state.update(.command(.measurePath([]))) == [])
    #expect(state.notice?.text == "no path is drawn; :path NAME draws one")
    try run("path depth-mup", in: &state)
    let effects = state.update(.command(.measurePath([])))
    guard case .want(0, let cells) = effects.first else {
      Issue.record("nothing is wanted")
      return
    }
    let study = state.diagram.study
    #expect(cells.count > 10 && cells.count < study.rows.count)
    for cell in cells {
      let problem = study.problem(for: cell)
      let expected = (Double(problem.shape.depth) / 4).squareRoot()
      #expect(abs(problem.scaling.alpha / expected - 1) < 0.0005)
    }
    #expect(state.update(.command(.measurePath([]))) == [])
    Fixture.finish(cells, in: &state)
    let near = try #require(state.report.paths.first).nearest(among: state.diagram.shown.keys)
    #expect(near.map(\.size) == study.rows.values && Set(near.map(\.cell)).isSuperset(of: cells))
    #expect(state.notice?.text == "the cells on the paths are measured, or on their way")
  }

  @Test func canBeUndone() throws {
    var state = try state()
    try run("path depth-mup", in: &state)
    _ = state.type("u")
    #expect(state.viewport.paths == nil)
    #expect(state.notice?.text == "undone: paths depth-mup → none; pane scaling → loss")
  }

  @Test func completesNames() throws {
    let state = try state()
    let prompt = Prompt(.command, text: "path completep d")
    #expect(state.completer.completion(of: prompt).candidates.map(\.text) == ["depth-mup"])
  }

  @Test func completesFiles() throws {
    var state = try state()
    #expect(state.type(":path completep ").last == .list(""))
    _ = state.update(.listed("", ["a b.toml", "data.csv", "deep.toml", "sub/", ".hidden.toml"]))
    func candidates(_ text: String) -> [String] {
      state.completer.completion(of: Prompt(.command, text: text)).candidates.map(\.text)
    }
    #expect(
      candidates("path completep ")
        == ["completep", "depth-mup", "standard", "a\\ b.toml", "deep.toml", "sub/"])
    #expect(candidates("measure-path de") == ["depth-mup", "deep.toml"])
    #expect(candidates("path a\\ b") == ["a\\ b.toml"])
    #expect(state.completer.wantedFolder(for: Prompt(.command, text: "path x sub/y")) == "sub/")
    #expect(state.completer.wantedFolder(for: Prompt(.command, text: "path")) == nil)
    let completion = state.completer.completion(of: Prompt(.command, text: "path a\\ b"))
    #expect(completion.start == 5)
  }
}
