import Testing

/// A page for people: the README, or an article beside the sources.
struct Guide: CustomTestStringConvertible {
  /// From the root.
  let path: String
  let text: String

  init(path: String) throws {
    self.path = path
    text = try Repository.text(path)
  }

  /// The article of this name.
  init(_ name: String) throws { try self.init(path: "\(Self.catalogue)/\(name).md") }

  static let catalogue = "Sources/phase-tui/phase-tui.docc"
  /// The page that lists the articles.
  static let root = "\(catalogue)/phase-tui.md"

  static func readme() throws -> Guide { try Guide(path: "README.md") }

  /// The articles without the page that lists them.
  static func articles() throws -> [Guide] {
    let files = try Repository.files(catalogue).filter { $0.hasSuffix(".md") && $0 != root }
    try #require(files.count > 1)
    return try files.map(Guide.init(path:))
  }

  static func all() throws -> [Guide] { try [readme(), Guide(path: root)] + articles() }

  var testDescription: String { path }
  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
}

// MARK: What stands in it

extension Guide {
  /// The fenced blocks of a language, without the fences.
  func blocks(_ language: String) -> [String] {
    text.components(separatedBy: "\n```\(language)\n").dropFirst().map { rest in
      String(rest.prefix(upTo: rest.range(of: "\n```")?.lowerBound ?? rest.endIndex))
    }
  }

  /// The rows of the table with this header, each split into its cells.
  func table(_ header: String) throws -> [[Substring]] {
    let start = try #require(lines.firstIndex(of: header[...]), "\(path) has no table \(header)")
    let rows = lines[(start + 2)...].prefix { $0.hasPrefix("|") }
    try #require(!rows.isEmpty)
    return rows.map { $0.dropFirst(2).dropLast(2).split(separator: " | ", omittingEmptySubsequences: false) }
  }

  /// What stands between backquotes.
  static func code(_ text: some StringProtocol) -> [String] {
    String(text).matches(of: #/`([^`\n]+)`/#).map { String($0.output.1) }
  }

  /// The text without what is fenced or indented.
  var prose: String {
    var isFenced = false
    return lines.filter { line in
      if line.hasPrefix("```") { isFenced.toggle() }
      return !isFenced && !line.hasPrefix("```") && !line.hasPrefix("    ")
    }
    .joined(separator: "\n")
  }

  /// A link to a file of the repository: its path from the root, and the section that is meant.
  struct Link: Hashable {
    var path: String
    var section: String?
  }

  /// The relative links.
  func links() -> [Link] {
    // What is code has brackets and parentheses of its own.
    let text = prose.replacing(#/`[^`\n]*`/#, with: "")
    let folder = Array(path.split(separator: "/").dropLast())
    return text.matches(of: #/\]\(([^)\s]+)\)/#).map(\.output.1)
      .filter { !$0.contains("://") }
      .map { target in
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let steps = folder + parts[0].split(separator: "/")
        return Link(
          path: parts[0].isEmpty ? path : Self.resolved(steps),
          section: parts.count > 1 ? String(parts[1]) : nil)
      }
  }

  private static func resolved(_ steps: [Substring]) -> String {
    steps.reduce(into: [Substring]()) { path, step in
      if step == ".." { path.removeLast() } else if step != "." { path.append(step) }
    }
    .joined(separator: "/")
  }

  /// What a link calls a section, as GitHub makes it of the heading.
  private static func anchor(_ heading: Substring) -> String {
    heading.drop { $0 == "#" || $0 == " " }.lowercased()
      .filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
      .replacing(" ", with: "-")
  }

  /// The text of every section up to the next heading, by what a link calls it.
  var sections: [String: String] {
    var sections: [String: String] = [:]
    var current: String?
    for line in prose.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("#") {
        current = Self.anchor(line)
        sections[Self.anchor(line)] = ""
      } else if let current {
        sections[current, default: ""] += line + "\n"
      }
    }
    return sections
  }
}
