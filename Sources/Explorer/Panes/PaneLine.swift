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

  func draw(on canvas: inout Canvas, in rect: Rect, look: Look) {
    var x = rect.x
    if let sample {
      x = canvas.write(" \(look.glyph(sample) ?? " ") ", x: x, y: rect.y, style: look(sample)) + 1
    }
    let end = canvas.write(
      left, x: x, y: rect.y, style: look(sample == nil ? .text : .title), limit: rect.maxX - x)
    if let text = right.first(where: { $0.columns + 2 <= rect.maxX - end }) {
      canvas.write(text, in: rect, style: look(rightRole), align: .right)
    }
  }
}
