import Foundation
import Phases
import Testing

/// The manual page and the helps of all commands.
@Suite struct ManCommandTests {
  private struct Tool: Decodable {
    struct Command: Decodable {
      var commandName: String
      var discussion: String?
      var subcommands: [Command]?

      /// It and all below it, each with its words.
      func all(under words: [String] = []) -> [(words: [String], command: Command)] {
        let mine = words + [commandName]
        return [(mine, self)]
          + (subcommands ?? []).filter { $0.commandName != "help" }.flatMap { $0.all(under: mine) }
      }
    }

    var command: Command
  }

  private func run(_ arguments: [String]) throws -> String {
    let run = try Program.piped(arguments, directory: Folder())
    #expect(try run.waitForExit() == .exited(0))
    #expect(run.error == "")
    return run.output
  }

  private func commands() throws -> [(words: [String], command: Tool.Command)] {
    let json = try run(["--experimental-dump-help"])
    return try JSONDecoder().decode(Tool.self, from: Data(json.utf8)).command.all()
  }

  /// What a reader of the page sees, without bold and underlined.
  private func page() throws -> String {
    let folder = try Folder()
    let run = try PipedRun(
      ["/bin/sh", "-c", "'\(Program.path)' man | groff -man -Tutf8 -P-c -P-b -P-u -ww -rLL=100n -rHY=0"],
      directory: folder.path)
    #expect(try run.waitForExit() == .exited(0))
    #expect(run.error == "", "\(run.error)")
    return run.output.replacing(#/\e\[[0-9;]*m|.\x08/#, with: "")
  }

  /// The words alone.
  private func flat(_ page: String) -> String {
    page.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing("‐", with: "-")
      .replacing("−", with: "-").replacing("’", with: "'")
  }

  @Test func thePageNamesEveryCommandOptionKeyAndStatus() throws {
    let page = try page()
    let flat = flat(page)
    for title in [
      "NAME", "SYNOPSIS", "DESCRIPTION", "KEYS", "REGIMES", "QUANTITIES", "COMMANDS", "FILES", "ENVIRONMENT",
      "EXIT STATUS",
    ] {
      #expect(page.contains("\n\(title)\n") || page.hasPrefix("\(title)\n"), "\(title)")
    }
    let commands = try commands()
    #expect(commands.count > 10)
    for (words, _) in commands.dropFirst() {
      #expect(flat.contains(words.joined(separator: " ")), "\(words)")
      let help = try run(Array(words.dropFirst()) + ["--help"])
      for option in help.matches(of: #/^  (--[a-z-]+)/#.anchorsMatchLineEndings())
      where !["--help", "--version"].contains(option.output.1) {
        #expect(flat.contains(option.output.1), "\(option.output.1)")
      }
    }
    for line in Mark.glossary + Reason.glossary + Quantity.glossary {
      #expect(flat.contains(self.flat("\(line.names.joined(separator: ", ")) \(line.meaning)")), "\(line)")
    }
    for text in [
      "← h cursor left", "$XDG_CONFIG_HOME/phase-tui/config.toml", "NO_COLOR", "α, the residual-branch",
    ] {
      #expect(flat.contains(text), "\(text)")
    }
  }

  /// The same words in the guide.
  @Test func theGuideListsTheExitStatuses() throws {
    let guide = try GuideFiles.text("SettingsAndThemes")
    let start = try #require(guide.range(of: "| status | meaning |\n|---|---|\n")?.upperBound)
    let rows = guide[start...].split(separator: "\n", omittingEmptySubsequences: false).prefix {
      $0.hasPrefix("| ")
    }
    .map { $0.dropFirst(2).dropLast(2).components(separatedBy: " | ") }
    #expect(rows.count > 8)
    let page = try page()
    let section = try #require(page.components(separatedBy: "\nEXIT STATUS\n").last)
    for row in rows {
      #expect(flat(section).contains(row.joined(separator: " ").replacing("`", with: "")), "\(row)")
    }
    let listed = try run(["man"]).components(separatedBy: ".SH EXIT STATUS\n")[1].components(
      separatedBy: ".TP\n")
    #expect(listed.count - 1 == rows.count)
  }

  /// Every verb has examples, of options that it has.
  @Test func helpHasExamples() throws {
    let commands = try commands()
    let verbs = commands.map(\.command.commandName)
    for (words, command) in commands {
      if words.count > 2 { continue }
      let lines = (command.discussion ?? "").components(separatedBy: "\n")
      let start = try #require(lines.firstIndex(of: "Examples:"), "\(words) has no examples")
      let examples = lines[(start + 1)...].prefix { $0.hasPrefix("  ") }
      #expect(examples.contains { $0.contains("phase-tui") })
      for example in examples {
        let call = example.components(separatedBy: "&&")[0].split(separator: " ")
        let first = call.firstIndex(of: "phase-tui").map { Int($0) } ?? 0
        // Behind the explorer, which needs no verb, stands what the example does.
        let verb = call.dropFirst(first + 1).first.map(String.init) ?? ""
        let help = try run([verbs.contains(verb) ? verb : "explore", "--help"])
        for option in call where option.hasPrefix("--") { #expect(help.contains(option), "\(example)") }
        #expect(help.contains("Examples:") || words.count == 1)
      }
    }
  }
}
