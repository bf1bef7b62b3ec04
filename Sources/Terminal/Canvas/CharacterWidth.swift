import Input

extension Character {
  /// False for control characters, which would move the cursor or change the terminal's state.
  package var isPrintable: Bool { unicodeScalars.allSatisfy(\.isPrintable) }

  /// Columns of the screen: 0 for marks without a base, 2 for East Asian wide characters and emoji, else 1.
  package var columns: Int {
    guard let first = unicodeScalars.first else { return 0 }
    if first.value < 0x300 { return 1 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    return Self.wide.contains { $0.contains(first.value) } ? 2 : 1
  }

  /// Unicode's East Asian Width W and F, coarsely.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x25FD...0x25FE, 0x2614...0x2615,
    0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
    0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]

  /// The nearest ASCII character, one column wide.
  package var asciiFolded: Character {
    if isASCII { return isPrintable ? self : "?" }
    return Self.ascii[self] ?? "?"
  }

  private static let ascii: [Character: Character] = {
    let groups: [(String, Character)] = [
      ("─━╌┄═", "-"), ("│┃┆┊║", "|"), ("╭╮╰╯┌┐└┘├┤┬┴┼", "+"), ("█▓", "#"), ("▌▐▀▄▖▗▘▝▙▛▜▟▚▞", "%"),
      ("▒", "="),
      ("░", "-"), ("·∙•", "."), ("×", "x"), ("←", "<"), ("→", ">"), ("↑", "^"), ("↓", "v"), ("−–—", "-"),
      ("…", "~"),
      ("α", "a"), ("σ", "s"), ("φ", "f"), ("ρ", "r"), ("ξ", "x"), ("η", "n"), ("√", "v"), ("≥", ">"),
      ("≤", "<"),
      ("≈", "~"), ("°", "o"), ("∞", "i"),
    ]
    var table: [Character: Character] = [:]
    for (characters, ascii) in groups { for character in characters { table[character] = ascii } }
    return table
  }()
}

extension String {
  /// Columns of the screen that the text takes.
  package var columns: Int { reduce(0) { $0 + $1.columns } }

  /// Lines of at most so many columns, broken at blanks where there are any.
  package func wrapped(to width: Int) -> [String] {
    var lines = [""]
    for word in split(separator: " ", omittingEmptySubsequences: false) {
      let line = lines[lines.count - 1]
      if line.isEmpty || line.columns + 1 + String(word).columns <= width {
        lines[lines.count - 1] = line.isEmpty ? String(word) : line + " " + word
      } else {
        lines.append(String(word))
      }
      while lines[lines.count - 1].columns > max(1, width), let last = lines.popLast() {
        lines += [String(last.prefix(max(1, width))), String(last.dropFirst(max(1, width)))]
      }
    }
    return lines
  }
}
