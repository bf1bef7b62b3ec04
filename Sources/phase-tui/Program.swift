import Archive
import ArgumentParser
import CSupport
import Engine
import Foundation
import Input
import Model
import Phases

/// The command. A refusal is one line on standard error and a status of `sysexits`.
struct PhaseTUI: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phase-tui",
    abstract: "The phase diagram of training deep residual networks, measured live in the terminal.",
    discussion: """
      Every cell of a grid is an ensemble of small residual networks that background workers train; what is \
      measured on them says whether the cell is in the feature-learning, the lazy ODE or the divergent regime.

      What is trained here are residual networks in float32 on the processor: blocks of hidden units, of attention \
      heads or of both (--block), with or without rms norm, mask, embeddings (--embedding), squared error or \
      cross-entropy (--loss), full batches or drawn ones (--batch), by gradient descent, momentum, sign or Adam \
      (--optimizer), on drawn tasks (--task) or your own arrays (--data). Not here: convolutions, layer norms in the \
      residual stream, dropout, weight decay, schedules of the step size, token vocabularies and networks of many \
      millions of weights.

      Examples:
        phase-tui                                      the (α, L) plane
        phase-tui --study dimension-scale              the (residual scale, D) plane
        phase-tui --study transformer                  the (α, L) plane of Transformers
        phase-tui --set width=32 --axis depth=1:4096:25
        phase-tui sweep --refine 2 --csv alpha-depth.csv
        phase-tui train --alpha 5 --depth 181 --json
        phase-tui study alpha-depth > mine.toml && phase-tui --study mine.toml

      The options without a command are those of explore.
      """,
    version: "phase-tui \(Version.current)",
    subcommands: [
      ExploreCommand.self, SweepCommand.self, SlurmCommand.self, TrainCommand.self, PathCommand.self,
      RatesCommand.self, StudyCommand.self, ExportCommand.self, RerunCommand.self, ReplayCommand.self,
      StudiesCommand.self, TrainerCommand.self,
      ThemeCommand.self, InfoCommand.self, ManCommand.self,
    ], defaultSubcommand: ExploreCommand.self)
}

@main enum Program {
  static func main() {
    support_reserve_standard_descriptors()
    signals_make_large_files_an_error()
    if let complaint = OpenFiles.complaint() { fail(complaint, status: 71) }
    let arguments = Array(Surroundings.arguments.dropFirst())
    let verb = Verb(arguments)
    if let complaint = verb.complaint {
      fail("\(complaint.printable) (see \(verb.helpLine))", status: 64)
    }
    let root: any ParsableCommand.Type =
      ShownCommand.isAsked(by: arguments) ? ShownCommand.self : PhaseTUI.self
    do {
      var command = try root.parseAsRoot(arguments)
      try command.run()
    } catch let refusal as Refusal {
      fail(refusal.description, status: refusal.exitStatus)
    } catch let unavailable as KernelChoice.Unavailable {
      fail(unavailable.description, status: 64)
    } catch let failure as TrainingFailure {
      let remedy = if case .outOfMemory = failure { "; make it smaller" } else { "" }
      fail(failure.words + remedy, status: 71)
    } catch let exit as ExitCode {
      Foundation.exit(exit.rawValue)
    } catch {
      let status = root.exitCode(for: error)
      if status == .success { answer(root.fullMessage(for: error)) }
      let line = verb.line(of: root.message(for: error))
      fail("\(line.printable) (see \(verb.helpLine))", status: status.rawValue)
    }
  }

  /// Writes a result to standard output, and finds out when it does not get there.
  static func write(_ text: String) throws { try write(text.systemBytes) }

  static func write(_ bytes: [UInt8]) throws {
    try OutputFile.write(bytes, to: STDOUT_FILENO, path: "standard output")
  }

  /// What was asked for and is no command: the help, the version, a script of completions.
  private static func answer(_ text: String) -> Never {
    do {
      try write(text.isEmpty ? "" : text + "\n")
      exit(0)
    } catch {
      fail("\(error)", status: 73)
    }
  }

  static func noRuler(_ fault: Ruler.Fault) -> String {
    "a critical companion \(fault.rawValue), so that the relative feature update cannot be trusted; "
      + "cells that are neither unstable nor noise-dominated are then undecided (no-ruler); a smaller eta mends it"
  }

  /// What may make a training stable: usual numbers at its start, else a smaller step size.
  /// - Parameter initialLoss: of the median seed.
  static func unstable(_ problem: Problem, initialLoss: Double) -> String {
    let guess = log(Double(problem.outputs))
    if problem.loss.isOfLabels, !(initialLoss < 5 * guess) {
      let isOwn = if case .files = problem.data { true } else { false }
      return
        "training is unstable, and begins with the loss \(initialLoss.roundedToSixDigits.shortest), where guessing has "
        + "\(guess.roundedToSixDigits.shortest); smaller "
        + (isOwn ? "data may mend it: --standardise" : "outputs may mend it")
    }
    let (eta, usual) = (problem.scaling.eta, problem.optimizer.usualEta)
    let smaller = eta > usual ? usual : eta / 4
    return "training is unstable at eta \(eta.shortest); a smaller step size may train these networks, "
      + "for example --eta \(smaller.roundedToSixDigits.shortest)"
  }

  static func warn(_ line: String) { Words.say("phase-tui: \(line.printable)\n") }

  private static func fail(_ line: String, status: Int32) -> Never {
    warn(line)
    exit(status)
  }
}

/// How many files this process may have open at once (`ulimit -n`).
enum OpenFiles {
  /// Signals, timers, journals, exports and Slurm's pipes take about twenty; with less, something of it cannot be made
  /// when the results are there already, or something waits for ever.
  static let least: UInt = 32

  /// Raises the limit as far as it has to be, and says what is wrong where it may not be raised.
  static func complaint() -> String? {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < least else { return nil }
    let allowed = limit.rlim_cur
    limit.rlim_cur = min(least, limit.rlim_max)
    if limit.rlim_cur >= least, setrlimit(resource, &limit) == 0 { return nil }
    return
      "only \(allowed) files may be open at once, and \(least) are needed; raise the limit (ulimit -n \(8 * least))"
  }
}
