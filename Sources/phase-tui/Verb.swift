import ArgumentParser
import Foundation
import Input
import Phases

/// The verb that the words of a command line lead to.
struct Verb {
  /// `sweep`, or `studies prune`; nothing for the explorer without its name.
  private(set) var names: [String] = []
  private(set) var command: any ParsableCommand.Type = PhaseTUI.self
  /// What is wrong with a word that stands where a verb is due; the parser would take it for an argument, or ask for
  /// nothing in particular.
  private(set) var complaint: String?

  init(_ arguments: some Sequence<String>) {
    var words = Array(arguments)[...]
    if words.first == "help" { words.removeFirst() }
    while let word = words.popFirst(), word.first != "-", !(names.isEmpty && word == "help") {
      let verbs = command.configuration.subcommands
      guard !verbs.isEmpty else { return }
      guard let next = verbs.first(where: { $0._commandName == word }) else {
        complaint = word.unknown("command", among: verbs.map { $0._commandName })
        return
      }
      names.append(word)
      command = next
    }
  }

  /// The command line of its help.
  var helpLine: String { (["phase-tui"] + names + ["--help"]).joined(separator: " ") }

  /// The parser's message as one line without the usage that follows it, and with the program's own idea of what may
  /// have been meant.
  func line(of message: String) -> String {
    let line = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let start = "Unknown option '"
    guard line.hasPrefix(start) else { return line }
    let option = String(line.dropFirst(start.count).prefix { $0 != "'" })
    let name = String(option.drop { $0 == "-" })
    let remedy = name.nearest(in: optionNames).map { "; did you mean --\($0)?" }
    return "unknown option \(option)\(remedy ?? "")"
  }

  /// Of the options that are said after it.
  private var optionNames: [String] {
    let shown: any ParsableCommand.Type = names.isEmpty ? ShownCommand.self : command
    let description = try? ToolDescription(of: shown)
    return (description?.command.arguments ?? []).filter(\.shouldDisplay).flatMap { argument in
      (argument.names ?? []).filter { $0.kind == "long" }.map(\.name)
    }
  }
}

/// The command as help and completion show it: a word that is no verb is the explorer's, so the explorer's options are
/// shown as the command's own. Nothing is parsed by it.
struct ShownCommand: ParsableCommand {
  static let configuration = PhaseTUI.configuration

  @OptionGroup var explorer: ExploreOptions

  /// Whether a command line asks for what is to be shown.
  static func isAsked(by arguments: [String]) -> Bool {
    [["--help"], ["-h"], ["help"], ["help", "--help"]].contains(arguments)
      || arguments.first == "---completion" || arguments.contains("--generate-completion-script")
  }
}
