import Archive
import Foundation
import Input
import Phases
import Terminal

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

  let start = StartingLook(
    colors: exploration.colors, glyphs: exploration.glyphs, curves: exploration.curves,
    on: .init(colors: device.colors, isDirect: device.isDirect, glyphs: device.glyphs),
    environment: environment)
  var state = State(
    studies: exploration.studies, size: device.size,
    look: Look(theme: theme, colors: start.colors, glyphs: start.glyphs), curves: start.curves,
    workers: exploration.jobs, keymap: keymap, themes: library.names,
    notice: start.notice ?? exploration.notice
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
  let loop = Loop(
    device: device, state: state, studies: Studies(exploration), themes: library, log: log)
  // Everything is on the disk then. A million cells given back one by one would keep the shell waiting for seconds.
  let status = loop.run()
  exploration.atEnd()
  exit(status)
}
