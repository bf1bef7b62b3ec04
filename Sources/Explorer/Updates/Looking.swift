import Terminal

/// What of the results is shown, and how.
extension State {
  /// - Parameter kind: `nil`: the next pane. The pane of the order parameters, asked for again, turns to the column.
  mutating func show(_ kind: PaneKind?) {
    if kind == .order, display.pane == .order, !explains { display.followsColumn.toggle() }
    display.pane = kind ?? display.pane.next
    explains = false
    if report.shownLayout.paneIsCompact {
      notice = Notice(text: "the window is too small for the pane: \(display.pane.name)")
    }
  }

  mutating func color(by choice: Coloring?) {
    let all = Coloring.all(of: diagram.study.vocabulary)
    display.coloring = choice ?? all[((all.firstIndex(of: display.coloring) ?? 0) + 1) % all.count]
    let title = display.coloring.title
    notice = Notice(text: "colour: " + (report.coloringLack.map { "\(title) (\($0))" } ?? title))
  }

  /// - Parameter name: `nil`: the next theme; one that could not be read is passed by.
  mutating func want(theme name: String?) -> [Effect] {
    guard let next = name ?? themes.after(wantedTheme) else {
      notice = Notice(text: "there is no other theme")
      return []
    }
    wantedTheme = next
    return [.theme(next)]
  }

  mutating func take(mouse isOn: Bool) -> [Effect] {
    hasMouse = isOn
    notice = Notice(
      text: isOn
        ? "mouse: click moves, drag marks, wheel zooms" : "the mouse selects text; \(mouseKey) takes it back")
    return [.mouse(isOn)]
  }

  private var mouseKey: String {
    keymap.bindings.first { $0.command == .mouse(nil) }.map { look.name($0.keys[0]) } ?? ":mouse"
  }

  /// What covers the picture goes first, the mark last.
  mutating func clear() {
    if explains {
      explains = false
    } else if display.fillsScreen {
      display.fillsScreen = false
    } else if takesMatches {
      meantMatches = nil
    } else {
      viewports[current].mark = nil
    }
  }

  mutating func slide(by change: Int) {
    let moved = diagrams[current].slide(by: change)
    say(step: moved ? "" : "the \(change < 0 ? "first" : "last") measured step, of ")
  }

  mutating func slide(to step: Int) {
    let steps = namedSteps
    guard let target = steps.firstIndex(of: step) else {
      return complain(
        "step \(step) is not measured; one of: \(steps.map(String.init).joined(separator: ", "))")
    }
    diagrams[current].show(step: target == steps.count - 1 ? nil : target)
    say(step: "")
  }

  /// - Parameter remark: in place of the step.
  private mutating func say(step remark: String) {
    let all = namedSteps.map(String.init).joined(separator: ", ")
    notice = Notice(text: remark.isEmpty ? "step \(namedStep) of \(all)" : remark + all)
  }

  mutating func draw(curves choice: CurveGlyphs?) {
    let allowed = look.glyphs.curves
    let glyphs = choice ?? allowed[((allowed.firstIndex(of: display.curveGlyphs) ?? -1) + 1) % allowed.count]
    guard allowed.contains(glyphs), allowed.count > 1 else {
      let wanted = choice?.rawValue ?? "blocks and braille"
      notice = Notice(text: "not here: \(wanted); --glyphs unicode in a UTF-8 locale has all")
      return
    }
    display.curveGlyphs = glyphs
    notice = Notice(text: "curves: \(glyphs.rawValue)")
  }
}

extension [String] {
  /// The element after one, the first after the last and after what is not in here.
  fileprivate func after(_ element: String) -> String? {
    firstIndex(of: element).map { self[(index(after: $0)) % count] } ?? first
  }
}
