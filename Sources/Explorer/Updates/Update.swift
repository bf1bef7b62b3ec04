import Phases
import Sweep
import Terminal

extension State {
  /// The only place that changes the state. Returns what is to be done outside of it.
  package mutating func update(_ message: Message) -> [Effect] {
    switch message {
    case .key(let key): return press(key)
    case .command(let command): return run(command)
    case .resized(let size):
      self.size = size
      if !Layout.fits(size) { _ = close() }
      scroll()
    case .sweep(let study, let event, let time):
      diagrams[study].apply(event, at: time)
      return follow(event, of: study)
    case .losses(let study, let cell, let curve): diagrams[study].watch(cell, curve)
    case .interrupted: return interrupt()
    case .resumed: diagrams[current].forgetPace()
    case .themed(let theme):
      look = Look(theme: theme, colors: look.colors, glyphs: look.glyphs)
      wantedTheme = theme.name
      notice = Notice(text: "theme: \(theme.name)")
    case .saved(let files, let folder):
      let line = "saved \(files) in \(folder)"
      let begun = diagram.begun.count
      let missing =
        begun > 0 ? "of \(begun) cells only the first seeds are trained: they are not in it\n" : ""
      // What does not fit in a row has the folder in one of its own.
      notice = Notice(
        text: missing + (line.columns <= size.width - 2 ? line : "in \(folder):\nsaved \(files)"))
    case .refused(let problem): complain(problem)
    case .read(let paths, let command):
      return remembering(command) { $0.follow(paths, for: command) }
    case .listed(let folder, let names): listings[folder] = names
    case .copied(let text): notice = Notice(text: "copied: \(text)")
    }
    return []
  }

  /// What the screen does about what happened in a sweep, beside showing it.
  private mutating func follow(_ event: SweepEvent, of study: Int) -> [Effect] {
    switch event {
    case .finished(let cell, let measurement):
      weighBoundaries(of: study)
      return measurement.isWhole ? end([cell], of: study) : []
    case .recalled(let known): return end(known.keys, of: study)
    case .failed(let cells, let reason):
      complain(reason)
      return end(cells, of: study)
    case .surveyed(_, nil): complain("the limits of this cell could not be measured")
    case .stalled(let problem):
      stall = problem
      if problem == nil {
        notice = Notice(text: isViewing ? "the records can be read again" : "finished cells are kept again")
      }
    case .started, .reported, .companionAdvanced, .companion, .held, .foreseen, .surveyed, .idle: break
    }
    return []
  }

  mutating func complain(_ problem: String) { notice = Notice(text: problem, isError: true) }

  private mutating func press(_ key: Key) -> [Effect] {
    if case .mouse(let mouse) = key { return point(mouse) }
    // Terminals send alt with a key as Esc and then the key; unless alt has a command, these are meant.
    if case .alt(let character) = key, overlay != .none || keymap.command(for: key) == nil {
      return press(.escape) + press(.character(character))
    }
    return switch overlay {
    case .palette(let palette): press(key, in: palette)
    case .prompt(let prompt): press(key, in: prompt)
    case .none: answer(key) ?? keymap.command(for: key).map { run($0) } ?? []
    }
  }

  mutating func run(_ command: Command) -> [Effect] {
    notice = nil
    // Esc gives up what is queued once there is nothing left to close.
    let isFree =
      !explains && !display.fillsScreen && !takesMatches && viewport.mark == nil && placement != nil
    let command = command == .clear && isFree ? .cancel : command
    if isViewing, command.measures {
      complain("looking on: only the program that fills this study can do that")
      return []
    }
    if let lack = command.lack(in: diagram.study.vocabulary) {
      complain(lack)
      return []
    }
    if command.isRecorded { session.append(command) }
    if !command.answersProposal { proposal = nil }
    return remembering(command) { $0.perform(command) }
  }

  private mutating func perform(_ command: Command) -> [Effect] {
    switch command {
    case .move(let direction, let count): move(direction, count)
    case .extend(let direction, let count): extend(direction, count)
    case .end(let direction): move(direction, Position.unitsPerStep * 1000)
    case .goTo(let places):
      if let cell = cell(at: places) { go(to: cell) }
    case .extendTo(let places): extend(to: places)
    case .mark:
      viewports[current].mark = viewport.mark == nil ? viewport.cursor : nil
      meantMatches = nil
    case .clear: clear()
    case .pane(let kind): show(kind)
    case .why: explains.toggle()
    case .measure: return measureLimits()
    case .seeds: return addSeeds()
    case .earlier: slide(by: -1)
    case .later: slide(by: 1)
    case .step(let step): slide(to: step)
    case .curves(let glyphs): draw(curves: glyphs)
    case .coloring(let coloring): color(by: coloring)
    case .theme(let name): return want(theme: name)
    case .theory(let isOn): display.showsTheory = isOn ?? !display.showsTheory
    case .refine: return refine()
    case .refineBoundary(let width): return refineBoundary(width)
    case .cancel: return cancel()
    case .zoom(let zoom, let places): self.zoom(zoom, at: places)
    case .fullPane(let isOn): display.fillsScreen = isOn ?? !display.fillsScreen
    case .undo: return undo()
    case .redo: return redo()
    case .back: return goBack()
    case .forward: return goForward()
    case .searchLine: return open(Prompt(.search))
    case .find(let predicate): find(predicate)
    case .nextMatch: goToMatch(forward: true)
    case .previousMatch: goToMatch(forward: false)
    case .allMatches: takeMatches()
    case .pin: togglePin()
    case .path(let names): return follow(names, for: command)
    case .measurePath(let names): return names.isEmpty ? measurePaths() : follow(names, for: command)
    case .copy: return copyTrainLine()
    case .mouse(let isOn): return take(mouse: isOn ?? !hasMouse)
    case .pause(let isOn): return pause(isOn ?? !isPaused)
    case .study(let name): return show(study: name)
    case .export(let format, let path): return [.export(current, format, path, exportView)]
    case .exportAll: return [.exportAll(current, exportView)]
    case .threshold(let name, let value):
      for study in diagrams.indices { diagrams[study].setThreshold(name, value) }
      notice = Notice(text: "\(name.meaning): \(value.shortest)")
    case .help: if Layout.fits(size) { overlay = .palette(Palette()) }
    case .commandLine: return open(Prompt(.command))
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .quit: return [.quit]
    }
    return []
  }
}
