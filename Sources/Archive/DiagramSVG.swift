import Phases

/// A diagram for print: logarithmic axes, measured cells where they are, theory's lines above them. Colours are Okabe
/// and Ito's, which colour-blind people tell apart; their lightness differs too, and every regime has a hatching.
struct DiagramSVG: SVGDrawing {
  private let picture: DiagramPicture
  private let xAxis: LogarithmicAxis
  private let yAxis: LogarithmicAxis

  init(_ export: Export) {
    picture = DiagramPicture(export)
    xAxis = LogarithmicAxis(low: picture.x.low, high: picture.x.high)
    yAxis = LogarithmicAxis(low: picture.y.low, high: picture.y.high)
  }

  private static let size = (width: 640.0, height: 580.0)
  private static let plot = (left: 74.0, top: 40.0, width: 546.0, height: 380.0)

  var text: String {
    document(
      width: Self.size.width, height: Self.size.height, title: "Phase diagram \(picture.title)",
      ["<defs>"] + Regime.allCases.map(pattern) + ["</defs>"] + cells + lines + axes + legend + caption)
  }

  private struct Look {
    var fill: String
    var ink: String
    /// In a square of 8 × 8.
    var strokes: String
  }

  private static func look(_ regime: Regime) -> Look {
    switch regime {
    case .featureLearning: Look(fill: "#56B4E9", ink: "#0B4F75", strokes: "M-2 2L2 -2M0 8L8 0M6 10L10 6")
    case .lazyODE: Look(fill: "#F0E442", ink: "#7A7200", strokes: "M1.5 2H2.5M5.5 6H6.5")
    case .divergent: Look(fill: "#D55E00", ink: "#5C2800", strokes: "M0 0L8 8M8 0L0 8")
    }
  }

  private func pattern(_ regime: Regime) -> String {
    let look = Self.look(regime)
    return "<pattern id=\"\(regime.csvName)\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
      + "<rect width=\"8\" height=\"8\" fill=\"\(look.fill)\"/>"
      + "<path d=\"\(look.strokes)\" stroke=\"\(look.ink)\" stroke-width=\"0.8\" fill=\"none\"/></pattern>"
  }

  private func x(_ value: Double) -> Double { Self.plot.left + xAxis.share(value) * Self.plot.width }
  private func y(_ value: Double) -> Double { Self.plot.top + (1 - yAxis.share(value)) * Self.plot.height }

  // MARK: In the frame

  /// A group for each level, coarse to fine, and in it for each regime.
  private var cells: [String] {
    let levels = Dictionary(grouping: picture.tiles, by: \.level)
    return levels.keys.sorted().flatMap { level in
      let regimes = Dictionary(grouping: levels[level] ?? [], by: \.regime)
      return Regime.allCases.flatMap { regime -> [String] in
        guard let tiles = regimes[regime] else { return [] }
        let style = "fill=\"url(#\(regime.csvName))\" stroke=\"white\" stroke-width=\"0.5\""
        return ["<g \(style)>"] + tiles.map(rectangle) + ["</g>"]
      }
    }
  }

  private func rectangle(_ tile: DiagramPicture.Tile) -> String {
    // What reaches beyond the ends of the axes stays inside.
    let (left, right) = (x(max(tile.x.lowerBound, xAxis.low)), x(min(tile.x.upperBound, xAxis.high)))
    let (bottom, top) = (y(max(tile.y.lowerBound, yAxis.low)), y(min(tile.y.upperBound, yAxis.high)))
    return rectangle(left, top, right - left, bottom - top)
  }

  private func dashes(_ boundary: Theory.Boundary) -> String {
    switch boundary {
    case .lazy: "8 4"
    case .divergent: "2 3"
    }
  }

  /// Black in white, to be seen on any colour.
  private var lines: [String] {
    picture.lines.flatMap { line in
      let points = line.points.map { "\(number(x($0.x))),\(number(y($0.y)))" }.joined(separator: " ")
      return stroke("<polyline points=\"\(points)\"", line.boundary)
    }
  }

  private func stroke(_ element: String, _ boundary: Theory.Boundary) -> [String] {
    [
      "\(element) fill=\"none\" stroke=\"white\" stroke-width=\"4\"/>",
      "\(element) fill=\"none\" stroke=\"black\" stroke-width=\"2\" "
        + "stroke-dasharray=\"\(dashes(boundary))\"/>",
    ]
  }

  // MARK: Around it

  private var axes: [String] {
    let (left, top, width, height) = Self.plot
    let bottom = top + height
    var lines = [
      rectangle(left, top, width, height, "fill=\"none\" stroke=\"black\""),
      label(picture.title, left + width / 2, 24, "middle", weight: "bold"),
      formula(picture.x.title, left + width / 2, bottom + 38, "middle"),
      formula(picture.y.title, 20, top + height / 2, "middle", turned: true),
    ]
    lines += xAxis.smallTicks.map { line(x($0), bottom, x($0), bottom + 3, "black") }
    lines += yAxis.smallTicks.map { line(left, y($0), left - 3, y($0), "black") }
    for tick in xAxis.ticks {
      lines.append(line(x(tick.value), bottom, x(tick.value), bottom + 6, "black"))
      lines.append(label(tick.text, x(tick.value), bottom + 19, "middle"))
    }
    for tick in yAxis.ticks {
      lines.append(line(left, y(tick.value), left - 6, y(tick.value), "black"))
      lines.append(label(tick.text, left - 9, y(tick.value) + 4, "end"))
    }
    return lines
  }

  private var legend: [String] {
    let (left, top, width, height) = Self.plot
    let (first, second) = (top + height + 66, top + height + 88)
    let column = width / Double(Regime.allCases.count)
    let regimes = Regime.allCases.enumerated().flatMap { index, regime in
      let x = left + Double(index) * column
      return [
        rectangle(x, first - 11, 26, 14, "fill=\"url(#\(regime.csvName))\" stroke=\"black\""),
        label("\(regime.displayName) (\(regime.letter))", x + 34, first, "start"),
      ]
    }
    let theory = picture.lines.enumerated().flatMap { index, line in
      let x = left + Double(index) * column
      return stroke("<path d=\"M\(number(x)) \(number(second - 4))h26\"", line.boundary)
        + [formula(line.name, x + 34, second, "start")]
    }
    return regimes + theory
  }

  private var caption: [String] {
    let start = Self.plot.top + Self.plot.height + 112
    let size = 10.0
    return ["<g font-size=\"\(number(size))\" fill=\"#333\">"]
      + picture.caption.enumerated().map { index, text in
        formula(text, Self.plot.left, start + Double(index) * 14, "start", size: size)
      } + ["</g>"]
  }
}
