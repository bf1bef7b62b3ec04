import Input
import Phases

/// A diagram as one gnuplot script (5.0 or later) that carries its data: a block for each mark and each line of
/// theory. `gnuplot -persist FILE` opens a window; `gnuplot -e 'set term pdfcairo; set out "a.pdf"' FILE` makes a file.
struct GnuplotExporter {
  private let picture: DiagramPicture

  init(_ export: Export) { picture = DiagramPicture(export) }

  private struct Block {
    var name: String
    var rows: [[Double]]
    /// What `plot` does with it.
    var element: String
  }

  var text: String {
    let blocks = cells + curves + lines
    let data = blocks.flatMap { block in
      ["$\(block.name) << EOD"] + block.rows.map { $0.map(\.shortest).joined(separator: " ") } + ["EOD"]
    }
    // Without a cell there is still the frame.
    let elements = blocks.isEmpty ? ["NaN notitle"] : blocks.map { "$\($0.name) \($0.element)" }
    let lines =
      ["# cells: value on x, on y, least and greatest x, least and greatest y, level"] + data + [
        "set encoding utf8",
        "set title \(title)",
        "set xlabel \(Self.formula(picture.x.title))",
        "set ylabel \(Self.formula(picture.y.title))",
        logarithmic.isEmpty ? "unset logscale" : "set logscale \(logarithmic)",
        "set format \"%g\"",
        "set xrange [\(picture.x.low.shortest):\(picture.x.high.shortest)]",
        "set yrange [\(picture.y.low.shortest):\(picture.y.high.shortest)]",
        "set tics out nomirror",
        // Without the room its first line would stand in the title of the axis.
        "set key below Left reverse height 1",
      ] + scale + picture.caption.map { "# \(Self.inOneLine($0))" } + ["plot \\"]
    return lines.map { $0 + "\n" }.joined() + elements.joined(separator: ", \\\n") + "\n"
  }

  /// The colour scale of a quantity.
  /// The axes whose values have equal ratios.
  private var logarithmic: String {
    (picture.x.isLogarithmic ? "x" : "") + (picture.y.isLogarithmic ? "y" : "")
  }

  private var scale: [String] {
    guard let coloring = picture.coloring else { return [] }
    let stops = PrintScale.stops.map { "\($0.share.shortest) '\($0.color)'" }.joined(separator: ", ")
    return [
      "set datafile missing \"nan\"", "set palette defined (\(stops))",
      "\(coloring.range.isLogarithmic ? "set" : "unset") logscale cb",
      "set cbrange [\(coloring.range.low.shortest):\(coloring.range.high.shortest)]",
      "set cblabel \(Self.formula(coloring.title.count > Self.longestLabel ? coloring.shortTitle : coloring.title))",
    ]
  }

  /// The same of a quantity: one block a level, each cell with its value.
  private var colored: [Block] {
    Set(picture.tiles.map(\.level)).sorted().map { level in
      Block(
        name: "level\(level)",
        rows: picture.tiles.filter { $0.level == level }.map { row($0) + [$0.value] },
        element: "using 1:2:3:4:5:6:8 with boxxyerror fs solid 1 border lc rgb \"white\" fc palette notitle")
    }
  }

  private func row(_ tile: DiagramPicture.Tile) -> [Double] {
    [
      tile.center.x, tile.center.y, tile.x.lowerBound, tile.x.upperBound, tile.y.lowerBound,
      tile.y.upperBound,
      Double(tile.level),
    ]
  }

  /// Coarse to fine, so that finer cells lie upon coarser ones.
  private var cells: [Block] {
    if picture.coloring != nil { return colored }
    let levels = Set(picture.tiles.map(\.level)).sorted()
    var named: Set<Mark> = []
    return levels.flatMap { level in
      picture.marks.compactMap { mark -> Block? in
        let tiles = picture.tiles.filter { $0.level == level && $0.mark == mark }
        guard !tiles.isEmpty else { return nil }
        let title =
          named.insert(mark).inserted
          ? "title \(Self.quoted("\(mark.title) (\(mark.letter))"))" : "notitle"
        return Block(
          name: "level\(level)_\(Self.identifier(mark.name))",
          rows: tiles.map(row),
          element: "using 1:2:3:4:5:6 with boxxyerror \(Self.style(mark.print)) \(title)")
      }
    }
  }

  /// A measured boundary with what the cells leave open.
  private var curves: [Block] {
    picture.curves.flatMap { curve in
      [
        Block(
          name: "band_\(curve.boundary.rawValue)", rows: curve.band.map { [$0.x, $0.y] },
          element:
            "using 1:2 with filledcurves closed fs transparent solid 0.18 noborder lc rgb \"black\" notitle"),
        Block(
          name: "measured_\(curve.boundary.rawValue)", rows: curve.points.map { [$0.x, $0.y] },
          element:
            "using 1:2 with lines lw 3 dt 1 lc rgb \"\(DiagramPicture.color(of: curve.boundary))\" title \(Self.formula(curve.name))"
        ),
      ]
    }
  }

  private var lines: [Block] {
    picture.lines.map { line in
      Block(
        name: "theory_\(line.boundary.rawValue)", rows: line.points.map { [$0.x, $0.y] },
        element: "using 1:2 with lines lw 3 dt \(Self.dashes(line.boundary)) lc rgb \"black\" "
          + "title \(Self.formula(line.name))")
    } + guide
  }

  private var guide: [Block] {
    guard let guide = picture.guide else { return [] }
    return [
      Block(
        name: "guide", rows: guide.points.map { [$0.x, $0.y] },
        element: "using 1:2 with lines lw 2 dt 5 lc rgb \"black\" title \(Self.quoted(guide.name))")
    ]
  }

  /// What somebody called a study is taken as it is.
  private var title: String {
    let rest = String(picture.title.dropFirst(picture.name.count))
    guard FormulaPart.parts(of: rest).contains(where: \.isLowered) else {
      return "\(Self.quoted(picture.title)) noenhanced"
    }
    return "\(Self.quoted(picture.name).replacing("_", with: "\\_")) . \(Self.formula(rest))"
  }

  /// What fits beside a colour scale.
  private static let longestLabel = 50

  /// gnuplot lowers one letter by itself, and several in braces.
  private static func formula(_ text: String) -> String {
    quoted(
      FormulaPart.parts(of: text).map { part in
        !part.isLowered ? String(part.text) : part.text.count == 1 ? "_\(part.text)" : "_{\(part.text)}"
      }.joined())
  }

  /// In single quotes gnuplot runs nothing and replaces nothing. It takes two quotes for one there, but not at the
  /// beginning, so that a quote is a string of its own.
  static func quoted(_ text: String) -> String {
    let parts = inOneLine(text).split(separator: "'", omittingEmptySubsequences: false)
    return parts.map { "'\($0)'" }.joined(separator: " . \"'\" . ")
  }

  /// A line that goes on with a backslash would take the next one with it.
  private static func inOneLine(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { $0 == "\\" ? "/" : $0.isPrintable ? $0 : "?" }
    return String(String.UnicodeScalarView(scalars))
  }

  private static func identifier(_ name: String) -> String {
    String(name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }

  private static func style(_ print: Mark.Print) -> String {
    "fs \(print.gnuplotStyle) border lc rgb \"white\" fc rgb \"\(print.fill)\""
  }

  private static func dashes(_ boundary: Theory.Boundary) -> Int {
    switch boundary {
    case .lazy: 2
    case .divergent: 3
    }
  }
}
