import Archive
import ArgumentParser
import Engine
import Foundation
import Input
import Trainer

/// `phase-tui trainer`: for whoever writes a program that trains.
struct TrainerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trainer", abstract: "Help to write a trainer: a program of your own that trains the cells.",
    discussion: """
      A trainer reads which cells to train on its standard input, and prints what came of them, in lines of JSON.

      Examples:
        phase-tui trainer protocol
        phase-tui trainer example > train.py
        phase-tui trainer check python3 train.py
      """,
    subcommands: [Check.self, Example.self, Description.self])

  /// `phase-tui trainer example`
  struct Example: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a working trainer in Python 3, without dependencies, to begin with.")

    func run() throws { try Program.write(TrainerTexts.example) }
  }

  /// `phase-tui trainer protocol`
  struct Description: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "protocol", abstract: "Print the description of the protocol, with every message.")

    func run() throws { try Program.write(TrainerTexts.protocol) }
  }

  /// `phase-tui trainer check COMMAND …`
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Speak the protocol with a program, and say what is right and wrong.",
      discussion: """
        The program is started, trains four cells or more at its defaults and near them, is told that one is not \
        wanted any more, and is told to quit. Every line of its standard output is judged: right, wrong with what would \
        be right, or a note on what is allowed but may not be meant. The status is 0 when nothing is wrong, else 1.

        Options of this command stand before the program, which has all words behind its name.

        Examples:
          phase-tui trainer check python3 train.py --device cpu
          phase-tui trainer check --patience 20 ./train.sh
          phase-tui trainer check 'python3 train.py'
        """)

    @Option(help: "How many seconds the program may print nothing while it has something to do.")
    var patience = 600.0
    @Option(help: "A file that the program's standard error is appended to.", completion: .file())
    var log: String?
    @Argument(parsing: .captureForPassthrough, help: "The program and its arguments.")
    var command: [String]

    func run() throws {
      guard patience > 0, patience <= 1e6 else {
        throw Refusal.option(
          "--patience \(patience)", "must be a number of seconds above 0 and up to 1000000")
      }
      // What looks like an option here is none of this command's.
      if let first = command.first, first.hasPrefix("-"), first != "--" {
        if ["--help", "-h"].contains(first) { throw CleanExit.helpRequest(self) }
        let meant = String(first.drop { $0 == "-" }).nearest(in: ["patience", "log", "help"])
        let remedy = meant.map { "did you mean --\($0)?" } ?? "those of the program stand behind its name"
        throw Refusal(
          "unknown option \(first); \(remedy) (see phase-tui trainer check --help)", exitStatus: 64)
      }
      var program = try TrainerProgram(words: command.first == "--" ? Array(command.dropFirst()) : command)
      if let log { try OutputFile(log).checkWritable() }
      let temporary =
        try log == nil
        ? OutputFile.create(
          [[]], in: UserFolders.current.temporary, stem: "phase-tui-trainer", suffix: ".log")
        : nil
      defer { if let temporary { FileSystem.remove(temporary) } }
      program.log = log ?? temporary
      let interruption = Interruption()
      let isRight: Bool
      do {
        isRight = try check(TrainerSession(program, patience: .seconds(patience), restarts: 0), interruption)
      } catch let fault as TrainerFault {
        throw Refusal("\(fault)", exitStatus: 71)
      }
      if let temporary, let size = FileSystem.status(temporary)?.size, size > 0 {
        try Program.write("note   on standard error it said \(size) bytes; --log FILE keeps them\n")
      }
      if let signal = interruption.signal { throw ExitCode(128 + signal) }
      if !isRight { throw ExitCode(1) }
    }

    private func check(_ session: TrainerSession, _ interruption: Interruption) throws -> Bool {
      try interruption.listen { session.stop() }
      var problem: (any Error)?
      var check = TrainerCheck(session, keptSteps: ReportedSteps.measured) { finding in
        let verdict = finding.verdict.rawValue.padding(toLength: 6, withPad: " ", startingAt: 0)
        do { try Program.write("\(verdict) \(finding.text.printable)\n") } catch {
          problem = problem ?? error
          session.stop()
        }
      }
      let isRight = check.run()
      if let problem { throw problem }
      return isRight
    }
  }
}
