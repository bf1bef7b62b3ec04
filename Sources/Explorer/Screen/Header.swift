import Phases
import Terminal

/// The first row: the study, what is fixed in it, and what letters and colours mean.
struct Header {
  let report: Report

  private var look: Look { report.look }

  func draw(on canvas: inout Canvas, in rect: Rect) {
    let study = report.study
    let problem = study.problem(for: Cell(column: 0, row: 0))
    let parameters = study.vocabulary.isBuiltIn ? Self.headerOrder : study.vocabulary.parameters
    let fixed = parameters.filter { parameter in
      let varies = [study.columns.parameter, study.columns.label, study.rows.parameter, study.rows.label]
      return !varies.contains(parameter) && !(parameter == .width && study.sets(.budget))
        && (study.told(parameter) != nil || Self.alwaysShown.contains(parameter)
          || parameter.field.declared != nil)
    }
    var parts = fixed.compactMap { parameter -> String? in
      guard parameter.choices != nil else {
        return "\(report.symbol(parameter)) \(Figures.trimmed(parameter.value(in: problem)))"
      }
      let value = parameter.field.value(problem)
      // `heads` says it already.
      return value.text == study.shownName ? nil : parameter.phrase(value)
    }
    parts.append("\(study.seedCount) seed" + (study.seedCount == 1 ? "" : "s"))
    if study.ownData != nil { parts.append("own data") }

    // The letters' legend or the colours' scale keeps its place, and the last parts give way.
    let room = rect.maxX - leastLegend - 3
    var x = canvas.write(
      fitting(" " + study.shownName, to: room - rect.x), x: rect.x, y: rect.y, style: look(.title))
    for part in fitting(parts, to: room - x) {
      x = canvas.write("  " + part, x: x, y: rect.y, style: look(.text))
    }
    x += 1
    drawLegend(on: &canvas, in: Rect(x: x + 1, y: rect.y, width: rect.maxX - x - 2, height: 1))
  }

  /// That there is more than has room.
  private var more: String { look.choose("…", "...") }

  private func fitting(_ name: String, to width: Int) -> String {
    guard name.columns > width else { return name }
    var shown = name
    while !shown.isEmpty, shown.columns + more.columns > width { shown.removeLast() }
    return shown + more
  }

  /// The first parts, each behind two blanks.
  private func fitting(_ parts: [String], to width: Int) -> [String] {
    func taken(_ parts: [String]) -> Int { parts.reduce(0) { $0 + 2 + $1.columns } }
    guard taken(parts) > width else { return parts }
    var shown = parts
    while !shown.isEmpty, taken(shown + [more]) > width { shown.removeLast() }
    return taken(shown + [more]) > width ? [] : shown + [more]
  }

  /// Columns of the shortest legend.
  private var leastLegend: Int {
    guard report.coloring != .regime else { return letters.width(named: false) }
    let ends = scaleEnds
    return ends.low.columns + Self.leastSteps + ends.high.columns
  }

  /// A digit for each.
  private static let leastSteps = 10

  /// What stands before and behind the colours.
  private var scaleEnds: (low: String, high: String) {
    let range = QuantityRange(report.coloring, of: report.diagram)
    return (
      report.coloring.symbol(look) + " " + Figures.trimmed(range.low, digits: 2) + " ",
      " " + Figures.trimmed(range.high, digits: 2) + (range.word.map { " \($0)" } ?? "")
    )
  }

  /// What networks are made of stands before their numbers.
  private static let headerOrder = {
    let choices = Parameter.allCases.filter { $0.choices != nil }
    let first: [Parameter] = choices + [.alpha, .depth, .dimension, .width]
    return first + Parameter.allCases.filter { !first.contains($0) }
  }()
  private static let alwaysShown: Set<Parameter> = [.dimension, .width, .samples, .steps]

  private func drawLegend(on canvas: inout Canvas, in rect: Rect) {
    guard report.coloring == .regime else { return drawScale(on: &canvas, in: rect) }
    let queued = (
      sample: String(look.glyph(.cellQueued) ?? "."), style: look(.cellQueued), name: "queued"
    )
    let wide = legend(padding: " ", named: true)
    let narrow = legend(padding: "", named: true)
    let candidates = [
      Legend(wide.entries + [queued]), wide, Legend(narrow.entries + [queued]), narrow,
      letters,
    ]
    candidates.first { $0.width(named: true) <= rect.width }?.draw(on: &canvas, in: rect, look: look)
  }

  private var letters: Legend { legend(padding: "", named: false) }

  private func legend(padding: String, named: Bool) -> Legend {
    Legend(
      report.marks.map { mark in
        ("\(padding)\(report.letter(of: mark))\(padding)", look(mark.role), named ? mark.shortTitle : "")
      })
  }

  /// The colour scale with the values at its ends, and powers of ten, or of a linear one round values, at their places on
  /// it.
  private func drawScale(on canvas: inout Canvas, in rect: Rect) {
    let range = QuantityRange(report.coloring, of: report.diagram)
    let (low, high) = scaleEnds
    let usesDigits = look.scaleIsCoarse
    let room = rect.width - low.columns - high.columns
    let steps = usesDigits ? Self.leastSteps : min(room, 40)
    guard room >= steps, steps >= Self.leastSteps else { return }
    let start = rect.maxX - low.columns - steps - high.columns
    let first = canvas.write(low, x: start, y: rect.y, style: look(.text))
    for step in 0..<steps {
      let letter: Character = usesDigits ? Character("\(step)") : " "
      canvas.put(letter, x: first + step, y: rect.y, style: look.scale((Double(step) + 0.5) / Double(steps)))
    }
    canvas.write(high, x: first + steps, y: rect.y, style: look(.text))
    guard !usesDigits else { return }
    var free = 1
    for value in ticks(of: range) {
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
}

/// Within the scale's ends.
private func ticks(of range: QuantityRange) -> [Double] {
  guard !range.isLogarithmic else {
    return Scale.multiples([1], from: range.low * 1.01, to: range.high / 1.01)
  }
  let margin = (range.high - range.low) / 100
  return Scale(low: range.low, high: range.high, logarithmic: false).ticks(limit: 5).filter {
    $0 > range.low + margin && $0 < range.high - margin
  }
}

extension Mark {
  private static let roles = Dictionary(uniqueKeysWithValues: all.map { ($0, Role(rawValue: $0.themeRole)) })

  /// Its colours on the screen.
  var role: Role { (isOwn ? Role(rawValue: themeRole) : Self.roles[self].flatMap(\.self)) ?? .text }
}
