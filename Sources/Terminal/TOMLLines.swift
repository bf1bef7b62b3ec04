/// Finds the line of a key in TOML text; the parser gives lines for syntax errors only.
struct TOMLLines {
  private let source: String

  init(_ source: String) { self.source = source }

  /// The line, from 1, of the key with this path, or of the longest beginning of the path that has one.
  func line(of path: [String]) -> Int? {
    var section: [String] = []
    var best: (length: Int, line: Int)?
    for (index, raw) in source.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let line = raw.drop(while: \.isWhitespace)
      var found = section
      if line.first == "[" {
        section = Self.keys(line.drop { $0 == "[" }.prefix { $0 != "]" })
        found = section
      } else if line.first != "#", let equals = line.firstIndex(of: "=") {
        found = section + Self.keys(line[..<equals])
      } else {
        continue
      }
      if path.starts(with: found), found.count > best?.length ?? 0 { best = (found.count, index + 1) }
    }
    return best?.line
  }

  /// The parts of a dotted key, quotes taken off.
  private static func keys(_ text: Substring) -> [String] {
    var parts: [String] = [""]
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil } else { parts[parts.count - 1].append(character) }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "." {
        parts.append("")
      } else if !character.isWhitespace {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }
}
