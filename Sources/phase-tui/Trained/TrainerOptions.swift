import ArgumentParser
import Input

/// A program that trains the cells, wherever a study is measured.
struct TrainerOptions: ParsableArguments {
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
  @Flag(help: "Take recorded cells of other versions of the trainer for its own.")
  var anyVersion = false

  /// As they are typed.
  var words: [String] {
    (trainer.map { ["--trainer", $0] } ?? []) + (trust ? ["--trust"] : [])
      + (anyVersion ? ["--any-version"] : [])
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
}
