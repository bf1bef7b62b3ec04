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
      tool.commandName, commands.map(\.commandName).joined(separator: ", ") + ".",
      value: "command [options]")
    roff.section("DESCRIPTION")
    roff.prose(tool.discussion ?? "")
    roff.section("KEYS")
    for row in Keymap.standard.helpRows { roff.row(row.keys, row.help) }
    roff.section("REGIMES")
    for line in Mark.glossary { roff.row(line.names.joined(separator: ", "), line.meaning) }
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
