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
  /// The words behind it.
  private var rest: ArraySlice<String> = []

  init(_ arguments: some Sequence<String>) {
    var words = Array(arguments)[...]
    let isHelp = words.first == "help"
    if isHelp { words.removeFirst() }
    rest = words
    while let word = words.popFirst(), word.first != "-", !(names.isEmpty && word == "help") {
      let verbs = command.configuration.subcommands
      guard !verbs.isEmpty else {
        // The parser passes over it.
        if isHelp { complaint = "unexpected word \"\(word)\" after help \(names.joined(separator: " "))" }
        return
      }
      guard let next = verbs.first(where: { $0._commandName == word }) else {
        complaint = word.unknown("command", among: verbs.map { $0._commandName })
        return
      }
      names.append(word)
      command = next
      rest = words
    }
  }

  /// The command line of its help.
  var helpLine: String { (["phase-tui"] + names + ["--help"]).joined(separator: " ") }

  /// The parser's message as one line without the usage that follows it, and with the program's own idea of what may
  /// have been meant.
  func line(of message: String) -> String {
    let line = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let start = "Unknown option '"
    if line.hasPrefix(start) { return unknown(String(line.dropFirst(start.count).prefix { $0 != "'" })) }
    // An option that is missing may be the one that was misspelt.
    guard line.hasPrefix("Missing expected argument") else { return line }
    if let option = unknownOption { return unknown(option) }
    guard command == StudyCommand.self else { return line }
    return "\(line), one of \(Study.builtIns.map(\.name).joined(separator: ", "))"
  }

  private func unknown(_ option: String) -> String {
    let name = String(option.drop { $0 == "-" })
    let names = options.filter(\.shouldDisplay).flatMap { $0.names ?? [] }
    let nearest = name.nearest(in: names.filter { $0.kind == "long" }.map(\.name))
    return "unknown option \(option)\(nearest.map { "; did you mean --\($0)?" } ?? "")"
  }

  /// The first word that looks like an option and is neither one nor the value of one.
  private var unknownOption: String? {
    let options = options
    guard !options.isEmpty else { return nil }
    var words = rest.prefix { $0 != "--" }
    while let word = words.popFirst() {
      guard word.hasPrefix("-"), word.dropFirst().first?.isNumber == false else { continue }
      let name = String(word.prefix { $0 != "=" })
      guard let option = options.first(where: { $0.names?.contains { $0.text == name } == true }) else {
        return name
      }
      if option.kind == "option", name == word { words = words.dropFirst() }
    }
    return nil
  }

  /// Those that are said after it.
  private var options: [ToolDescription.Argument] {
    let shown: any ParsableCommand.Type = names.isEmpty ? ShownCommand.self : command
    return (try? ToolDescription(of: shown))?.command.arguments ?? []
  }
}

/// The command as help and completion show it: a word that names no command is the explorer's, so the explorer's options are
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

/// What the argument parser knows of the commands, as far as the manual needs it.
struct ToolDescription: Decodable {
  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var subcommands: [Command]?
    var arguments: [Argument]?
  }

  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String

      var text: String { kind == "long" ? "--\(name)" : "-\(name)" }
    }

    var kind: String
    var shouldDisplay: Bool
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var allValues: [String]?
    var abstract: String?
  }

  var command: Command

  /// Of this program.
  static func current() throws -> ToolDescription { try ToolDescription(of: PhaseTUI.self) }

  init(of command: any ParsableCommand.Type) throws {
    self = try JSONDecoder().decode(ToolDescription.self, from: Data(command._dumpHelp().utf8))
  }
}
