/// Where keys stand in TOML text: the parser tells the line of a syntax error only, while a wrong value deserves one too.
package struct TOMLKeys {
  /// What one line says.
  package struct Entry: Hashable {
    /// From the root of the document.
    package var path: [String]
    /// From 1.
    package var line: Int
    /// The line is the header of a table.
    package var isHeader: Bool
  }

  /// In their order in the text.
  package private(set) var entries: [Entry] = []
  private var lines: [[String]: Int] = [:]

  package init(_ text: String) {
    var table: [String] = []
    let split = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (index, line) in split.enumerated() {
      let start = line.drop(while: \.isWhitespace).unicodeScalars
      guard let first = start.first, first != "#" else { continue }
      let isHeader = first == "["
      let rest = isHeader ? start.drop { $0 == "[" } : start
      // Deeper ones are refused by whoever reads the document.
      guard let key = Self.key(rest, endedBy: isHeader ? "]" : "="), key.count <= TOMLScan.mostDots + 1 else {
        continue
      }
      let path = isHeader ? key : table + key
      if isHeader { table = key }
      entries.append(Entry(path: path, line: index + 1, isHeader: isHeader))
      // A key that is known has its tables known.
      var around = path[...]
      while !around.isEmpty, lines[Array(around)] == nil {
        lines[Array(around)] = index + 1
        around = around.dropLast()
      }
    }
  }

  /// The line where this key, or the nearest table around it that has one, stands for the first time.
  package func line(of path: [String]) -> Int? {
    var around = path[...]
    while !around.isEmpty {
      if let line = lines[Array(around)] { return line }
      around = around.dropLast()
    }
    return nil
  }

  /// The parts of a dotted key, without quotes; `nil` where it does not end.
  private static func key(_ text: Substring.UnicodeScalarView, endedBy end: Unicode.Scalar) -> [String]? {
    var parts = [String.UnicodeScalarView()]
    var quote: Unicode.Scalar?
    var isEscaped = false
    for scalar in text {
      switch scalar {
      case _ where isEscaped:
        parts[parts.count - 1].append(scalar)
        isEscaped = false
      case "\\" where quote == "\"": isEscaped = true
      case _ where scalar == quote: quote = nil
      case _ where quote != nil: parts[parts.count - 1].append(scalar)
      case end: return parts.map { String($0) }
      case "\"", "'": quote = scalar
      case ".": parts.append(String.UnicodeScalarView())
      case _ where scalar.properties.isWhitespace: break
      default: parts[parts.count - 1].append(scalar)
      }
    }
    return nil
  }
}
