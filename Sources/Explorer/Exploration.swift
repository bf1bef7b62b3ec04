import Archive
import Foundation
import Input
import Limits
import Phases
import Sweep
import Terminal

/// What the explorer is started with.
package struct Exploration: Sendable {
  /// `x` goes round them; the first is shown first.
  package var studies: [Study]
  /// Where their cells are kept, by their index; a study without one keeps nothing.
  package var storages: [Int: StudyStorage] = [:]
  /// Shows what others measure, and measures and writes nothing.
  package var isViewing = false
  /// Said on the first screen.
  package var notice: String?
  /// Workers.
  package var jobs: Int
  /// A name or a path.
  package var theme = "default"
  /// `nil`: what the terminal has, or none by `NO_COLOR`.
  package var colors: ColorDepth?
  /// `nil`: what the locale and the terminal allow.
  package var glyphs: GlyphSet?
  package var curves = CurveGlyphs.ascii
  /// Whether the command line says so: then it does not matter how a study was left.
  package var curvesAreGiven = false
  /// Whether the mouse is the program's at first, not the terminal's.
  package var hasMouse = true
  /// Makes the trainings of the workers.
  package var makeTraining: @Sendable () -> Sweep.Training
  /// Makes what surveys the limits of cells.
  package var makeSurveying: @Sendable () -> LimitSurvey<CellSurvey>.Surveying
  /// What stands beside every export.
  package var provenance: Provenance

  package init(
    studies: [Study], jobs: Int, provenance: Provenance,
    makeTraining: @escaping @Sendable () -> Sweep.Training,
    makeSurveying: @escaping @Sendable () -> LimitSurvey<CellSurvey>.Surveying
  ) {
    self.studies = studies
    self.jobs = jobs
    self.provenance = provenance
    self.makeTraining = makeTraining
    self.makeSurveying = makeSurveying
  }
}

extension Refusal {
  /// There is no terminal that a screen could be drawn on: status 69.
  init(_ reason: TerminalError) {
    var remedy = "`phase-tui sweep --csv FILE` works without one"
    if case .unknownTerminal = reason { remedy = "try `TERM=xterm-256color phase-tui`; " + remedy }
    self.init("the explorer needs a terminal: \(reason); \(remedy)", exitStatus: 69)
  }
}

/// Opens the screen, stays until the user leaves and ends the process: with status 0 after `q`, 130 after ctrl-c, 128 + n
/// after signal n. Throws a `Refusal` when there is no usable terminal or theme; the terminal is untouched then.
package func explore(_ exploration: Exploration) throws -> Never {
  let environment = Surroundings.environment
  let library = ThemeLibrary(environment: environment, executable: ThemeLibrary.executable)
  let theme = try library.theme(exploration.theme)
  let keymap = try Keymap(environment: environment)
  let device: CursesDevice
  do {
    device = try CursesDevice(environment: environment, direct: exploration.colors == .truecolor)
  } catch {
    throw Refusal(error)
  }
  _ = ErrorLog.redirect(environment: environment, greeting: "phase-tui \(Version.current)")

  let ladder = Ladder(
    colors: exploration.colors, glyphs: exploration.glyphs, curves: exploration.curves,
    on: .init(colors: device.colors, isDirect: device.isDirect, glyphs: device.glyphs),
    environment: environment)
  var state = State(
    studies: exploration.studies, size: device.size,
    look: Look(theme: theme, colors: ladder.colors, glyphs: ladder.glyphs), curves: ladder.curves,
    workers: exploration.jobs, keymap: keymap, themes: library.names,
    notice: ladder.notice ?? exploration.notice
      ?? Greeting.take(environment: environment, keymap: keymap))
  state.hasMouse = exploration.hasMouse
  state.isViewing = exploration.isViewing
  for (study, storage) in exploration.storages {
    guard var record = ViewRecord(contentsOf: storage.viewFile) else { continue }
    if exploration.curvesAreGiven { record.curves = nil }
    state.restore(record, of: study)
  }
  let log =
    exploration.isViewing
    ? nil : exploration.storages[0].map { SessionLog($0, state: state) }
  let mailbox = Mailbox()
  let workshops = exploration.studies.indices.map { Workshop(exploration, study: $0, mailbox: mailbox) }
  let loop = Loop(
    device: device, state: state, workshops: workshops, mailbox: mailbox, provenance: exploration.provenance,
    themes: library, log: log)
  // Everything is on the disk then. A million cells given back one by one would keep the shell waiting for seconds.
  exit(loop.run())
}
