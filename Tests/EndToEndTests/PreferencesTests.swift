import Foundation
import Testing

/// `config.toml`: the command line before the environment before the file before the defaults.
@Suite(.serialized) struct PreferencesTests {
  private func folder(_ config: String) throws -> Folder {
    let folder = try Folder()
    try folder.write(config, to: "phase-tui/config.toml")
    return folder
  }

  static let everything = """
    # mine
    study = "small.toml"
    theme = "mono"
    color = "16"
    glyphs = "ascii"
    curves = "ascii"
    jobs = 3
    mouse = false

    """

  static let study = """
    name = "mine"
    [columns]
    parameter = "alpha"
    range = [0.1, 100]
    count = 13
    [rows]
    parameter = "depth"
    range = [1, 64]
    count = 7
    [fixed]
    steps = 10
    [seeds]
    count = 2

    """

  @Test func theFileComesBeforeTheDefaults() throws {
    let folder = try folder(Self.everything)
    let small = try Program.piped(["study", "alpha-depth"], directory: folder)
    #expect(try small.waitForExit() == .exited(0))
    try folder.write(small.output.replacing("alpha-depth", with: "mine"), to: "phase-tui/small.toml")
    let session = try ExplorerSession.start(
      ["--seeds", "1", "--set", "steps=5"], environment: ["XDG_CONFIG_HOME": folder.path], directory: folder)
    let screen = try session.waitUntil("some cells") { $0.progress.done > 0 && !$0.grid.isEmpty }
    #expect(screen.study == "mine" && !screen.reportsMouse)
    #expect(screen.cells.joined().allSatisfy { $0.text.allSatisfy(\.isASCII) })
    #expect(screen.cells.joined().allSatisfy { $0.style.foreground == .standard })
    #expect(screen.contains("3 workers"))
    #expect(try session.quit() == .exited(0))
    #expect(try folder.text("phase-tui/config.toml") == Self.everything)
  }

  @Test func theCommandLineAndTheEnvironmentComeFirst() throws {
    let folder = try folder(
      "theme = \"mono\"\nglyphs = \"ascii\"\njobs = 3\nmouse = false\ncolor = \"256\"\n")
    let session = try ExplorerSession.start(
      ExplorerSession.small + ["--glyphs", "unicode", "--mouse", "--jobs", "1"],
      environment: ["XDG_CONFIG_HOME": folder.path, "PHASE_TUI_THEME": "default"], directory: folder)
    let screen = try session.waitUntil("some cells") { $0.progress.done > 0 && !$0.grid.isEmpty }
    #expect(screen.reportsMouse && screen.contains("1 worker") && screen.contains("╭"))
    #expect(screen.cells.joined().contains { $0.style.foreground != .standard })
    #expect(try session.quit() == .exited(0))
    let plain = try ExplorerSession.start(
      environment: ["XDG_CONFIG_HOME": folder.path, "NO_COLOR": "1", "SLURM_CPUS_PER_TASK": "2"],
      directory: folder)
    let colourless = try plain.waitUntil("some cells") { $0.progress.done > 0 && !$0.grid.isEmpty }
    #expect(colourless.cells.joined().allSatisfy { $0.style.foreground == .standard })
    #expect(colourless.contains("2 workers"))
    #expect(try plain.quit() == .exited(0))
  }

  /// Each with its line, what is wrong and what would be right; the status is 65, and nothing is started.
  @Test(arguments: [
    ("\nthmee = \"dark\"", "config.toml:2: unknown setting \"thmee\"; did you mean \"theme\"?"),
    ("theme = \"drak\"", "config.toml:1: unknown theme \"drak\"; did you mean \"dark\"?"),
    ("theme = 3", "config.toml:1: theme is a number; it must be text in quotes"),
    ("color = \"265\"", "config.toml:1: unknown color \"265\"; did you mean \"256\"?"),
    ("glyphs = \"utf8\"", "config.toml:1: unknown glyphs \"utf8\"; one of: braille, unicode, blocks, ascii"),
    ("curves = \"dots\"", "config.toml:1: unknown curves \"dots\"; one of: ascii, blocks, braille"),
    ("# mine\njobs = 0", "config.toml:2: the number of workers must be from 1 to 1024"),
    ("jobs = \"two\"", "config.toml:1: jobs is text; it must be a whole number"),
    ("mouse = 1", "config.toml:1: mouse is a number; it must be true or false"),
    ("study = \"alpha-dept\"", "config.toml:1: unknown study \"alpha-dept\"; did you mean \"alpha-depth\"?"),
    ("[screen]\ntheme = \"dark\"", "config.toml:1: unknown setting \"screen\""),
    ("theme = = \"dark\"", "config.toml:1: "),
    ("study = \"missing.toml\"", "phase-tui/missing.toml: cannot be read: No such file or directory"),
  ])
  func whatIsWrongIsRefused(_ config: String, _ message: String) throws {
    let folder = try folder(config)
    let run = try Program.piped([], environment: ["XDG_CONFIG_HOME": folder.path], directory: folder)
    #expect(try run.waitForExit() == .exited(65))
    #expect(run.error.contains(message), "\(run.error)")
    #expect(run.error.split(separator: "\n").count == 1 && run.output == "")
    #expect(folder.names == ["phase-tui"])
  }
}
