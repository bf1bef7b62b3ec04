import Phases
import Terminal

/// What one page of the side pane draws of the cell under the cursor, from a report and nothing else.
protocol Page: Sendable {
  /// In its tab and in commands.
  var name: String { get }
  /// The texts of the commands that change what it shows.
  var commands: [String] { get }
  func draw(_ report: Report, on canvas: inout Canvas, in rect: Rect)
}

extension Canvas {
  /// What to do where there is nothing to draw.
  mutating func writeEmpty(_ lines: String..., in rect: Rect, look: Look) {
    let first = max(0, (rect.height - lines.count) / 2)
    for (row, line) in lines.enumerated() {
      write(line, in: rect.row(first + row), style: look(.dim), align: .center)
    }
  }
}
