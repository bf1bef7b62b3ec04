import ArgumentParser
import Input

/// How a program is started that trains the cells.
struct TrainerStart: ParsableArguments {
  @Option(
    help: .init(
      "Let a program of your own train the cells, for example 'python3 train.py' (see phase-tui trainer).",
      valueName: "command"))
  var trainer: String?
  @Option(
    parsing: .unconditional,
    help: .init(
      "How many seconds a trainer may print nothing while it has something to do (default: 600).",
      valueName: "seconds"))
  var trainerPatience: Double?
  @Flag(help: "Start the trainer that a study file or directory names without asking.")
  var trust = false

  /// As they are typed.
  var words: [String] {
    (trainer.map { ["--trainer", $0] } ?? []) + (trust ? ["--trust"] : [])
      + (trainerPatience.map { ["--trainer-patience", "\($0)"] } ?? [])
  }

  func patience() throws(Refusal) -> Duration? {
    guard let trainerPatience else { return nil }
    guard trainerPatience > 0, trainerPatience <= 1e6 else {
      throw .option(
        "--trainer-patience \(trainerPatience)", "must be a number of seconds above 0 and up to 1000000")
    }
    return .seconds(trainerPatience)
  }

  /// Refuses what is about a trainer where the networks are built in.
  func refuseUnused() throws(Refusal) {
    let given = [("--trust", trust), ("--trainer-patience", trainerPatience != nil)]
    guard let option = given.first(where: \.1)?.0 else { return }
    throw .option(option, "the study names no trainer; say --trainer COMMAND, or leave it out")
  }
}

/// A program that trains the cells, wherever a study is measured.
struct TrainerOptions: ParsableArguments {
  @OptionGroup var start: TrainerStart
  @Flag(help: "Take recorded cells of other versions of the trainer for its own.")
  var anyVersion = false

  /// As they are typed.
  var words: [String] { start.words + (anyVersion ? ["--any-version"] : []) }

  func refuseUnused() throws(Refusal) {
    try start.refuseUnused()
    guard anyVersion else { return }
    throw .option("--any-version", "the study names no trainer; say --trainer COMMAND, or leave it out")
  }
}
