import Foundation
import Testing

/// `phase-tui info`: what was found, tried and used.
@Suite struct InfoCommandTests {
  private func rows(_ environment: [String: String], in folder: Folder) throws -> [String: String] {
    let run = try Program.piped(["info"], environment: environment, directory: folder)
    #expect(try run.waitForExit() == .exited(0))
    #expect(run.error == "")
    var (rows, name) = ([String: String](), "")
    for line in run.output.split(separator: "\n") {
      let head = line.prefix(12).trimmingCharacters(in: .whitespaces)
      if !head.isEmpty { name = head }
      rows[name] = [rows[name], String(line.dropFirst(12))].compactMap(\.self).joined(separator: "\n")
    }
    return rows
  }

  @Test func saysWhatIsUsedWithoutATerminal() throws {
    let folder = try Folder()
    let rows = try rows(
      ["XDG_CONFIG_HOME": folder.path, "XDG_STATE_HOME": folder.path("state"), "SLURM_CPUS_PER_TASK": "3"],
      in: folder)
    #expect(rows["version"]?.isEmpty == false && rows["kernel"]?.contains("naive") == true)
    #expect(rows["workers"] == "3")
    #expect(rows["terminal"] == "xterm-256color, standard output is none")
    #expect(rows["colours"] == "256, by the terminal; found: 256 in the description xterm-256color")
    #expect(rows["characters"] == "unicode, by character set and terminal; found: unicode; curves: ascii")
    #expect(rows["locale"] == "UTF-8, from LANG=C.UTF-8")
    #expect(rows["frames"]?.hasPrefix("shown as they are written") == true)
    #expect(rows["theme"]?.hasPrefix("default, by default; read from ") == true)
    #expect(rows["themes"]?.contains("\(folder.path)/phase-tui/themes (not there)\n") == true)
    #expect(rows["config"] == "\(folder.path)/phase-tui/config.toml (not there)")
    #expect(rows["keys"] == "\(folder.path)/phase-tui/keys.toml (not there)")
    #expect(rows["studies"] == "\(folder.path)/state/phase-tui/studies (not there)")
    #expect(rows["log"]?.contains("\n\(folder.path)/state/phase-tui/log (not there)\n") == true)
    #expect(folder.names.isEmpty)
  }

  @Test(arguments: [
    (["NO_COLOR": "1"], "colours", "mono, by NO_COLOR"), (["TERM": "linux"], "characters", "blocks, by"),
    (["TERM": "vt100"], "colours", "mono, by the terminal; found: 0"),
    (["LANG": "C", "LC_ALL": "C"], "characters", "ascii, by"),
    (["TERM": "alacritty"], "frames", "shown whole"),
    (["TERM": "nonsense"], "terminal", "nonsense, standard output is none\nthis system does not know it"),
    (["TERM": ""], "terminal", "TERM is not set"),
    (["PHASE_TUI_THEME": "dark"], "theme", "dark, by PHASE_TUI_THEME"),
    (["PHASE_TUI_THEME": "drak"], "theme", "drak, by PHASE_TUI_THEME: "),
  ])
  func saysWhy(_ environment: [String: String], _ name: String, _ text: String) throws {
    let row = try rows(environment, in: Folder())[name]
    #expect(row?.hasPrefix(text) == true, "\(row ?? "nothing")")
  }

  @Test func saysTheSizeInATerminal() throws {
    let session = try Program.inTerminal("info", rows: 60, columns: 200, directory: Folder())
    #expect(try session.waitForExit() == .exited(0))
    #expect(session.screen.contains("xterm-256color, 200x60"))
  }

  /// A file that is wrong does not keep it from answering.
  @Test func namesWrongFiles() throws {
    let folder = try Folder()
    try folder.write("thmee = \"dark\"\n", to: "phase-tui/config.toml")
    try folder.write("x = \"goto alpa=1\"\n", to: "phase-tui/keys.toml")
    let rows = try rows(["XDG_CONFIG_HOME": folder.path], in: folder)
    #expect(
      rows["config"]?.contains("config.toml:1: unknown setting \"thmee\"; did you mean \"theme\"?") == true)
    #expect(rows["keys"]?.contains("keys.toml:1: unknown axis \"alpa\"") == true)
  }
}
