import ArgumentParser

struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Open the live phase diagram (the default).")

  @OptionGroup var options: StudyOptions

  func run() throws {
  }
}
