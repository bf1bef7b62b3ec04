import Foundation

/// Finds themes: the user's folder, then the shipped one, then those compiled in.
package struct ThemeLibrary: Sendable {
  /// Searched in this order.
  package var folders: [String]

  package init(folders: [String]) { self.folders = folders }

  /// The folders of this user and of this program: `$XDG_CONFIG_HOME/phase-tui/themes`, then the `themes` beside a
  /// checkout's `Package.swift`, or `share/phase-tui/themes` of the prefix the program is installed under.
  package init(environment: [String: String], executable: String) {
    folders = []
    let home = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    if let config = home ?? environment["HOME"].map({ $0 + "/.config" }) {
      folders.append(config + "/phase-tui/themes")
    }
    var folder = URL(fileURLWithPath: executable).deletingLastPathComponent()
    folders.append(
      folder.deletingLastPathComponent().appendingPathComponent("share/phase-tui/themes").standardized.path)
    for _ in 0..<6 where folder.path != "/" {
      folder.deleteLastPathComponent()
      let here = folder.appendingPathComponent("themes").path
      let package = folder.appendingPathComponent("Package.swift").path
      if FileManager.default.fileExists(atPath: package) {
        folders.append(here)
        break
      }
    }
  }

  /// The path of the running program.
  package static var executable: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  }

  /// The names of all themes that can be found, sorted.
  package var names: [String] {
    let files = folders.flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
    let found = files.filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) }
    return Set(found + Self.compiledIn.keys).sorted()
  }

  /// The theme with a name, or of a file where the text has a slash or ends in `.toml`.
  package func theme(_ nameOrPath: String) throws(TerminalError) -> Theme {
    try load(nameOrPath, heirs: []).theme
  }

  private func load(
    _ nameOrPath: String, heirs: [String]
  ) throws(TerminalError) -> (theme: Theme, palette: [String: Color]) {
    let (name, path, source) = try text(of: nameOrPath)
    // The first pass finds the parent, whose palette the second may use.
    let parentName = try ThemeFile.parent(name: name, path: path, source: source)
    var theme = Theme(name: name, variant: .dark, appearances: [:], sources: [])
    var palette: [String: Color] = [:]
    if let parentName {
      guard !heirs.contains(parentName), parentName != nameOrPath else {
        throw .theme(path: path, line: nil, problem: "inherits '\(parentName)', which inherits this theme")
      }
      (theme, palette) = try load(parentName, heirs: heirs + [nameOrPath])
    }
    let file = try ThemeFile(name: name, path: path, source: source, inherited: palette)
    theme.name = name
    theme.variant = file.variant ?? theme.variant
    theme.appearances.merge(file.appearances) { $1 }
    theme.sources.insert(path, at: 0)
    return (theme, file.colors)
  }

  private func text(of nameOrPath: String) throws(TerminalError) -> (
    name: String, path: String, source: String
  ) {
    if nameOrPath.contains("/") || nameOrPath.hasSuffix(".toml") {
      let name = URL(fileURLWithPath: nameOrPath).deletingPathExtension().lastPathComponent
      return (name, nameOrPath, try read(nameOrPath))
    }
    for folder in folders {
      let path = folder + "/" + nameOrPath + ".toml"
      if FileManager.default.fileExists(atPath: path) { return (nameOrPath, path, try read(path)) }
    }
    if let source = Self.compiledIn[nameOrPath] { return (nameOrPath, "compiled in", source) }
    throw .unknownTheme(nameOrPath, searched: folders, nearest: nameOrPath.nearest(among: names))
  }

  private func read(_ path: String) throws(TerminalError) -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .unreadableTheme(path: path, reason: "no such file, or not allowed to")
    }
    guard data.count < 1 << 20, let source = String(data: data, encoding: .utf8) else {
      throw .theme(path: path, line: nil, problem: "a theme is UTF-8 text of less than a megabyte")
    }
    return source
  }

  /// The themes that travel inside the program, by name.
  package static let compiledIn: [String: String] = [
    "default": String(decoding: PackageResources.default_toml, as: UTF8.self),
    "mono": String(decoding: PackageResources.mono_toml, as: UTF8.self),
  ]
}

extension ThemeFile {
  /// `inherits` of a theme's text. A theme without it starts from `default`, except the two that are compiled in.
  static func parent(name: String, path: String, source: String) throws(TerminalError) -> String? {
    var explicit: String?
    for line in source.split(whereSeparator: \.isNewline) {
      let text = line.drop(while: \.isWhitespace)
      if text.first == "[" { break }
      guard text.hasPrefix("inherits"), let equals = text.firstIndex(of: "=") else { continue }
      explicit = text[text.index(after: equals)...].split { "\"' \t".contains($0) }.first.map(String.init)
    }
    return explicit ?? (ThemeLibrary.compiledIn[name] == nil ? "default" : nil)
  }
}
