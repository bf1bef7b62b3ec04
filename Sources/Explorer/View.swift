import Phases
import Terminal

extension State {
  /// The whole screen. Pure: the same state draws the same picture.
  package func view() -> Canvas {
    var canvas = Canvas(size, style: look(.background))
    guard Layout.fits(size) else {
      drawTooSmall(on: &canvas)
      return finished(canvas)
    }
    let layout = layout
    drawHeader(on: &canvas, in: layout.header)
    drawProgress(on: &canvas, in: layout.progress)
    if let palette {
      drawPalette(palette, on: &canvas)
    } else {
      let layout = shownLayout
      if !fillsScreen { drawGrid(on: &canvas, layout: layout) }
      if explains { drawWhy(on: &canvas, layout: layout) } else { drawCellPane(on: &canvas, layout: layout) }
    }
    drawHints(on: &canvas, in: layout.hints)
    return finished(canvas)
  }

  /// What has no colour of its own takes the theme's; whatever is left of other characters becomes the nearest here.
  private func finished(_ canvas: Canvas) -> Canvas {
    canvas.grounded(on: look.ground).folded(to: look.glyphs)
  }

  private func drawTooSmall(on canvas: inout Canvas) {
    let needed = Layout.minimum
    let lines = [
      "too small: \(size.width)x\(size.height)", "needed:    \(needed.width)x\(needed.height)", "q quits",
    ]
    for (row, line) in lines.enumerated() {
      canvas.write(line, in: canvas.bounds.row(row), style: look(row == 0 ? .error : .text))
    }
  }

  // MARK: Header

  private func drawHeader(on canvas: inout Canvas, in rect: Rect) {
    let study = diagram.study
    let problem = study.problem(for: Cell(column: 0, row: 0))
    let fixed = Self.headerOrder.filter { parameter in
      let varies = [study.columns.parameter, study.columns.label, study.rows.parameter, study.rows.label]
      return !varies.contains(parameter)
        && (study.fixed[parameter] != nil || Self.alwaysShown.contains(parameter))
    }
    var parts = fixed.map { parameter in
      parameter.choices == nil
        ? "\(symbol(parameter)) \(Figures.trimmed(parameter.value(in: problem)))"
        : parameter.phrase(parameter.field.value(problem))
    }
    parts.append("\(study.seedCount) seed" + (study.seedCount == 1 ? "" : "s"))
    if study.ownData != nil { parts.append("own data") }

    var x = canvas.write(" " + study.shownName, x: rect.x, y: rect.y, style: look(.title))
    for part in parts where x + 2 + part.columns <= rect.maxX {
      x = canvas.write("  " + part, x: x, y: rect.y, style: look(.text))
    }
    x += 1
    drawLegend(on: &canvas, in: Rect(x: x + 1, y: rect.y, width: rect.maxX - x - 2, height: 1))
  }

  private static let headerOrder = {
    let first: [Parameter] = [.alpha, .depth, .dimension, .width]
    return first + Parameter.allCases.filter { !first.contains($0) }
  }()
  private static let alwaysShown: Set<Parameter> = [.dimension, .width, .samples, .steps]

  func symbol(_ parameter: Parameter) -> String { look.choose(parameter.symbol, parameter.asciiSymbol) }
  func symbol(of quantity: Quantity) -> String {
    look.choose(quantity.symbols.greek, quantity.symbols.ascii)
  }
  func symbol(of subject: Comparison.Subject) -> String {
    look.choose(subject.symbols.greek, subject.symbols.ascii)
  }

  /// A mark's letter in the theme.
  func letter(of mark: Mark) -> Character { look.glyph(mark.role) ?? mark.letter }

  private func drawLegend(on canvas: inout Canvas, in rect: Rect) {
    guard coloring == .regime else { return drawScale(on: &canvas, in: rect) }
    let queued = (
      sample: String(look.glyph(.cellQueued) ?? "."), style: look(.cellQueued), name: "queued"
    )
    func legend(padding: String, named: Bool) -> Legend {
      Legend(
        Mark.legend.map { mark in
          ("\(padding)\(letter(of: mark))\(padding)", look(mark.role), named ? mark.shortTitle : "")
        })
    }
    let wide = legend(padding: " ", named: true)
    let narrow = legend(padding: "", named: true)
    let candidates = [
      Legend(wide.entries + [queued]), wide, Legend(narrow.entries + [queued]), narrow,
      legend(padding: "", named: false),
    ]
    candidates.first { $0.width(named: true) <= rect.width }?.draw(on: &canvas, in: rect, look: look)
  }

  /// The colour scale with the values at its ends, and powers of ten at their places on it.
  private func drawScale(on canvas: inout Canvas, in rect: Rect) {
    let range = colorRange
    let low = coloring.symbol(look) + " " + Figures.trimmed(range.low, digits: 2) + " "
    let high = " " + Figures.trimmed(range.high, digits: 2)
    let usesDigits = look.scaleIsCoarse
    let room = rect.width - low.columns - high.columns
    let steps = usesDigits ? 10 : min(room, 40)
    guard room >= steps, steps >= 10 else { return }
    let start = rect.maxX - low.columns - steps - high.columns
    let first = canvas.write(low, x: start, y: rect.y, style: look(.text))
    for step in 0..<steps {
      let letter: Character = usesDigits ? Character("\(step)") : " "
      canvas.put(letter, x: first + step, y: rect.y, style: look.scale((Double(step) + 0.5) / Double(steps)))
    }
    canvas.write(high, x: first + steps, y: rect.y, style: look(.text))
    guard !usesDigits else { return }
    var free = 1
    for value in Scale.multiples([1], from: range.low * 1.01, to: range.high / 1.01) {
      let text = Figures.trimmed(value)
      let place = Int((range.fraction(value) ?? 0) * Double(steps)) - text.columns / 2
      guard place >= free, place + text.columns < steps else { continue }
      for (index, letter) in text.enumerated() {
        let x = first + place + index
        canvas.put(letter, x: x, y: rect.y, style: canvas[x, rect.y].style)
      }
      free = place + text.columns + 2
    }
  }

  // MARK: Progress

  private func drawProgress(on canvas: inout Canvas, in rect: Rect) {
    let diagram = diagram
    var parts = ["\(diagram.done)/\(diagram.total)"]
    if let step = diagram.shownStep {
      parts.append("at step \(diagram.measuredSteps[step]) of \(diagram.measuredSteps.last ?? 0)")
    }
    if diagram.isComplete {
      parts.append("complete")
    } else if isPaused {
      parts.append("paused")
    } else if diagram.running.isEmpty, diagram.runningCompanions > 0 {
      let left = diagram.companionSecondsLeft.map { ": " + Figures.duration(seconds: $0) } ?? ""
      parts.append("critical companion first\(left)")
    } else {
      parts.append((diagram.pace.cellsPerSecond.map { Figures.short($0, digits: 2) } ?? "–") + " cells/s")
      if let left = diagram.secondsLeft { parts.append(Figures.duration(seconds: left) + " left") }
    }
    if !diagram.reseeding.isEmpty { parts.append("seeds: \(diagram.reseeding.count) left") }
    if !diagram.surveying.isEmpty { parts.append("limits: \(diagram.surveying.count) left") }
    if let placement = diagram.placement {
      parts.insert(
        "boundaries to \(placement.width): \(placement.done) of ~\(max(placement.expected, placement.asked))",
        at: 1)
    }
    parts.append(isViewing ? "looking on" : "\(workers) worker\(workers == 1 ? "" : "s")")
    // The bar's length does not follow the text, so that it does not tremble.
    let bar = Rect(x: rect.x + 1, y: rect.y, width: max(8, rect.width - 48), height: 1)
    // The rounds to come count too, or the bar would go back with each.
    let total =
      diagram.placement.map { max(diagram.total, diagram.done + $0.expected - $0.done) } ?? diagram.total
    let fraction = total == 0 ? 0 : Double(diagram.done) / Double(total)
    ProgressBar(fraction: fraction).draw(on: &canvas, in: bar, look: look)
    let style = look((isPaused && !diagram.isComplete) || diagram.shownStep != nil ? .warning : .status)
    // Whole parts only; what is said last is needed least.
    let room = rect.maxX - bar.maxX - 2
    while parts.count > 1, parts.joined(separator: "  ").columns > room { parts.removeLast() }
    canvas.write(parts.joined(separator: "  "), x: bar.maxX + 2, y: rect.y, style: style)
  }

  // MARK: Hints

  private func drawHints(on canvas: inout Canvas, in rect: Rect) {
    let room = hintRoom
    if let prompt {
      drawPrompt(prompt, on: &canvas, in: rect)
    } else if let notice {
      draw(notice, on: &canvas, in: rect)
    } else if let stall {
      canvas.write("waiting, \(stall)", in: room, style: look(.warning))
    } else if palette != nil {
      let arrows = look.choose("↑↓", "up/down")
      HintLine([("letters", "filter"), (arrows, "choose"), ("Enter", "runs it"), ("?", "closes the help")])
        .draw(on: &canvas, in: room, look: look)
    } else {
      hintLine.draw(on: &canvas, in: room, look: look)
    }
  }

  /// In the last row, and in those above it where it is long.
  private func draw(_ notice: Notice, on canvas: inout Canvas, in rect: Rect) {
    let all = notice.text.split(separator: "\n").flatMap { String($0).wrapped(to: rect.width - 2) }
    let lines = all.suffix(max(1, rect.y - 3))
    for (index, line) in lines.enumerated() {
      let row = Rect(x: 0, y: rect.y - lines.count + 1 + index, width: rect.width, height: 1)
      canvas.fill(row, style: look(.background))
      canvas.write(
        line, in: row.inset(horizontally: 1, vertically: 0), style: look(notice.isError ? .error : .ok))
    }
  }

  var hintRoom: Rect { Rect(x: 1, y: size.height - 1, width: size.width - 1, height: 1) }
  /// The keys that are used most and, while a study takes long, the one that needs few of its cells.
  var hints: [(keys: String, help: String, command: Command?)] {
    var hints = keymap.hints
    if !isViewing, let advice = diagram.advice,
      let row = keymap.bindings.first(where: { $0.command == .refineBoundary(nil) })
    {
      let time = Figures.duration(seconds: advice.seconds)
      let help = "places the boundaries with ~\(advice.cells) cells, \(time)"
      hints.insert((row.keys[0].name, help, row.command), at: 1)
    }
    return hints
  }
  var hintLine: HintLine {
    HintLine(hints.map { (look.glyphs == .unicode ? $0.keys : $0.keys.withArrowNames, $0.help) })
  }
}

extension String {
  /// The keys' names where there are no arrows to show.
  var withArrowNames: String {
    if self == "←↓↑→" { return "arrows" }
    return replacing("shift-", with: "S-").replacing("←", with: "left").replacing("→", with: "right")
      .replacing("↑", with: "up")
      .replacing("↓", with: "down")
  }
}

extension Mark {
  private static let roles = Dictionary(uniqueKeysWithValues: all.map { ($0, Role(rawValue: $0.themeRole)) })

  /// Its colours on the screen.
  var role: Role { Self.roles[self].flatMap(\.self) ?? .text }
}
