import Archive
import Foundation
import Limits
import Phases
import Sweep
import Terminal

/// What the explorer is started with.
package struct Exploration: Sendable {
  /// `x` goes round them; the first is shown first.
  package var studies: [Study]
  /// Workers.
  package var jobs: Int
  /// A name or a path.
  package var theme = "default"
  /// `nil`: what the terminal has, or none by `NO_COLOR`.
  package var colors: ColorDepth?
  /// `nil`: what the locale allows.
  package var glyphs: GlyphSet?
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

extension TerminalError: Refusal {}

/// There is no terminal that a screen could be drawn on.
package struct ScreenRefusal: Refusal, Hashable {
  package let reason: TerminalError
  package var exitStatus: Int32 { reason.exitStatus }
  package var description: String {
    "the explorer needs a terminal: \(reason.description); `phase-tui sweep --csv FILE` works without one"
  }
}

/// Opens the screen and stays until the user leaves. Returns the exit status: 0 after `q`, 130 after ctrl-c, 128 + n
/// after signal n. Throws a `Refusal` when there is no usable terminal or theme; the terminal is untouched then.
package func explore(_ exploration: Exploration) throws -> Int32 {
  let environment = ProcessInfo.processInfo.environment
  let library = ThemeLibrary(environment: environment, executable: ThemeLibrary.executable)
  let theme = try library.theme(exploration.theme)
  let keymap = try Keymap(environment: environment)
  let device: CursesDevice
  do {
    device = try CursesDevice(environment: environment)
  } catch {
    throw ScreenRefusal(reason: error)
  }
  defer { device.close() }
  _ = ErrorLog.redirect(environment: environment)

  let look = Look(
    theme: theme,
    colors: exploration.colors ?? ColorDepth.detected(colors: device.colors, environment: environment),
    // What the locale cannot show it cannot be asked for.
    glyphs: device.glyphs == .ascii ? .ascii : exploration.glyphs ?? .unicode)
  let isPlain = device.glyphs == .ascii && exploration.glyphs != .ascii
  let state = State(
    studies: exploration.studies, size: device.size, look: look, workers: exploration.jobs,
    keymap: keymap, themes: library.names,
    notice: isPlain ? "ASCII, because the locale is not UTF-8 (LC_ALL=C.UTF-8 for blocks)" : nil)
  let mailbox = Mailbox()
  let sweeps = exploration.studies.enumerated().map { index, study in
    Sweep(
      study: study, jobs: exploration.jobs, makeTraining: exploration.makeTraining,
      observe: { mailbox.post($0, of: index) })
  }
  let surveys = exploration.studies.enumerated().map { index, study in
    LimitSurvey(study: study, makeSurveying: exploration.makeSurveying) { cell, survey in
      mailbox.post(survey, of: cell, in: index)
    }
  }
  return Loop(
    device: device, state: state, sweeps: sweeps, surveys: surveys, mailbox: mailbox,
    provenance: exploration.provenance, themes: library
  ).run()
}
