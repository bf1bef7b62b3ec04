import Foundation
import Testing

/// Settings, keys, themes, state, studies and log are looked for in the same folders, by one rule.
@Suite struct UserFolderTests {
  private static let none = "none: neither HOME nor an XDG folder is an absolute path"

  /// The rows of `phase-tui info` by their names, and those below them.
  private func info(_ environment: [String: String], in folder: Folder) throws -> [String: [String]] {
    let run = try Program.piped(["info"], environment: environment, directory: folder)
    #expect(try run.waitForExit() == .exited(0) && run.error.isEmpty, "\(run.error)")
    var (rows, name) = ([String: [String]](), "")
    for line in run.output.split(separator: "\n") {
      let head = line.prefix(12).trimmingCharacters(in: .whitespaces)
      if !head.isEmpty { name = head }
      rows[name, default: []].append(String(line.dropFirst(12)))
    }
    return rows
  }

  /// A folder in which every wrong reading would find something.
  private func folder() throws -> Folder {
    let folder = try Folder()
    for place in ["", "rel/", ".config/", "home/.config/"] {
      try folder.write(
        "theme = \"\(place.hasPrefix("home") ? "light" : "no such")\"\n", to: "\(place)phase-tui/config.toml")
      try folder.write("name = 3\n", to: "\(place)phase-tui/themes/mine.toml")
    }
    return folder
  }

  @Test(arguments: [
    ["HOME": "", "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": ""],
    ["HOME": "rel", "XDG_CONFIG_HOME": "rel", "XDG_STATE_HOME": "./rel"],
  ])
  func withoutAnAbsolutePathThereIsNone(environment: [String: String]) throws {
    let folder = try folder()
    let names = folder.names
    let rows = try info(environment, in: folder)
    for name in ["config", "keys", "state", "studies"] { #expect(rows[name] == [Self.none], "\(name)") }
    #expect(rows["theme"]?.first?.hasPrefix("default, by default") == true)
    #expect(rows["themes"]?.allSatisfy { !$0.contains("mine") && !$0.contains("rel/") } == true)
    #expect(rows["log"]?.allSatisfy { !$0.contains("phase-tui/log") } == true)
    let ignored = environment.filter { !$0.value.isEmpty }.map {
      "\($0.key)=\($0.value), which is no absolute path"
    }
    #expect((rows["ignored"] ?? []).sorted() == ignored.sorted())
    let studies = try Program.piped(["studies"], environment: environment, directory: folder)
    #expect(try studies.waitForExit() == .exited(0))
    #expect(studies.output.contains("no absolute path"), "\(studies.output)")
    #expect(folder.names == names)
  }

  @Test func aRelativeFolderIsNotTheHome() throws {
    let folder = try folder()
    let home = folder.path("home")
    let rows = try info(["HOME": home, "XDG_CONFIG_HOME": "rel", "XDG_STATE_HOME": "rel"], in: folder)
    #expect(rows["config"] == ["\(home)/.config/phase-tui/config.toml"])
    #expect(rows["theme"]?.first?.hasPrefix("light, by config.toml") == true)
    #expect(rows["state"] == ["\(home)/.local/state/phase-tui (not there)"])
    #expect(rows["studies"] == ["\(home)/.local/state/phase-tui/studies (not there)"])
    #expect(rows["themes"]?.first?.contains("mine") == true)
  }

  /// Nothing is written where the variables lead astray.
  @Test func nothingIsKeptThere() throws {
    let folder = try folder()
    let names = folder.names
    let session = try ExplorerSession.start(
      environment: ["HOME": "", "XDG_CONFIG_HOME": "rel", "XDG_STATE_HOME": "rel"], directory: folder)
    try session.waitUntil("a word about it") { $0.contains("nothing is kept: ") }
    try session.waitUntil("the complete grid") { $0.isComplete }
    #expect(try session.quit() == .exited(0))
    #expect(
      folder.names == names && !FileManager.default.fileExists(atPath: folder.path("rel/phase-tui/studies")))
  }
}
