import Dispatch
import Foundation
import Input
import Sweep
import Terminal

/// Waits for keys, signals and results; gives them to the state; does what the state wants; draws.
///
/// It sleeps while nothing happens. A key is answered at once; results are drawn at most 30 times a second.
final class Loop {
  private static let frame = 1.0 / 30

  private let device: CursesDevice
  private let studies: Studies
  private let themes: ThemeLibrary
  private let log: SessionLog?
  private var state: State
  private var lastDrawn = -1.0
  private var needsDrawing = true
  /// News that are not told to the state yet.
  private var inbox: ArraySlice<Message> = []
  /// Seconds from one picture to the next while results come in: a picture of very many cells takes its time.
  private var pause = Loop.frame
  /// Set when it is time to leave.
  private var status: Int32?

  init(
    device: CursesDevice, state: State, studies: Studies, themes: ThemeLibrary, log: SessionLog?
  ) {
    self.device = device
    self.state = state
    self.studies = studies
    self.themes = themes
    self.log = log
  }

  /// Returns the exit status.
  func run() -> Int32 {
    draw()
    perform([.mouse(state.hasMouse), .run(state.current)])
    while status == nil {
      let due = inbox.isEmpty ? needsDrawing ? max(0, lastDrawn + pause - Clock.now) : nil : 0
      let wakeup = Events.wait(milliseconds: due.map { Int32(($0 * 1000).rounded(.up)) })
      var signals = Events.takeSignals()
      let keysFirst = signals.contains(.interrupt) && hasKeys(before: &signals)
      if keysFirst { readKeys() }
      answer(signals)
      if wakeup.contains(.input), !keysFirst { readKeys() }
      if wakeup.contains(.closed) { status = status ?? 129 }
      if status == nil { readNews() }
      if status == nil, needsDrawing, Clock.now - lastDrawn >= pause { draw() }
    }
    leave()
    return status ?? 0
  }

  // MARK: Input

  private func readKeys() {
    // Asked before reading: half a character that came alone is taken and yields no key.
    if Events.inputIsAtEnd {
      // The terminal is gone, as after SIGHUP.
      status = status ?? 129
      return
    }
    var key = device.readKey()
    while let pressed = key, status == nil {
      if pressed != .resize { apply(.key(pressed)) }
      key = device.readKey()
    }
    if status == nil { draw() }
  }

  /// For a frame at most: what is left waits until keys and signals had their turn.
  private func readNews() {
    inbox += studies.mailbox.take()
    let start = Clock.now
    while status == nil, let message = inbox.popFirst() {
      apply(message)
      if Clock.now - start > Self.frame { break }
    }
  }

  private func answer(_ signals: Signals) {
    if signals.contains(.interrupt) { interrupt() }
    if let number = Events.ending { status = 128 + number }
    guard status == nil, !signals.isEmpty else { return }
    if signals.contains(.stop) {
      suspend()
    } else if signals.contains(.resume) {
      // Stopped from outside, without a chance to give the terminal back; the shell has changed it since.
      device.resume()
      apply(.resumed)
      apply(.resized(device.size))
      draw()
    }
    if signals.contains(.windowChanged) {
      device.resize()
      apply(.resized(device.size))
      draw()
    }
  }

  /// Whether something was typed before a ctrl-c, which comes first then. The kernel may send the signal a moment before
  /// it hands out those keys.
  private func hasKeys(before signals: inout Signals) -> Bool {
    let end = Clock.now + 0.005
    while !Events.inputIsWaiting, Clock.now < end {
      _ = Events.wait(milliseconds: 5)
      signals.formUnion(Events.takeSignals())
    }
    return Events.inputIsWaiting
  }

  /// ctrl-c gives up what is being typed or asked; where there is nothing of that, the program.
  private func interrupt() {
    guard status == nil, state.isAsking else {
      status = status ?? 130
      return
    }
    Events.answerInterrupt()
    apply(.interrupted)
    draw()
  }

  private func suspend() {
    device.suspend()
    apply(.resumed)
    apply(.resized(device.size))
    draw()
  }

  // MARK: State

  private func apply(_ message: Message) {
    needsDrawing = true
    let before = (state.diagram.done, state.diagram.total)
    let limits = state.diagram.surveying.count
    let effects = state.update(message)
    log?.follow(state, cells: before, limits: limits)
    if case .resized(let size) = message { log?.resized(size) }
    perform(effects)
  }

  private func draw() {
    needsDrawing = false
    let start = Clock.now
    // Read for a picture and never else, so that a trainer may tell as much as it likes.
    let (study, cell) = (state.current, state.report.here)
    _ = state.update(.losses(study, cell, studies.losses(of: study, in: cell)))
    device.show(state.view())
    lastDrawn = Clock.now
    pause = max(Self.frame, 4 * (lastDrawn - start))
  }

  private func perform(_ effects: [Effect]) {
    for effect in effects {
      switch studies.perform(effect, on: state.diagrams) {
      case .done: break
      case .saved(let files, let extent): apply(Self.saved(files, extent))
      case .refused(let refusal): apply(.refused(refusal.description))
      case nil: show(effect)
      }
    }
  }

  /// What is for the screen and the terminal.
  private func show(_ effect: Effect) {
    switch effect {
    case .theme(let name): show(theme: name)
    case .list(let folder): apply(.listed(folder, Self.names(in: folder)))
    case .read(let names, let command): apply(.parametrisations(names, for: command))
    case .mouse(let isOn): device.setMouse(isOn)
    case .copy(let text): if device.copy(text) { apply(.copied(text)) }
    case .suspend: suspend()
    case .redraw: device.redraw()
    case .quit: status = 0
    case .want, .addSeeds, .withdraw, .survey, .run, .pause, .export, .exportAll: break
    }
  }

  private static func saved(_ files: [String], _ extent: String) -> Message {
    let names = files.map(\.fileName).joined(separator: ", ")
    let folder = files.first.flatMap { FileSystem.absolute($0).folder } ?? ""
    return .saved("\(names) (\(extent))", in: folder)
  }

  /// The names in a folder, sorted, those of folders with a slash; none where it cannot be read.
  private static func names(in folder: String) -> [String] {
    let path = folder.isEmpty ? "." : UserFolders.current.expanded(folder)
    return (FileSystem.names(in: path) ?? []).prefix(1000).map { name in
      FileSystem.isFolder("\(path)/\(name)") ? name + "/" : name
    }
  }

  private func show(theme name: String) {
    do throws(Refusal) {
      apply(.themed(try themes.theme(name)))
    } catch {
      apply(.refused(error.description))
    }
  }

  /// The terminal goes back first; workers stop at their next gradient step, and a step that takes long is not
  /// waited for.
  private func leave() {
    studies.stop()
    device.close()
    let stopped = DispatchSemaphore(value: 0)
    let waitForWorkers = studies.waitForWorkers
    DispatchQueue.global().async {
      waitForWorkers()
      stopped.signal()
    }
    _ = stopped.wait(timeout: .now() + 0.5)
    studies.close { state.viewRecord(of: $0) }
  }
}
