import Input

/// What is wrong with a theme: what is missing or unknown, what cannot be read, what cannot be told apart.
package struct ThemeCheck: Sendable {
  package private(set) var findings: [Refusal] = []
  package var isFine: Bool { findings.isEmpty }
  package let theme: Theme
  private let path: String
  private let keys: TOMLKeys

  /// Reads a theme by its name or path and checks it. What cannot be read at all is thrown.
  package init(_ nameOrPath: String, in library: ThemeLibrary) throws(Refusal) {
    let (theme, file) = try library.inspected(nameOrPath)
    self.init(theme, keys: file.document.keys, path: file.document.file)
    findings.insert(contentsOf: file.problems, at: 0)
  }

  /// - Parameter keys: where the roles stand in the file of that path.
  package init(_ theme: Theme, keys: TOMLKeys = TOMLKeys(""), path: String = "") {
    self.theme = theme
    self.path = path
    self.keys = keys
    checkCompleteness()
    for depth in ColorDepth.allCases {
      for (role, problem) in ThemeAtDepth(theme, depth: depth).problems { report(problem, about: role) }
    }
  }

  private mutating func checkCompleteness() {
    for role in Role.allCases {
      guard let appearance = theme.appearances[role] else {
        report("is missing", about: role)
        continue
      }
      if appearance.style.foreground != .terminal || appearance.style.background != .terminal {
        if appearance.ansi16 == nil { report("has no ansi16, for 16 colours", about: role) }
        if appearance.mono == nil { report("has no mono, for none", about: role) }
      }
      guard Self.carriers.contains(role) else { continue }
      if appearance.glyph == nil { report("has no glyph", about: role) }
      if appearance.ascii == nil, appearance.glyph?.isASCII != true { report("has no ascii", about: role) }
    }
    for (index, role) in Self.carriers.enumerated() {
      for other in Self.carriers[..<index] {
        if let glyph = theme[role].glyph, glyph == theme[other].glyph {
          report("has the same glyph as \(other.rawValue)", about: role)
        }
        if let ascii = theme[role].ascii, ascii == theme[other].ascii {
          report("has the same ascii as \(other.rawValue)", about: role)
        }
      }
    }
  }

  /// The roles whose glyphs say what they are where colours do not.
  private static let carriers =
    Role.regimes + [
      .cellQueued, .cellRunning, .cellFailed, .cellShared, .scaleNaN, .boundaryTheory, .boundaryMeasured,
      .path,
    ]

  private mutating func report(_ problem: String, about role: Role) {
    let parts = role.rawValue.split(separator: ".").map(String.init)
    // `border.focus` may be one quoted key, or a table in a table.
    let quoted = [parts[0], parts.dropFirst().joined(separator: ".")]
    let whole = keys.line(of: quoted)
    let line = whole == keys.line(of: [parts[0]]) ? keys.line(of: parts) : whole
    findings.append(.file(path, line: line, "\(role.rawValue) \(problem)"))
  }
}
