import Archive
import ArgumentParser
import Foundation
import Input
import Phases

/// `phase-tui studies`: the directories of studies for which nobody named one.
struct StudiesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "studies", abstract: "List the studies that the explorer has kept, or delete some.",
    discussion: """
      Of each are listed its directory, axes, what is fixed otherwise than by default, seeds, measured cells (of a large \
      one about how many records it has), size and last change.

      Examples:
        phase-tui studies list
        phase-tui studies prune --older-than 90
      """,
    subcommands: [List.self, Prune.self], defaultSubcommand: List.self)

  /// One kept study, as far as it can be told without reading every record.
  struct Kept {
    let path: String
    let study: Study?
    /// Bytes of all its files, and when the last of them was written.
    let size: Int
    let changed: Date

    init(_ path: String) {
      self.path = path
      study = try? StudyDirectory(opening: path).study
      let files = FileSystem.files(under: path)
      size = files.reduce(0) { $0 + $1.size }
      changed = files.map { Date(timeIntervalSince1970: $0.changed) }.max() ?? .distantPast
    }

    /// Where it is; below that its axes, what is fixed otherwise than by default, cells if asked, size and last change.
    func lines(countsCells: Bool) -> String {
      let days = max(0, Int(Date().timeIntervalSince(changed) / 86400))
      let age = days == 0 ? "today" : "\(days) d ago"
      let megabytes = String(format: "%.1f MB", Double(size) / 1e6)
      let about = study.map { [$0.summary] + (countsCells ? [cells($0)] : []) } ?? ["cannot be read"]
      let details = (about + [megabytes, age]).joined(separator: "  ")
      return "\(path.printable)\n  \(details.printable)\n"
    }

    /// Larger journals would keep whoever asks waiting.
    private static let countedSize = 1 << 22

    /// How many of its cells are measured, of those of its base grid and what was refined; of a large study about how many
    /// records it has, among them those of cells that others trained, too, and of what cells are compared with.
    private func cells(_ study: Study) -> String {
      guard let directory = try? StudyDirectory(opening: path) else { return "no cells can be read" }
      let count = RecordCount(folder: directory.records)
      if count.size > Self.countedSize { return "about \(count.estimate) records" }
      var reader = JournalReader(folder: directory.records)
      guard let recorded = try? RecordedStudy(&reader, of: study, numerics: directory.numerics) else {
        return "no cells can be read"
      }
      let measured = Set(recorded.measurements.keys)
      let all = measured.union(study.lattice.baseCells).count
      return measured.count == all ? "\(all) cells" : "\(measured.count) of \(all) cells"
    }
  }

  private static func kept() -> (root: String?, studies: [Kept]) {
    let directories = StudyDirectories(environment: Surroundings.environment)
    return (directories.root, directories.all.map(Kept.init))
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the kept studies.")

    func run() throws {
      let (root, studies) = StudiesCommand.kept()
      guard !studies.isEmpty else {
        try Program.write(
          "no studies are kept in \(root?.printable ?? "$XDG_STATE_HOME, which is no absolute path, nor is HOME")\n"
        )
        return
      }
      for study in studies { try Program.write(study.lines(countsCells: true)) }
    }
  }

  struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prune", abstract: "Delete kept studies; asks before each.")

    @Option(
      parsing: .unconditional,
      help: .init("Only those that nothing was added to for so many days.", valueName: "days"))
    var olderThan = 0
    @Flag(help: "Delete without asking.")
    var yes = false

    func run() throws {
      guard olderThan >= 0 else {
        throw Refusal.option("--older-than \(olderThan)", "the number of days must not be negative")
      }
      guard yes || isatty(STDIN_FILENO) == 1 else {
        throw Refusal.option("prune", "asks before it deletes, and nobody can answer here; say --yes")
      }
      let limit = Date().addingTimeInterval(-86400 * Double(olderThan))
      for kept in StudiesCommand.kept().studies where kept.changed <= limit {
        guard try yes || confirms(kept) else { continue }
        guard FileSystem.removeAll(kept.path) else {
          throw Refusal.unwritable(kept.path, "it could not be deleted: \(FileSystem.problem)")
        }
        try Program.write("deleted \(kept.path.printable)\n")
      }
    }

    private func confirms(_ kept: Kept) throws -> Bool {
      try Program.write("\(kept.lines(countsCells: false))delete it? [y/N] ")
      guard let answer = readLine() else { return false }
      return ["y", "yes"].contains(answer.trimmingCharacters(in: .whitespaces).lowercased())
    }
  }
}

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
