import ArgumentParser
import Phases

/// `phase-tui study NAME`: a study to start from.
struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study", abstract: "Print a built-in study as TOML, to start a study file from.")

  @Argument(help: "One of: \(Study.builtIns.map(\.name).joined(separator: ", ")).")
  var name: String

  func run() throws {
    try Program.write(Study.builtIn(name, option: "study").toml)
  }
}
