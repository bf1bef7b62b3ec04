import ArgumentParser
import Phases

/// `phase-tui study NAME`: a study to start from.
struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study", abstract: "Print a built-in study as TOML, to start a study file from.",
    discussion: """
      Examples:
        phase-tui study alpha-depth > mine.toml && phase-tui --study mine.toml
      """)

  @Argument(
    help: "One of: \(Study.builtIns.map(\.name).joined(separator: ", ")).",
    completion: .list(Study.builtIns.map(\.name)))
  var name: String

  func run() throws {
    try Program.write(Study.builtIn(name, option: "study").toml)
  }
}
