import Archive
import ArgumentParser
import Explorer
import Foundation
import Input
import Phases

/// `phase-tui replay FILE`: a session again, without a terminal.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Run the commands of a session again, without a terminal, and make the same files.",
    discussion: """
      The explorer keeps its sessions in DIR/sessions. A line of a session is a command as it is typed after `:`; \
      # begins a comment. Exports go to the working directory.

      Examples:
        phase-tui replay DIR/sessions/NAME.session
      """)

  @Argument(help: "The session.", completion: .file(extensions: ["session"]))
  var file: String
  @Option(
    help: "The study directory to work in (default: the one that the session is in).", completion: .directory)
  var dir: String?
  @Option(parsing: .unconditional, help: "Workers (default: the cores this process may use).")
  var jobs: Int?
  @OptionGroup var trained: TrainerOptions

  func run() throws {
    let bytes = try FileSystem.contents(of: file, limit: 1 << 24)
    let folder = (FileSystem.resolved(file) ?? file).folder?.folder ?? "."
    let known = (try? StudyDirectory(opening: dir ?? folder))?.study.vocabulary ?? .builtIn
    let script = try SessionScript(String(systemBytes: bytes), file: file, known)
    guard let directory = dir ?? (StudyDirectory.exists(folder) ? folder : nil) else {
      throw Refusal.option("replay", "\(file) is not in a study directory's sessions; name one with --dir")
    }
    let explore = try ExploreCommand.parse(
      ["--dir", directory] + (jobs.map { ["--jobs", "\($0)"] } ?? []) + trained.words)
    var exploration = try explore.exploration()
    defer { exploration.atEnd() }
    if let storage = exploration.storages[0], let ends = script.records {
      // As the study was when the session began; what has been measured since need not be trained.
      var reader = JournalReader(folder: storage.directory.records, ends: ends)
      let earlier = try RecordedStudy(
        &reader, of: storage.directory.study, numerics: storage.directory.numerics,
        anyVersion: trained.anyVersion)
      exploration.storages[0]?.cache = storage.recorded.rewound(to: earlier)
      exploration.storages[0]?.recorded = earlier
    }
    let replay = try Replay(exploration) { Program.warn($0) }
    let interruption = Interruption()
    try interruption.listen(replay.stop)
    let refused = replay.run(script) { interruption.signal != nil }
    if let signal = interruption.signal { throw ExitCode(128 + signal) }
    if refused > 0 { throw ExitCode(1) }
  }
}
