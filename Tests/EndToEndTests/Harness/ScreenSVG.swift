import Foundation

/// A terminal's screen as a drawing, the same for the same screen.
struct ScreenSVG {
  /// What the terminal has where a program names no colour.
  var foreground = "#d0d0d0"
  var background = "#16161c"

  private static let cell = (width: 8.0, height: 17.0)
  private static let margin = 8.0

  /// The 16 colours of xterm's own palette.
  private static let ansi = [
    "#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5",
    "#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff",
  ]

  private static func hex(_ red: Int, _ green: Int, _ blue: Int) -> String {
    String(format: "#%02x%02x%02x", red, green, blue)
  }

  private func color(_ colour: Screen.Colour, standard: String) -> String {
    switch colour {
    case .standard: return standard
    case .rgb(let red, let green, let blue): return Self.hex(Int(red), Int(green), Int(blue))
    case .indexed(let index) where index < 16: return Self.ansi[index]
    case .indexed(let index) where index < 232:
      // A cube of six levels a side.
      let levels = [0, 95, 135, 175, 215, 255]
      let place = index - 16
      return Self.hex(levels[place / 36], levels[place / 6 % 6], levels[place % 6])
    case .indexed(let index):
      let grey = 8 + 10 * (index - 232)
      return Self.hex(grey, grey, grey)
    }
  }

  private func colors(_ style: Screen.Style) -> (text: String, ground: String) {
    let text = color(style.foreground, standard: foreground)
    let ground = color(style.background, standard: background)
    return style.reversed ? (ground, text) : (text, ground)
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  private static func number(_ value: Double) -> String { String(format: "%g", value) }

  func text(_ screen: Screen) -> String {
    let (width, height) = (Self.cell.width, Self.cell.height)
    let columns = screen.cells.first?.count ?? 0
    let size = (
      Self.number(Double(columns) * width + 2 * Self.margin),
      Self.number(Double(screen.cells.count) * height + 2 * Self.margin)
    )
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size.0) \(size.1)\" "
        + "font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"13.29\" xml:space=\"preserve\">",
      "<rect width=\"\(size.0)\" height=\"\(size.1)\" rx=\"6\" fill=\"\(background)\"/>",
    ]
    for (row, cells) in screen.cells.enumerated() {
      let y = Self.margin + Double(row) * height
      for run in Self.runs(cells) {
        let style = cells[run.lowerBound].style
        let (text, ground) = colors(style)
        let x = Self.margin + Double(run.lowerBound) * width
        let length = Double(run.count) * width
        if ground != background {
          lines.append(
            "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(length))\" "
              + "height=\"\(Self.number(height))\" fill=\"\(ground)\"/>")
        }
        for word in Self.words(cells, in: run) {
          let start = Self.margin + Double(word.lowerBound) * width
          var attributes = "x=\"\(Self.number(start))\" y=\"\(Self.number(y + 12.5))\" fill=\"\(text)\""
          if style.bold { attributes += " font-weight=\"bold\"" }
          if style.underlined { attributes += " text-decoration=\"underline\"" }
          if style.italic { attributes += " font-style=\"italic\"" }
          // The length keeps columns in line whatever the font.
          attributes +=
            " lengthAdjust=\"spacingAndGlyphs\" textLength=\"\(Self.number(Double(word.count) * width))\""
          lines.append("<text \(attributes)>\(Self.escaped(cells[word].map(\.text).joined()))</text>")
        }
      }
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  /// What stands between blanks, which renderers treat differently.
  private static func words(_ cells: [Screen.Cell], in run: Range<Int>) -> [Range<Int>] {
    var words: [Range<Int>] = []
    for column in run where cells[column].text != " " {
      if let last = words.last, last.upperBound == column {
        words[words.count - 1] = last.lowerBound..<column + 1
      } else {
        words.append(column..<column + 1)
      }
    }
    return words
  }

  /// Neighbours of one style.
  private static func runs(_ cells: [Screen.Cell]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for column in cells.indices {
      if let last = runs.last, cells[last.lowerBound].style == cells[column].style {
        runs[runs.count - 1] = last.lowerBound..<column + 1
      } else {
        runs.append(column..<column + 1)
      }
    }
    return runs
  }
}
