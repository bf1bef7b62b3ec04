import Archive
import ArgumentParser
import Explorer
import Foundation
import Phases

/// `phase-tui man`: the manual page, made of what the program knows of itself.
struct ManCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "man", abstract: "Print the manual page, for man.",
    discussion: """
      Examples:
        phase-tui man | man -l -
        phase-tui man > ~/.local/share/man/man1/phase-tui.1
      """)

  func run() throws { try Program.write(Self.page(try ToolDescription.current().command)) }

  static func page(_ tool: ToolDescription.Command) -> String {
    var roff = Roff()
    roff.header(tool.commandName, source: "\(tool.commandName) \(Version.current)")
    roff.section("NAME")
    roff.prose("\(tool.commandName) - \(abstract(tool))")
    roff.section("SYNOPSIS")
    let commands = (tool.subcommands ?? []).filter { $0.commandName != "help" }
    roff.row(tool.commandName, "The live diagram.", value: "[options]")
    roff.row(
      tool.commandName, commands.map(\.commandName).joined(separator: ", ") + ".", value: "command [options]")
    roff.section("DESCRIPTION")
    roff.prose(tool.discussion ?? "")
    roff.section("KEYS")
    for row in Keymap.standard.helpRows { roff.row(row.keys, row.help) }
    roff.section("REGIMES")
    for line in Mark.glossary { roff.row(line.names.joined(separator: ", "), line.meaning) }
    roff.section("REASONS AND NOTES")
    for line in Reason.glossary { roff.row(line.names.joined(separator: ", "), line.meaning) }
    roff.section("QUANTITIES")
    for line in Quantity.glossary { roff.row(line.names.joined(separator: ", "), line.meaning) }
    roff.section("COMMANDS")
    for command in commands { describe(command, under: tool.commandName, &roff) }
    roff.section("FILES")
    for (path, meaning) in Manual.files { roff.row("", meaning, value: path) }
    roff.section("ENVIRONMENT")
    for (name, meaning) in Manual.environment { roff.row(name, meaning) }
    roff.section("EXIT STATUS")
    for (status, meaning) in Manual.exitStatuses { roff.row(status, meaning) }
    return roff.text
  }

  private static func abstract(_ command: ToolDescription.Command) -> String {
    let text = command.abstract ?? ""
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  private static func describe(_ command: ToolDescription.Command, under name: String, _ roff: inout Roff) {
    let name = "\(name) \(command.commandName)"
    let arguments = (command.arguments ?? []).filter {
      $0.shouldDisplay && !["help", "version"].contains($0.names?.first?.name)
    }
    let values = arguments.filter { $0.kind == "positional" }.map { "<\($0.valueName ?? "value")>" }
    roff.subsection(([name] + values).joined(separator: " "))
    roff.prose(command.abstract ?? "")
    for argument in arguments {
      let names = (argument.names ?? []).map(\.text).joined(separator: ", ")
      let value = argument.kind == "flag" ? "" : argument.valueName ?? ""
      roff.row(names, meaning(argument), value: value)
    }
    if let discussion = command.discussion { roff.prose(discussion) }
    for command in command.subcommands ?? [] where command.commandName != "help" {
      describe(command, under: name, &roff)
    }
  }

  private static func meaning(_ argument: ToolDescription.Argument) -> String {
    var parts = [argument.abstract ?? ""]
    if let values = argument.allValues, !values.isEmpty {
      parts.append("One of: \(values.joined(separator: ", ")).")
    }
    if let value = argument.defaultValue, argument.kind != "flag" { parts.append("Default: \(value).") }
    return parts.filter { !$0.isEmpty }.joined(separator: " ")
  }
}

/// What the guide and the manual page say in the same words.
enum Manual {
  static let exitStatuses: [(status: String, meaning: String)] = [
    ("0", "done; left by q"),
    (
      "1",
      "rerun: other bits than recorded, of a trainer another regime; replay: a command was refused; "
        + "trainer check: something is wrong"
    ),
    ("64", "an option or argument is wrong"),
    ("65", "something in a file is wrong: a study, data, a theme, keys, settings, records"),
    ("66", "a theme's file cannot be read"),
    ("69", "no terminal that a screen can be drawn on"),
    ("70", "a rate cannot be measured; please report it"),
    ("71", "no memory for a training, too few open files allowed, or a cell without a result"),
    ("73", "a file cannot be written"),
    ("75", "a round waits for other shares; run it again later"),
    ("77", "a file names a trainer that nobody has confirmed"),
    (
      "128 + n",
      "ended by signal n: 129 hang-up, 130 ctrl-c, 143 SIGTERM, 152 the limit of processor time; what is finished is "
        + "kept"
    ),
  ]

  static let files: [(path: String, meaning: String)] = [
    (
      "$XDG_CONFIG_HOME/phase-tui/config.toml",
      "Settings: \(Preferences.keys.joined(separator: ", ")). Never written."
    ), ("$XDG_CONFIG_HOME/phase-tui/keys.toml", "Keys and their commands. Never written."),
    ("$XDG_CONFIG_HOME/phase-tui/themes/NAME.toml", "Themes. Never written."),
    ("$XDG_STATE_HOME/phase-tui/studies", "What was measured, a directory for each study."),
    ("$XDG_STATE_HOME/phase-tui/trainers", "Which trainers that files name were confirmed, a file for each."),
    ("$XDG_STATE_HOME/phase-tui/trainer-logs", "What trainers said on standard error."),
    ("$XDG_STATE_HOME/phase-tui/log", "Messages while the screen is up; a long one becomes log.old."),
    ("$XDG_STATE_HOME/phase-tui/greeted", "There once the first hint has been shown."),
  ]

  static let environment: [(name: String, meaning: String)] = [
    ("PHASE_TUI_THEME", "The theme, where --theme names none."),
    ("PHASE_TUI_KERNEL", "The kernel: naive, baseline, avx2 or avx512."),
    ("NO_COLOR", "When not empty: no colours, where --color names none."),
    ("SLURM_CPUS_PER_TASK", "The number of workers, where --jobs says none."),
    (
      "XDG_CONFIG_HOME, XDG_STATE_HOME",
      "Where the files are; ~/.config and ~/.local/state without them. Relative ones are ignored."
    ), ("TERM, LC_ALL, LC_CTYPE, LANG", "What the terminal can do, and which characters it shows."),
  ]
}

/// Text for `man`, in the macros of man(7).
struct Roff {
  private(set) var text = ""

  mutating func header(_ name: String, source: String) {
    text += ".TH \(Self.escaped(name.uppercased())) 1 \"\" \"\(Self.escaped(source))\"\n"
  }

  mutating func section(_ title: String) { text += ".SH \(Self.escaped(title))\n" }
  mutating func subsection(_ title: String) { text += ".SS \(Self.escaped(title))\n" }

  /// A paragraph; lines that begin with blanks stay as they are.
  mutating func prose(_ prose: String) {
    var isVerbatim = false
    text += ".PP\n"
    for line in prose.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("  ") != isVerbatim {
        isVerbatim.toggle()
        text += isVerbatim ? ".PP\n.nf\n" : ".fi\n"
      }
      text += line.isEmpty ? ".PP\n" : Self.escaped(String(line)) + "\n"
    }
    if isVerbatim { text += ".fi\n" }
  }

  /// A row: what it is, in bold and then in italics, and what that means.
  mutating func row(_ bold: String, _ meaning: String, value italic: String = "") {
    let space = italic.isEmpty || bold.isEmpty ? "" : " "
    text += ".TP\n"
    text += bold.isEmpty ? "" : "\\fB\(Self.escaped(bold))\\fR"
    text += italic.isEmpty ? "" : "\(space)\\fI\(Self.escaped(italic))\\fR"
    text += "\n\(Self.escaped(meaning.isEmpty ? " " : meaning))\n"
  }

  /// Nothing of it is a command, and every character survives a formatter that knows ASCII only.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "'": escaped += "\\(aq"
      case "`": escaped += "\\(ga"
      case "\"": escaped += "\\(dq"
      case "^": escaped += "\\(ha"
      case "~": escaped += "\\(ti"
      case _ where scalar.isASCII: escaped.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        escaped += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
      }
    }
    return escaped.first == "." ? "\\&" + escaped : escaped
  }
}
