import Foundation
import Phases
import Terminal
import Testing

@testable import Explorer

/// Parametrisations of the user's own on the grid.
@Suite struct PathFileScreenTests {
  /// A file is read before it is followed; what is wrong with it stands in one line.
  @Test func followsAFile() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("my path \(UUID()).toml").path
    try Data("name = \"mine\"\nalpha = \"depth^0.25\"\n".utf8).write(to: URL(filePath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    var state = try Fixture.complete(Size(width: 120, height: 40))
    _ = state.update(.command(try Command("goto alpha=1 depth=4")))
    let command = try Command("path completep \(PathWords.text(of: file))")
    #expect(command == .path(["completep", file]))
    #expect(try Command(command.text) == command)
    guard case .read(let names, command)? = state.update(.command(command)).first else {
      Issue.record("nothing is read")
      return
    }
    _ = state.update(.parametrisations(names, for: command))
    #expect(state.viewport.paths?.paths.map(\.name) == ["completep", "mine"])
    #expect(state.notice?.text == "completep: α stays; mine: α ∝ L^0.25")
    _ = state.type("u")
    #expect(state.viewport.paths == nil)

    // Measuring draws it, too.
    let effects = state.update(.parametrisations([file], for: .measurePath([file])))
    guard case .want(0, let cells) = effects.first else {
      Issue.record("nothing is wanted")
      return
    }
    #expect(cells.count > 10 && state.viewport.paths?.paths.map(\.name) == ["mine"])

    try Data("alpha = \"depth^x\"\n".utf8).write(to: URL(filePath: file))
    _ = state.update(.parametrisations([file], for: .path([file])))
    let problem = try #require(state.notice)
    #expect(problem.isError && problem.text.hasPrefix("\(file):1: "), "\(problem.text)")
    try FileManager.default.removeItem(atPath: file)
    _ = state.update(.parametrisations([file], for: .path([file])))
    #expect(state.notice == Notice(text: "\(file): cannot be read: No such file or directory", isError: true))
    #expect(state.viewport.paths?.paths.map(\.name) == ["mine"])
  }
}
