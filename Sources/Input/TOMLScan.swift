/// Finds what the parser would end the program at instead of reporting it: table headers without a name, braces and
/// Unicode's line separators where a list wants a value, and keys so deep that they exhaust the stack.
///
/// It keeps to what the parser sees up to the first error; what it makes of the text after one is of no interest.
struct TOMLScan {
  private var rest: Substring.UnicodeScalarView
  private var line = 1
  private var open: [Unicode.Scalar] = []
  /// Dots of this line that may be a key's: outside of strings, and not those of the numbers in a list.
  private var dots = 0
  /// Within a table's header, whose brackets are no list's.
  private var isHeader = false
  private var isLineStart = true
  /// How much of `0000-00-00` the last characters are.
  private var dateLength = 0

  /// Far beyond any key, and far below the end of the stack.
  static let mostDots = 100

  init(_ text: String) { rest = text[...].unicodeScalars }

  /// The first problem, if there is one.
  mutating func problem() -> (line: Int?, words: String)? {
    while let scalar = rest.popFirst() {
      let startsLine = isLineStart
      // More is space to the parser than to Unicode.
      if scalar.value > 0x20, scalar.isASCII { isLineStart = false }
      if scalar == "T" || scalar == "t", dateLength == 10, !isDigit(rest.first) {
        return (line, "a date needs digits after its T")
      }
      followDate(scalar)
      switch scalar {
      case "\0": return (nil, "contains a zero byte; it is not TOML")
      case "\n": endLine()
      case "\u{85}", "\u{2028}", "\u{2029}":
        return (line, "a line ends with a character that is none of TOML's line ends")
      case "#": rest = rest.drop { $0 != "\n" && $0 != "\0" }
      case "\"", "'": skipString(scalar)
      case "[":
        if startsLine, open.isEmpty {
          if isNameless { return (line, "a table needs a name: [name]") }
          isHeader = true
        }
        open.append(scalar)
      case "{": open.append(scalar)
      case "]":
        if open.last == "[" { open.removeLast() }
      case "}":
        guard open.popLast() == "{" else {
          return (line, "there is a } without its {")
        }
      case "." where isHeader || open.last != "[":
        dots += 1
        guard dots <= Self.mostDots else {
          return (line, "a line has more than \(Self.mostDots) dots")
        }
      default: break
      }
    }
    return nil
  }

  private func isDigit(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { ("0"..."9").contains($0) } ?? false }

  private mutating func followDate(_ scalar: Unicode.Scalar) {
    let wantsDash = dateLength == 4 || dateLength == 7
    let fits = dateLength < 10 && (wantsDash ? scalar == "-" : isDigit(scalar))
    dateLength = fits ? dateLength + 1 : isDigit(scalar) ? 1 : 0
  }

  private mutating func endLine() {
    line += 1
    isLineStart = true
    isHeader = false
    if open.isEmpty { dots = 0 }
  }

  /// Whether what follows a header's first bracket is not the beginning of a name.
  private var isNameless: Bool {
    func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
    var name = rest.drop(while: isSpace)
    if name.first == "[" { name = name.dropFirst().drop(while: isSpace) }
    guard let first = name.first else { return true }
    let isLetter = ("a"..."z").contains(first) || ("A"..."Z").contains(first)
    return !isLetter && !isDigit(first) && !["-", "_", "\"", "'"].contains(first)
  }

  /// To behind its end; a string in one line ends with the line at the latest.
  private mutating func skipString(_ quote: Unicode.Scalar) {
    let isLong = takes([quote, quote])
    // Two quotes that are not three are an empty string.
    if !isLong, takes([quote]) { return }
    while let scalar = rest.first, scalar != "\0" {
      if !isLong, scalar == "\n" { return }
      rest.removeFirst()
      if scalar == "\n" { line += 1 }
      if scalar == "\\", quote == "\"", let escaped = rest.popFirst(), escaped == "\n" { line += 1 }
      guard scalar == quote else { continue }
      if !isLong { return }
      if takes([quote, quote]) {
        // Up to two more belong to the contents.
        _ = takes([quote]) && takes([quote])
        return
      }
    }
  }

  private mutating func takes(_ scalars: [Unicode.Scalar]) -> Bool {
    guard rest.starts(with: scalars) else { return false }
    rest.removeFirst(scalars.count)
    return true
  }
}
