import Phases

/// A diagram for print: logarithmic axes, measured cells where they are, theory's lines above them.
struct DiagramSVG: SVGDrawing {
  private let picture: DiagramPicture
  private let xAxis: LogarithmicAxis
  private let yAxis: LogarithmicAxis

  init(_ export: Export) {
    picture = DiagramPicture(export)
    xAxis = LogarithmicAxis(picture.x)
    yAxis = LogarithmicAxis(picture.y)
  }

  private static let plot = (left: 74.0, top: 40.0, width: 546.0, height: 380.0)
  private static let legendColumns = 3
  private static let legendStep = 22.0
  /// Of the marks.
  private var marksHeight: Double {
    Self.legendStep * Double((picture.marks.count + Self.legendColumns - 1) / Self.legendColumns)
  }
  private static let scaleHeight = 60.0
  private static let clip = "frame"
  private static let size = (width: 640.0, height: 502.0)

  private var legendHeight: Double { picture.coloring == nil ? marksHeight : Self.scaleHeight }

  /// A row of the legend for each measured boundary.
  private var curvesHeight: Double { Self.legendStep * Double(picture.curves.count) }

  var text: String {
    document(
      width: Self.size.width,
      height: Self.size.height + legendHeight + curvesHeight + Self.captionStep * Double(captionLines.count),
      title: "Phase diagram \(picture.title)",
      ["<defs>"] + definitions + ["</defs>"] + cells + clipped + axes + legend + caption)
  }

  private var definitions: [String] {
    guard picture.coloring != nil else { return picture.marks.map(pattern) }
    let stops = PrintScale.stops.map {
      "<stop offset=\"\($0.share.rounded(toDigits: 4).shortest)\" stop-color=\"\($0.color)\"/>"
    }
    return ["<linearGradient id=\"scale\">"] + stops + ["</linearGradient>"]
  }

  /// Lines end at the frame where only a part is shown.
  private var clipped: [String] {
    let (left, top, width, height) = Self.plot
    return ["<clipPath id=\"\(Self.clip)\">\(frame(left, top, width, height))</clipPath>"]
      + ["<g clip-path=\"url(#\(Self.clip))\">"] + lines + ["</g>"]
  }

  /// A rectangle as a path: those of cells are counted.
  private func frame(_ left: Double, _ top: Double, _ width: Double, _ height: Double) -> String {
    "<path d=\"M\(number(left)) \(number(top))h\(number(width))v\(number(height))h\(number(-width))z\"/>"
  }

  private func pattern(_ mark: Mark) -> String {
    let print = mark.print
    return "<pattern id=\"\(mark.name)\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
      + "<rect width=\"8\" height=\"8\" fill=\"\(print.fill)\"/>"
      + "<path d=\"\(print.hatching)\" stroke=\"\(print.ink)\" stroke-width=\"0.8\" fill=\"none\"/></pattern>"
  }

  private func x(_ value: Double) -> Double { Self.plot.left + xAxis.share(value) * Self.plot.width }
  private func y(_ value: Double) -> Double { Self.plot.top + (1 - yAxis.share(value)) * Self.plot.height }

  // MARK: In the frame

  /// A group for each level, coarse to fine, and in it for each mark.
  private var cells: [String] {
    if let coloring = picture.coloring {
      return ["<g stroke=\"white\" stroke-width=\"0.5\">"]
        + picture.tiles.map { tile in
          rectangle(tile, "fill=\"\(PrintScale.color(coloring.range.fraction(tile.value)))\"")
        } + ["</g>"]
    }
    let levels = Dictionary(grouping: picture.tiles, by: \.level)
    return levels.keys.sorted().flatMap { level in
      let marked = Dictionary(grouping: levels[level] ?? [], by: \.mark)
      return picture.marks.flatMap { mark -> [String] in
        guard let tiles = marked[mark] else { return [] }
        let style = "fill=\"url(#\(mark.name))\" stroke=\"white\" stroke-width=\"0.5\""
        return ["<g \(style)>"] + tiles.map { rectangle($0) } + ["</g>"]
      }
    }
  }

  private func rectangle(_ tile: DiagramPicture.Tile, _ style: String = "") -> String {
    // What reaches beyond the ends of the axes stays inside.
    let (left, right) = (x(max(tile.x.lowerBound, xAxis.low)), x(min(tile.x.upperBound, xAxis.high)))
    let (bottom, top) = (y(max(tile.y.lowerBound, yAxis.low)), y(min(tile.y.upperBound, yAxis.high)))
    return rectangle(left, top, right - left, bottom - top, style)
  }

  private func dashes(_ boundary: Theory.Boundary) -> String {
    switch boundary {
    case .lazy: "8 4"
    case .divergent: "2 3"
    }
  }

  /// What lies on any colour: white below everything, then what was measured, whole, then theory, dashed in black, so that
  /// neither hides the other.
  private var lines: [String] {
    let theory =
      picture.lines.map { (path: polyline($0.points), dashes: dashes($0.boundary)) }
      + (picture.guide.map { [(path: polyline($0.points), dashes: Self.guideDashes)] } ?? [])
    let measured = picture.curves.map { (path: polyline($0.points), boundary: $0.boundary) }
    return picture.curves.map {
      "<polygon points=\"\(list($0.band))\" fill=\"black\" fill-opacity=\"0.18\"/>"
    }
      + (theory.map(\.path) + measured.map(\.path)).map(halo)
      + measured.map { measuredStroke($0.path, $0.boundary) }
      + theory.map { theoryStroke($0.path, $0.dashes) }
  }

  private func list(_ points: [(x: Double, y: Double)]) -> String {
    points.map { "\(number(x($0.x))),\(number(y($0.y)))" }.joined(separator: " ")
  }

  private func polyline(_ points: [(x: Double, y: Double)]) -> String {
    "<polyline points=\"\(list(points))\""
  }

  private func halo(_ element: String) -> String {
    "\(element) fill=\"none\" stroke=\"white\" stroke-width=\"5\"/>"
  }

  private func measuredStroke(_ element: String, _ boundary: Boundary) -> String {
    "\(element) fill=\"none\" stroke=\"\(DiagramPicture.color(of: boundary))\" stroke-width=\"3.5\"/>"
  }

  /// Of the line that is no boundary.
  private static let guideDashes = "1 4 1 4 10 4"

  private func theoryStroke(_ element: String, _ dashes: String) -> String {
    "\(element) fill=\"none\" stroke=\"black\" stroke-width=\"1.6\" stroke-dasharray=\"\(dashes)\"/>"
  }

  // MARK: Around it

  private var axes: [String] {
    let (left, top, width, height) = Self.plot
    let bottom = top + height
    var lines = [
      rectangle(left, top, width, height, "fill=\"none\" stroke=\"black\""),
      formula(picture.title, left + width / 2, 24, "middle", weight: "bold", name: picture.name),
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
    let column = width / Double(Self.legendColumns)
    let marks =
      picture.coloring.map(bar)
      ?? picture.marks.enumerated().flatMap { index, mark in
        let x = left + Double(index % Self.legendColumns) * column
        let y = top + height + 66 + Double(index / Self.legendColumns) * Self.legendStep
        return [
          rectangle(x, y - 11, 26, 14, "fill=\"url(#\(mark.name))\" stroke=\"black\""),
          label("\(mark.title) (\(mark.letter))", x + 34, y, "start"),
        ]
      }
    let second = top + height + 66 + legendHeight
    let named =
      picture.lines.map { ($0.name, dashes($0.boundary)) }
      + (picture.guide.map { [($0.name, Self.guideDashes)] } ?? [])
    let theory = named.enumerated().flatMap { index, line in
      // The second name is the longest.
      let x = left + Double(index) * column + (index > 1 ? 14 : 0)
      return [
        theoryStroke("<path d=\"M\(number(x)) \(number(second - 4))h26\"", line.1),
        formula(line.0, x + 34, second, "start"),
      ]
    }
    let measured = picture.curves.enumerated().flatMap { index, curve in
      let y = second + Self.legendStep * Double(index + 1)
      return [
        measuredStroke("<path d=\"M\(number(left)) \(number(y - 4))h26\"", curve.boundary),
        formula(curve.name, left + 34, y, "start"),
      ]
    }
    return marks + theory + measured
  }

  /// The scale of a quantity, where the marks' samples stand else.
  private func bar(_ coloring: DiagramPicture.Coloring) -> [String] {
    let (left, top, width, height) = Self.plot
    let (y, length) = (top + height + 70, width * 0.55)
    let axis = LogarithmicAxis(coloring.range)
    let isClipped = picture.tiles.contains { $0.value > coloring.range.high }
    let words = [coloring.range.word, isClipped ? "clipped" : nil].compactMap { $0 }.map { ", \($0)" }
      .joined()
    func x(_ value: Double) -> Double { left + axis.share(value) * length }
    let ends = [coloring.range.low, coloring.range.high].map { ($0, $0.rounded(toDigits: 2).shortest) }
    let ticks = axis.ticks.map { ($0.value, $0.text) }.filter {
      (coloring.range.low...coloring.range.high).contains($0.0)
    }
    return [
      rectangle(left, y, length, 14, "fill=\"url(#scale)\" stroke=\"black\""),
      rectangle(left + length + 30, y, 26, 14, "fill=\"\(PrintScale.undefined)\" stroke=\"black\""),
      label("undefined", left + length + 64, y + 11, "start"),
      formula(coloring.title + words, left, y - 8, "start"),
    ]
      + (ticks.count > 1 ? ticks : ends).flatMap { value, text in
        [line(x(value), y + 14, x(value), y + 18, "black"), label(text, x(value), y + 31, "middle")]
      }
  }

  private static let captionSize = 10.0
  private static let captionStep = 14.0

  private var captionLines: [String] {
    // There are fonts that are wider than estimated.
    let width = 0.95 * Self.plot.width / Self.captionSize
    return picture.caption.flatMap { FormulaPart.lines($0, width: width) }
  }

  private var caption: [String] {
    let start = Self.plot.top + Self.plot.height + 90 + legendHeight + curvesHeight
    return ["<g font-size=\"\(number(Self.captionSize))\" fill=\"#333\">"]
      + captionLines.enumerated().map { index, text in
        formula(
          text, Self.plot.left, start + Double(index) * Self.captionStep, "start", size: Self.captionSize)
      } + ["</g>"]
  }
}
