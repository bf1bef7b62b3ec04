import Foundation
import Testing

/// `phase-tui theme`: what there is, and what is wrong with it.
@Suite struct ThemeCommandTests {
  private func run(_ arguments: [String], in folder: Folder) throws -> (status: ExitStatus, output: String) {
    let run = try PipedRun([Program.path, "theme"] + arguments, directory: folder.path)
    let status = try run.waitForExit()
    #expect(run.error == "")
    return (status, run.output)
  }

  @Test func listsTheShippedThemes() throws {
    let (status, output) = try run(["list"], in: Folder())
    #expect(status == .exited(0))
    for row in ["default        dark ", "light          light", "colour-blind   dark "] {
      #expect(output.contains(row), "\(output)")
    }
  }

  /// One line a finding: the file, the line, what is wrong, what would be right.
  @Test func checksAFile() throws {
    let folder = try Folder()
    try folder.write(
      "inherits = \"dark\"\n[ui]\ntitel = {}\n[palette]\naccent = \"#333333\"\n", to: "mine.toml")
    try folder.write("inherits = \"dark\"\n[palette]\naccent = \"#ffd0a0\"\n", to: "fine.toml")
    let bad = try run(["check", "mine.toml"], in: folder)
    #expect(bad.status == .exited(65))
    #expect(bad.output.hasPrefix("mine.toml:3: unknown key 'ui.titel'; did you mean 'ui.title'?\n"))
    #expect(bad.output.contains("ui.key has contrast 1.4 to the background, needs 4.5\n"), "\(bad.output)")
    let fine = try run(["check", "fine.toml"], in: folder)
    #expect(fine.status == .exited(0) && fine.output.hasPrefix("fine: fine (dark, "), "\(fine.output)")
  }

  @Test(arguments: [("missing.toml", Int32(66)), ("nope", 64), ("broken.toml", 65)])
  func whatCannotBeReadIsRefused(_ name: String, _ status: Int32) throws {
    let folder = try Folder()
    try folder.write("[ui\n", to: "broken.toml")
    let run = try PipedRun([Program.path, "theme", "check", name], directory: folder.path)
    #expect(try run.waitForExit() == .exited(status))
    #expect(run.output == "" && run.error.contains(name) && run.error.split(separator: "\n").count == 1)
  }
}
