import Input
import Phases
import Terminal

/// What is asked of the workers.
extension State {
  mutating func refine() -> [Effect] {
    let level = max(0, layout.zoom)
    let region = viewport.markedRegion ?? diagram.lattice.neighbourhood(of: viewport.cursor, level: level)
    let cells = diagram.lattice.subdivision(of: region, known: diagram.known)
    viewports[current].mark = nil
    return ask(for: cells, otherwise: "nothing finer here")
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

  /// Asks for the cells on the paths that are drawn, which the grid has only near them.
  mutating func measurePaths() -> [Effect] {
    let paths = report.paths
    guard !paths.isEmpty else {
      notice = Notice(text: "no path is drawn; :path NAME draws one")
      return []
    }
    let known = diagram.known
    let cells = Set(paths.flatMap(\.cells).map(diagram.lattice.canonical)).subtracting(known)
    return ask(for: cells.sorted(), otherwise: "the cells on the paths are measured, or on their way")
  }

  /// The measured cells that something is asked for: all matches, those of the region, or the one under the cursor.
  private mutating func takeMeantCells() -> [Cell] {
    defer {
      viewports[current].mark = nil
      meantMatches = nil
    }
    if let meantMatches { return meantMatches.sorted() }
    return viewport.markedRegion.map { region in diagram.summaries.keys.filter(region.contains).sorted() }
      ?? [diagram.measuredCell(at: viewport.cursor)].compactMap(\.self)
  }

  /// Doubles the seeds of the cell under the cursor, of the region, or of all matches.
  mutating func addSeeds() -> [Effect] {
    let cells = takeMeantCells()
    let counts = diagrams[current].addSeeds(to: cells)
    guard let most = counts.values.max() else {
      notice = Notice(
        text: cells.isEmpty
          ? "there is no measured cell here" : "more seeds are on their way, or there are enough")
      return []
    }
    notice = Notice(
      text: counts.count == 1 ? "\(most) seeds here" : "twice the seeds of \(counts.count) cells")
    return [.addSeeds(current, counts)]
  }

  mutating func measureLimits() -> [Effect] {
    let cells = takeMeantCells()
    let new = diagrams[current].survey(cells)
    guard !new.isEmpty else {
      notice = Notice(
        text: cells.isEmpty ? "there is no measured cell here" : "the limits are measured, or on their way")
      return []
    }
    // The line of progress says so from now on.
    return [.survey(current, new)]
  }

  mutating func pause(_ isOn: Bool) -> [Effect] {
    guard isOn != isPaused else {
      notice = Notice(text: isOn ? "the workers are paused" : "the workers are not paused")
      return []
    }
    isPaused = isOn
    if !isPaused { diagrams[current].forgetPace() }
    return [isPaused ? .pause : .run(current)]
  }

  /// - Parameter name: `nil`: the next study.
  mutating func show(study name: String?) -> [Effect] {
    let names = diagrams.map(\.study.shownName)
    // Sessions of earlier versions say what it was made from.
    func index(of name: String) -> Int? {
      names.firstIndex(of: name) ?? diagrams.firstIndex { $0.study.name == name }
    }
    guard let target = name.map(index) ?? (current + 1) % diagrams.count else {
      complain((name ?? "").unknown("study", among: names))
      return []
    }
    guard target != current else {
      notice = Notice(text: name == nil ? "there is no other study" : "this is the study \(names[current])")
      return []
    }
    return turn(to: target)
  }

  /// Shows a study by its index.
  mutating func turn(to index: Int) -> [Effect] {
    let isOther = index != current
    current = index
    scroll()
    guard isOther else { return [] }
    meantMatches = nil
    diagrams[current].forgetPace()
    return isPaused ? [] : [.run(current)]
  }
}
