import CVTerm

/// What a terminal shows, copied out of the emulator at one moment.
struct Screen: Sendable {
  enum Colour: Hashable, Sendable {
    case standard
    case indexed(Int)
    case rgb(UInt8, UInt8, UInt8)
  }

  struct Style: Hashable, Sendable {
    var foreground = Colour.standard
    var background = Colour.standard
    var bold = false
    var underlined = false
    var italic = false
    var reversed = false
  }

  struct Cell: Hashable, Sendable {
    /// One character with its combining marks, " " where nothing was written, "" behind a wide character.
    var text: String
    var style: Style
  }

  struct Place: Hashable, Sendable {
    var row: Int
    var column: Int
  }

  /// From the top; all rows are equally long.
  var cells: [[Cell]]
  var cursor: Place
  var cursorIsVisible: Bool
  /// Whether the alternate screen is on, which full-screen programs draw on and leave at their end.
  var isAlternate: Bool
  /// Whether clicks are reported to the program.
  var reportsMouse: Bool
  /// The style that the next character would be written in.
  var pen: Style
  var title: String

  /// The rows' texts, without blanks at their ends.
  var rows: [String] {
    cells.map { row in
      let line = row.map(\.text).joined()
      let end = line.lastIndex { $0 != " " }
      return end.map { String(line[...$0]) } ?? ""
    }
  }

  /// All rows, one a line, without the empty ones at the bottom.
  var text: String {
    let rows = rows
    let end = rows.lastIndex { !$0.isEmpty }
    return end.map { rows[...$0].joined(separator: "\n") } ?? ""
  }

  func contains(_ string: String) -> Bool { rows.contains { $0.contains(string) } }

  /// Where a text first stands, by rows from the top.
  func find(_ string: String) -> Place? {
    for (index, row) in cells.enumerated() {
      // Counted in cells, because a cell may hold several scalars or, behind a wide character, none.
      for column in row.indices where row[column...].lazy.map(\.text).joined().hasPrefix(string) {
        return Place(row: index, column: column)
      }
    }
    return nil
  }

  subscript(row: Int, column: Int) -> Cell { cells[row][column] }
}

extension Screen.Colour {
  init(_ colour: VTermColor) {
    let type = UInt32(colour.type)
    if type & VTERM_COLOR_DEFAULT_MASK.rawValue != 0 {
      self = .standard
    } else if type & VTERM_COLOR_TYPE_MASK.rawValue == VTERM_COLOR_INDEXED.rawValue {
      self = .indexed(Int(colour.indexed.idx))
    } else {
      self = .rgb(colour.rgb.red, colour.rgb.green, colour.rgb.blue)
    }
  }
}

extension Screen.Cell {
  init(_ cell: VTermScreenCell) {
    let (a, b, c, d, e, f) = cell.chars
    let scalars = [a, b, c, d, e, f].prefix { $0 != 0 }
    if a == UInt32.max {
      text = ""
    } else if a == 0 {
      text = " "
    } else {
      text = String(String.UnicodeScalarView(scalars.compactMap(Unicode.Scalar.init)))
    }
    style = Screen.Style(
      foreground: .init(cell.fg), background: .init(cell.bg), bold: cell.attrs.bold != 0,
      underlined: cell.attrs.underline != 0, italic: cell.attrs.italic != 0,
      reversed: cell.attrs.reverse != 0)
  }
}
