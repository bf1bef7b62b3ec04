import Archive
import ArgumentParser
import Engine
import Explorer
import Foundation
import Input
import Phases
import Sweep
import Terminal

/// What the screen starts with.
struct ExploreOptions: ParsableArguments {
  @OptionGroup var options: StudyOptions
  @Option(help: "A theme's name or a TOML file (default: $PHASE_TUI_THEME, or default).", completion: .themes)
  var theme: String?
  @Option(help: "The colours to use (default: what the terminal has; NO_COLOR is honoured).")
  var color: ColorDepth?
  @Option(
    help: "Characters (default: what locale and terminal allow); braille and blocks draw the curves too.")
  var glyphs: GlyphChoice?
  @Option(help: "What curves are drawn with (default: ascii, or what --glyphs says).")
  var curves: CurveGlyphs?
  @Flag(inversion: .prefixedNo, help: "Take the mouse from the terminal, or leave it (M changes that).")
  var mouse: Bool?

  @OptionGroup var directory: DirectoryOptions
  @Flag(help: "Look on: show live what others measure in --dir, and write nothing.")
  var view = false
}

/// `phase-tui`: the screen.
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Open the live phase diagram.",
    discussion: """
      Examples:
        phase-tui
        phase-tui --study dimension-scale --theme light
        phase-tui --set width=32 --axis depth=1:4096:25 --seeds 16
        phase-tui --dir DIR --view                     look on while others measure
      """)

  @OptionGroup var given: ExploreOptions

  func run() throws {
    let environment = Surroundings.environment
    func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let preferences = try Preferences(environment: environment)
    var exploration = try exploration(preferring: preferences.study)
    exploration.theme = given.theme ?? variable("PHASE_TUI_THEME") ?? preferences.theme ?? "default"
    exploration.colors = given.color ?? (variable("NO_COLOR") == nil ? preferences.color : nil)
    let choice = given.glyphs ?? preferences.glyphs
    exploration.glyphs = choice?.set
    exploration.curves =
      given.curves ?? given.glyphs?.curves ?? preferences.curves ?? choice?.curves ?? .ascii
    exploration.curvesAreGiven = given.curves != nil || given.glyphs?.curves != nil
    exploration.hasMouse = given.mouse ?? preferences.mouse ?? true
    try explore(exploration)
  }

  /// Everything but the looks.
  /// - Parameter study: the one to explore where neither the options nor a directory say which.
  func exploration(preferring study: String? = nil) throws -> Exploration {
    let jobs = try given.options.jobCount()
    var options = given.options
    if options.study == nil, given.directory.dir == nil { options.study = study }
    return try given.view ? viewing(jobs: jobs) : exploring(options, jobs: jobs)
  }

  private func viewing(jobs: Int) throws -> Exploration {
    guard let path = given.directory.dir else {
      throw Refusal.option("--view", "needs --dir DIR, the study directory to look at")
    }
    let found = try StudyDirectory(opening: path)
    let opened = try OpenedStudy(
      given.options, given.options.source(), in: found,
      own: given.options.ownDataset(nil, in: found.study),
      kernel: KernelChoice.selected(),
      jobs: 1)
    let storage = try opened.storage()
    var exploration = exploration(opened, storage, studies: [opened.study], jobs: jobs)
    exploration.isViewing = true
    return exploration
  }

  private func exploring(_ options: StudyOptions, jobs: Int) throws -> Exploration {
    let directories = StudyDirectories(environment: Surroundings.environment)
    var opened = try OpenedStudy(options, directory: given.directory.dir, jobs: jobs)
    var notice: String?
    let jobs = opened.jobs(jobs)
    if opened.directory == nil {
      do {
        try opened.makeDirectory(in: directories)
      } catch {
        notice = "nothing is kept: \(error)"
      }
    }
    // The other studies that `x` goes to; one that the data do not allow is left out.
    let originals = opened.study.vocabulary.isBuiltIn ? Study.builtIns : []
    let others = originals.filter { !$0.isSameScience(as: opened.study) && $0.name != opened.study.name }
      .compactMap { original -> Study? in
        let study = try? StudyOverrides(ensembleOf: opened.study).applied(to: original)
        return (try? study?.checkMemory(jobs: jobs)) == nil ? nil : study
      }
    let storage = try opened.storage(reusing: given.directory.reuse)
    var exploration = exploration(opened, storage, studies: [opened.study] + others, jobs: jobs)
    for (index, study) in others.enumerated() where directories.isUsable {
      guard let path = directories.path(of: study, numerics: opened.numerics) else { continue }
      let planned = StudyDirectory(
        planning: path, study: study, own: opened.own, numerics: opened.kernel.numerics)
      exploration.storages[index + 1] = try OpenedStudy(
        study: study, own: opened.own, kernel: opened.kernel, directory: planned
      ).storage()
    }
    exploration.notice =
      notice ?? storage?.recorded.versionText ?? storage?.reader.problems.unreadableText
    return exploration
  }

  private func exploration(
    _ opened: OpenedStudy, _ storage: StudyStorage?, studies: [Study], jobs: Int
  ) -> Exploration {
    var exploration = Exploration(
      studies: studies, jobs: jobs, provenance: opened.provenance(with: storage?.recorded.kernels ?? []),
      makeWork: opened.makeWork())
    if let trainer = opened.trainer { exploration.atEnd = { trainer.close() } }
    exploration.storages[0] = storage
    return exploration
  }
}

extension OpenedStudy {
  /// Its directory among those that nobody names. Cells that another of them has are taken over when it is new.
  mutating func makeDirectory(in directories: StudyDirectories) throws {
    guard let path = directories.path(of: study, numerics: numerics) else {
      throw Refusal.unwritable(
        "$XDG_STATE_HOME/phase-tui", "neither XDG_STATE_HOME nor HOME is an absolute path")
    }
    let others = StudyDirectory.exists(path) ? [] : directories.all
    let made = try StudyDirectory(making: path, study: study, own: own, numerics: numerics)
    try made.checkWritable()
    directory = made
    guard !others.isEmpty else { return }
    let recorder = Recorder(made.journal(), origin: origin) { _ in }
    defer { recorder.close() }
    // The disk may be full: then the cells are trained.
    recorder.stop()
    var known = RecordedStudy(study: study, numerics: made.numerics)
    for other in others where other != path {
      guard let other = try? StudyDirectory(opening: other), other.numerics == made.numerics else { continue }
      _ = try? known.take(from: other, into: recorder)
    }
  }

  /// What the explorer needs of the directory.
  func storage(reusing paths: [String] = []) throws -> StudyStorage? {
    guard let directory else {
      guard paths.isEmpty else { throw Refusal.option("--reuse", "needs --dir, where the cells are kept") }
      return nil
    }
    var reader = JournalReader(folder: directory.records)
    var recorded = try RecordedStudy(
      &reader, of: study, numerics: directory.numerics, anyVersion: anyVersion)
    for line in recorded.complaints(reader) { Program.warn(line) }
    if !paths.isEmpty {
      let recorder = Recorder(directory.journal(), origin: origin) { _ in }
      defer { recorder.close() }
      for path in paths {
        let complaints = try recorded.take(from: StudyDirectory(opening: path), into: recorder)
        for line in complaints { Program.warn(line) }
      }
    }
    return StudyStorage(
      directory: directory, recorded: recorded, begun: BegunCells(directory, of: study), reader: reader,
      origin: origin)
  }
}
