import Terminal

/// A line of a pane, as text in two columns.
struct PaneLine {
  /// A regime whose glyph stands before the text, in its colours.
  var sample: Role?
  var left: String
  /// The first of these that fits is right-aligned.
  var right: [String] = []
  var rightRole = Role.text

  /// What does not fit beside gets a line of its own.
  func unfolded(to width: Int) -> [PaneLine] {
    let taken = left.columns + (sample == nil ? 0 : 4)
    guard let shortest = right.map(\.columns).min(), taken + 2 + shortest > width else { return [self] }
    return [PaneLine(sample: sample, left: left), PaneLine(left: "", right: right, rightRole: rightRole)]
  }

  /// A text without the figures at its end that have no room: half a number would be another one.
  static func fitted(_ text: String, to width: Int) -> String {
    guard text.columns > width else { return text }
    let indent = String(text.prefix { $0 == " " })
    // A figure is a name, a blank and a number; two blanks stand before the next.
    var figures = text.split(separator: "  ").map { $0.split(separator: " ").joined(separator: " ") }
    func joined() -> String { indent + figures.joined(separator: "  ") }
    while figures.count > 1, joined().columns > width { figures.removeLast() }
    while joined().columns > width, let blank = figures.last?.lastIndex(of: " ") {
      figures = [String(figures[0][..<blank])]
    }
    return joined()
  }

  func draw(on canvas: inout Canvas, in rect: Rect, look: Look) {
    var x = rect.x
    if let sample {
      x = canvas.write(" \(look.glyph(sample) ?? " ") ", x: x, y: rect.y, style: look(sample)) + 1
    }
    let end = canvas.write(
      Self.fitted(left, to: rect.maxX - x), x: x, y: rect.y, style: look(sample == nil ? .text : .title),
      limit: rect.maxX - x)
    if let text = right.first(where: { $0.columns + 2 <= rect.maxX - end }) {
      canvas.write(text, in: rect, style: look(rightRole), align: .right)
    }
  }
}
