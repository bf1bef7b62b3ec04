import Phases
import Terminal

extension State {
  /// The only place that changes the state. Returns what is to be done outside of it.
  package mutating func update(_ message: Message) -> [Effect] {
    switch message {
    case .key(let key): return press(key)
    case .resized(let size):
      self.size = size
      scroll()
    case .startedCompanion(let study): diagrams[study].runningCompanions += 1
    case .started(let study, let cell): diagrams[study].start(cell)
    case .finished(let study, let cell, let measurement, let time):
      diagrams[study].finish(cell, measurement, at: time)
    case .companion(let study, let measurement): diagrams[study].learn(companion: measurement)
    case .failed(let study, let cell, let problem):
      diagrams[study].fail(cell)
      notice = Notice(text: problem, isError: true)
    case .surveyed(let study, let cell, let survey):
      diagrams[study].learn(survey, of: cell)
      if survey == nil {
        notice = Notice(text: "the limits of this cell could not be measured", isError: true)
      }
    case .resumed: diagrams[current].forgetPace()
    case .saved(let path): notice = Notice(text: "saved \(path)")
    case .refused(let problem): notice = Notice(text: problem, isError: true)
    }
    return []
  }

  private mutating func press(_ key: Key) -> [Effect] {
    let bound = Keymap.action(for: key)
    if let page = helpPage, ![.quit, .suspend, .redraw].contains(bound) {
      let isLast = page + 1 >= helpTable.pages(in: helpRoom)
      helpPage = bound == .clear || isLast ? nil : page + 1
      return []
    }
    guard let action = bound else { return [] }
    notice = nil
    switch action {
    case .left: move(-1, 0)
    case .right: move(1, 0)
    case .up: move(0, 1)
    case .down: move(0, -1)
    case .extendLeft: extend(-1, 0)
    case .extendRight: extend(1, 0)
    case .extendUp: extend(0, 1)
    case .extendDown: extend(0, -1)
    case .rowStart: move(-Position.unitsPerStep * 1000, 0)
    case .rowEnd: move(Position.unitsPerStep * 1000, 0)
    case .columnTop: move(0, Position.unitsPerStep * 1000)
    case .columnBottom: move(0, -Position.unitsPerStep * 1000)
    case .mark: viewports[current].mark = viewport.mark == nil ? viewport.cursor : nil
    case .clear: if explains { explains = false } else { viewports[current].mark = nil }
    case .nextPane: show(pane.next)
    case .lossPane: show(.loss)
    case .limitPane: show(.limit)
    case .orderPane:
      if pane == .order, !explains { followsColumn.toggle() }
      show(.order)
    case .depthPane: show(.depth)
    case .pathsPane: show(.paths)
    case .why: explains.toggle()
    case .measureLimits: return measureLimits()
    case .earlier: slide(by: -1)
    case .later: slide(by: 1)
    case .curveGlyphs: nextCurveGlyphs()
    case .refine: return refine()
    case .refineBoundary: return refineBoundary()
    case .zoomIn: zoom(by: 1)
    case .zoomOut: zoom(by: -1)
    case .pause: return togglePause()
    case .coloring:
      let all = Coloring.allCases
      coloring = all[((all.firstIndex(of: coloring) ?? 0) + 1) % all.count]
      notice = Notice(text: "colour: \(coloring.title)")
    case .theory: showsTheory.toggle()
    case .snapshot: return [.snapshot(current)]
    case .nextStudy: return nextStudy()
    case .help: helpPage = 0
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .quit: return [.quit]
    }
    return []
  }

  // MARK: Moving

  /// Moves by visible cells.
  private mutating func move(_ columns: Int, _ rows: Int) {
    let step = layout.step
    func moved(_ position: Position, _ cells: Int, _ axis: Axis) -> Position {
      let last = axis.positions.upperBound.units
      let target = position.units / step * step + min(max(cells, -last), last) * step
      return Position(units: min(max(0, target), last / step * step))
    }
    let (cursor, study) = (viewport.cursor, diagram.study)
    viewports[current].cursor = Cell(
      column: columns == 0 ? cursor.column : moved(cursor.column, columns, study.columns),
      row: rows == 0 ? cursor.row : moved(cursor.row, rows, study.rows))
    scroll()
  }

  private mutating func extend(_ columns: Int, _ rows: Int) {
    if viewport.mark == nil { viewports[current].mark = viewport.cursor }
    move(columns, rows)
  }

  /// Brings the cursor into the window, moving it no more than needed.
  private mutating func scroll() {
    let layout = layout
    func shifted(_ origin: Position, cursor: Position, cells: Int, _ axis: Axis) -> Position {
      let (step, last) = (layout.step, axis.positions.upperBound.units)
      let lowest = cursor.units / step * step - (cells - 1) * step
      let inside = min(max(origin.units / step * step, lowest), cursor.units / step * step)
      return Position(units: max(0, min(inside, last / step * step - (cells - 1) * step)))
    }
    let (viewport, study) = (viewport, diagram.study)
    viewports[current].origin = Cell(
      column: shifted(
        viewport.origin.column, cursor: viewport.cursor.column, cells: layout.window.width, study.columns),
      row: shifted(viewport.origin.row, cursor: viewport.cursor.row, cells: layout.window.height, study.rows))
  }

  private mutating func zoom(by change: Int) {
    let before = layout
    let target = min(max(before.zoom + change, before.coarsestZoom), Position.finestLevel)
    guard target != before.zoom else {
      notice = Notice(text: change > 0 ? "this is the finest level" : "this is the whole grid")
      return
    }
    viewports[current].zoom = target == before.coarsestZoom ? nil : target
    let after = layout
    // The cursor stays on the picture where it was, in the middle of what is seen.
    let cursor = viewport.cursor
    viewports[current].cursor = Cell(
      column: cursor.column.floored(after.step), row: cursor.row.floored(after.step))
    viewports[current].origin = Cell(
      column: Position(units: max(0, cursor.column.units - after.window.width / 2 * after.step)),
      row: Position(units: max(0, cursor.row.units - after.window.height / 2 * after.step)))
    scroll()
  }

  // MARK: Refining

  private mutating func refine() -> [Effect] {
    let level = max(0, layout.zoom)
    let region = markedRegion ?? diagram.lattice.neighbourhood(of: viewport.cursor, level: level)
    let cells = diagram.lattice.subdivision(of: region, known: diagram.known)
    viewports[current].mark = nil
    return ask(for: cells, otherwise: "nothing finer here")
  }

  private mutating func refineBoundary() -> [Effect] {
    let (regimes, known) = (diagram.regimes, diagram.known)
    for level in 0..<Position.finestLevel {
      let cells = diagram.lattice.boundary(level: level, regimes: regimes).filter { !known.contains($0) }
      if !cells.isEmpty { return ask(for: cells, otherwise: "") }
    }
    notice = Notice(text: "no boundary to refine yet")
    return []
  }

  private mutating func ask(for cells: [Cell], otherwise: String) -> [Effect] {
    guard !cells.isEmpty else {
      notice = Notice(text: otherwise)
      return []
    }
    let isRested = diagram.isComplete
    if isRested { diagrams[current].forgetPace() }
    diagrams[current].want(cells)
    let level = cells.map(\.level).max() ?? 1
    notice = Notice(text: "refining: \(cells.count) cells of level \(level)" + (isPaused ? " (paused)" : ""))
    return [.want(current, cells)]
  }

  // MARK: Workers

  private mutating func togglePause() -> [Effect] {
    isPaused.toggle()
    if !isPaused { diagrams[current].forgetPace() }
    return [isPaused ? .pause : .run(current)]
  }

  private mutating func nextStudy() -> [Effect] {
    guard diagrams.count > 1 else {
      notice = Notice(text: "there is no other study")
      return []
    }
    current = (current + 1) % diagrams.count
    diagrams[current].prepareCurves()
    diagrams[current].forgetPace()
    scroll()
    return isPaused ? [] : [.run(current)]
  }

  // MARK: Limits, panes and time

  private mutating func measureLimits() -> [Effect] {
    let place = diagram.measuredCell(at: viewport.cursor)
    let region = markedRegion
    let cells =
      region.map { region in diagram.summaries.keys.filter(region.contains).sorted() }
      ?? [place].compactMap(\.self)
    let new = diagrams[current].survey(cells)
    viewports[current].mark = nil
    guard !new.isEmpty else {
      notice = Notice(
        text: cells.isEmpty ? "there is no measured cell here" : "the limits are measured, or on their way")
      return []
    }
    // The line of progress says so from now on.
    return [.survey(current, new)]
  }

  private mutating func show(_ kind: PaneKind) {
    pane = kind
    explains = false
    if layout.paneIsCompact { notice = Notice(text: "the window is too small for the pane: \(kind.name)") }
  }

  private mutating func slide(by change: Int) {
    let moved = diagrams[current].slide(by: change)
    let steps = diagram.measuredSteps
    let step = steps[diagram.shownStep ?? steps.count - 1]
    let all = steps.map(String.init).joined(separator: ", ")
    notice = Notice(
      text: moved
        ? "step \(step) of \(all)" : "the \(change < 0 ? "first" : "last") measured step, of \(all)")
  }

  private mutating func nextCurveGlyphs() {
    guard look.glyphs == .unicode else {
      notice = Notice(text: "braille needs a Unicode locale")
      return
    }
    curveGlyphs = curveGlyphs == .ascii ? .braille : .ascii
    notice = Notice(text: "curves: \(curveGlyphs.rawValue)")
  }
}
