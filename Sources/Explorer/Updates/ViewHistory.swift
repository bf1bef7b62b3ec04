import Terminal

/// How the results are looked at: what can be undone.
package struct View: Hashable, Sendable {
  var current: Int
  var viewports: [Viewport]
  var shownStep: Int?
  var coloring: Coloring
  var showsTheory: Bool
  var pane: PaneKind
  var fillsScreen: Bool
  var followsColumn: Bool
  var curveGlyphs: CurveGlyphs

  /// Without the cursor and what follows it: moving about is no change of the view.
  fileprivate var withoutCursor: View {
    var view = self
    for index in viewports.indices {
      view.viewports[index].cursor = .init(column: 0, row: 0)
      view.viewports[index].origin = .init(column: 0, row: 0)
      view.viewports[index].mark = nil
    }
    return view
  }
}

/// A study, and the part of it that is seen.
package struct Frame: Hashable, Sendable {
  var current: Int
  var viewport: Viewport
}

extension State {
  var wayOfLooking: View {
    View(
      current: current, viewports: viewports, shownStep: diagram.shownStep, coloring: coloring,
      showsTheory: showsTheory, pane: pane, fillsScreen: fillsScreen, followsColumn: followsColumn,
      curveGlyphs: curveGlyphs)
  }

  private var frame: Frame { Frame(current: current, viewport: viewport) }

  /// Runs a command and remembers the view before it, where that has changed.
  mutating func remembering(_ command: Command, _ run: (inout State) -> [Effect]) -> [Effect] {
    let (view, frame) = (wayOfLooking, frame)
    let effects = run(&self)
    switch command {
    case .undo, .redo: return effects
    case .back, .forward: break
    default:
      let zooms = frame.current != current || frame.viewport.zoom != viewport.zoom
      if zooms || (command.isJump && frame.viewport.cursor != viewport.cursor) { frames.leave(frame) }
    }
    if view.withoutCursor != wayOfLooking.withoutCursor { views.leave(view) }
    return effects
  }

  mutating func undo() -> [Effect] {
    guard let view = views.back(from: wayOfLooking) else { return say("there is nothing to undo") }
    return show(view, saying: "undone")
  }

  mutating func redo() -> [Effect] {
    guard let view = views.forward(from: wayOfLooking) else { return say("there is nothing to redo") }
    return show(view, saying: "done again")
  }

  mutating func goBack() -> [Effect] {
    guard let frame = frames.back(from: frame) else { return say("this is the first view") }
    return show(frame)
  }

  mutating func goForward() -> [Effect] {
    guard let frame = frames.forward(from: frame) else { return say("this is the last view") }
    return show(frame)
  }

  private mutating func say(_ text: String) -> [Effect] {
    notice = Notice(text: text)
    return []
  }

  private mutating func show(_ view: View, saying word: String) -> [Effect] {
    let before = wayOfLooking
    defer { notice = Notice(text: "\(word): \(changes(from: before, to: view).joined(separator: "; "))") }
    viewports = view.viewports
    coloring = view.coloring
    showsTheory = view.showsTheory
    pane = view.pane
    fillsScreen = view.fillsScreen
    followsColumn = view.followsColumn
    curveGlyphs = view.curveGlyphs
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
    func step(_ view: View) -> String {
      let steps = diagrams[new.current].measuredSteps
      return "\(steps[view.shownStep ?? steps.count - 1])"
    }
    func along(_ view: View) -> String { view.followsColumn ? "the column" : "the row" }
    let names = diagrams.map(\.study.shownName)
    let isSameStudy = old.current == new.current
    return [
      change("study", names[old.current], names[new.current]), change("zoom", zoom(old), zoom(new)),
      change("pins", pins(old), pins(new)), isSameStudy ? change("step", step(old), step(new)) : nil,
      change("colour", old.coloring.title, new.coloring.title),
      change("pane", old.pane.name, new.pane.name),
      change("order along", along(old), along(new)),
      change("pane on the whole screen", isOn(old.fillsScreen), isOn(new.fillsScreen)),
      change("theory", isOn(old.showsTheory), isOn(new.showsTheory)),
      change("curves", old.curveGlyphs.rawValue, new.curveGlyphs.rawValue),
    ].compactMap(\.self)
  }

  private mutating func show(_ frame: Frame) -> [Effect] {
    viewports[frame.current] = frame.viewport
    return turn(to: frame.current)
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
