/// Curves at a finer raster than the characters: what is there stays, and shares its character.
extension LineChart {
  /// Sets the halves of characters. A half of another colour keeps it beside the new one.
  func drawBlocks(_ halves: [Point], style: Style, on canvas: inout Canvas, plot: Rect) {
    for half in halves {
      let (x, y) = (plot.x + half.x, plot.y + half.y / 2)
      let isUpper = half.y % 2 == 0
      let there = canvas[x, y]
      // The colour of the other half; nil where it is free.
      let other: Color? =
        switch there.character {
        case "█": there.style.foreground
        case "▀":
          isUpper
            ? (there.style.background == .terminal ? nil : there.style.background) : there.style.foreground
        case "▄": isUpper ? there.style.foreground : nil
        default: nil
        }
      guard let other else {
        canvas.put(isUpper ? "▀" : "▄", x: x, y: y, style: style)
        continue
      }
      guard other != style.foreground else {
        canvas.put("█", x: x, y: y, style: style)
        continue
      }
      let (upper, lower) = isUpper ? (style.foreground, other) : (other, style.foreground)
      canvas.put("▀", x: x, y: y, style: Style(foreground: upper, background: lower))
    }
  }

  /// Sets dots at 2 × 4 a character.
  func drawBraille(_ dots: [Point], style: Style, on canvas: inout Canvas, plot: Rect) {
    for dot in dots {
      let (x, y) = (plot.x + dot.x / 2, plot.y + dot.y / 4)
      let there = canvas[x, y].character?.unicodeScalars.first?.value ?? 0
      let known = 0x2800...0x28FF ~= there ? there - 0x2800 : 0
      let bit = Self.dotBits[dot.y % 4][dot.x % 2]
      guard let scalar = Unicode.Scalar(0x2800 + (known | bit)) else { continue }
      canvas.put(Character(scalar), x: x, y: y, style: style)
    }
  }

  /// Braille numbers its dots down the columns, the fourth row last.
  private static let dotBits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
}
