import Terminal

extension State {
  private var currentView: View {
    View(current: current, viewports: viewports, shownStep: diagram.shownStep, display: display)
  }

  private var visit: Visit { Visit(current: current, viewport: viewport) }

  /// Runs a command and remembers the view before it, where that has changed.
  mutating func remembering(_ command: Command, _ run: (inout State) -> [Effect]) -> [Effect] {
    let (view, visit) = (currentView, self.visit)
    let effects = run(&self)
    switch command {
    case .undo, .redo: return effects
    case .back, .forward: break
    default:
      let zooms = visit.current != current || visit.viewport.zoom != viewport.zoom
      if zooms || (command.isJump && visit.viewport.cursor != viewport.cursor) { visits.leave(visit) }
    }
    if view.withoutCursor != currentView.withoutCursor { views.leave(view) }
    return effects
  }

  mutating func undo() -> [Effect] {
    guard let view = views.back(from: currentView) else { return say("there is nothing to undo") }
    return show(view, saying: "undone")
  }

  mutating func redo() -> [Effect] {
    guard let view = views.forward(from: currentView) else { return say("there is nothing to redo") }
    return show(view, saying: "done again")
  }

  mutating func goBack() -> [Effect] {
    guard let visit = visits.back(from: visit) else { return say("this is the first view") }
    return show(visit)
  }

  mutating func goForward() -> [Effect] {
    guard let visit = visits.forward(from: visit) else { return say("this is the last view") }
    return show(visit)
  }

  private mutating func say(_ text: String) -> [Effect] {
    notice = Notice(text: text)
    return []
  }

  private mutating func show(_ view: View, saying word: String) -> [Effect] {
    let before = currentView
    defer { notice = Notice(text: "\(word): \(changes(from: before, to: view).joined(separator: "; "))") }
    viewports = view.viewports
    display = view.display
    explains = false
    let effects = turn(to: view.current)
    diagrams[current].show(step: view.shownStep)
    return effects
  }

  private func changes(from old: View, to new: View) -> [String] {
    func change(_ name: String, _ old: String, _ new: String) -> String? {
      old == new ? nil : "\(name) \(old) \(look.choose("→", "->")) \(new)"
    }
    func isOn(_ flag: Bool) -> String { flag ? "on" : "off" }
    func zoom(_ view: View) -> String {
      view.viewports[new.current].zoom.map { "level \($0)" } ?? "the whole"
    }
    func pins(_ view: View) -> String { "\(view.viewports[new.current].pins.count)" }
    func paths(_ view: View) -> String {
      view.viewports[new.current].paths.map { $0.paths.map(\.name).joined(separator: " ") } ?? "none"
    }
    func step(_ view: View) -> String {
      let steps = diagrams[new.current].measuredSteps
      return "\(steps[view.shownStep ?? steps.count - 1])"
    }
    func along(_ view: View) -> String { view.display.followsColumn ? "the column" : "the row" }
    let names = diagrams.map(\.study.shownName)
    let isSameStudy = old.current == new.current
    return [
      change("study", names[old.current], names[new.current]), change("zoom", zoom(old), zoom(new)),
      change("pins", pins(old), pins(new)), change("paths", paths(old), paths(new)),
      isSameStudy ? change("step", step(old), step(new)) : nil,
      change("colour", old.display.coloring.title, new.display.coloring.title),
      change("pane", old.display.pane.name, new.display.pane.name),
      change("order along", along(old), along(new)),
      change("pane on the whole screen", isOn(old.display.fillsScreen), isOn(new.display.fillsScreen)),
      change("theory", isOn(old.display.showsTheory), isOn(new.display.showsTheory)),
      change("curves", old.display.curveGlyphs.rawValue, new.display.curveGlyphs.rawValue),
    ].compactMap(\.self)
  }

  private mutating func show(_ visit: Visit) -> [Effect] {
    viewports[visit.current] = visit.viewport
    return turn(to: visit.current)
  }
}

extension Command {
  /// Whether the place that it leaves is worth coming back to.
  fileprivate var isJump: Bool {
    switch self {
    case .goTo, .find, .nextMatch, .previousMatch: true
    default: false
    }
  }
}
