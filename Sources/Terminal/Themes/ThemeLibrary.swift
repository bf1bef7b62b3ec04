import Foundation
import Input

/// Finds themes: the user's folder, then the shipped one, then those compiled in.
package struct ThemeLibrary: Sendable {
  /// Searched in this order.
  package var folders: [String]

  package init(folders: [String]) { self.folders = folders }

  /// The folders of this user and of this program: `$XDG_CONFIG_HOME/phase-tui/themes`, then the `themes` beside a
  /// checkout's `Package.swift`, or `share/phase-tui/themes` of the prefix the program is installed under.
  package init(environment: [String: String], executable: String) {
    folders = []
    if let config = UserFolders(environment: environment).configuration {
      folders.append(config + "/themes")
    }
    var folder = (FileSystem.resolved(executable) ?? executable).folder ?? "."
    folders.append("\(folder.folder ?? ".")/share/phase-tui/themes")
    for _ in 0..<6 where folder != "/" {
      folder = folder.folder ?? "."
      if FileSystem.exists("\(folder)/Package.swift") {
        folders.append("\(folder)/themes")
        break
      }
    }
  }

  /// The path of the running program.
  package static var executable: String {
    FileSystem.target(ofLink: "/proc/self/exe") ?? Surroundings.arguments[0]
  }

  /// The names of all themes that can be found, sorted.
  package var names: [String] {
    let files = folders.flatMap { FileSystem.names(in: $0) ?? [] }
    let found = files.filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) }
    return Set(found + Self.compiledIn.keys).sorted()
  }

  /// The theme with a name, or of a file where the text has a slash or ends in `.toml`.
  package func theme(_ nameOrPath: String) throws(Refusal) -> Theme {
    let (theme, _, file) = try load(nameOrPath, heirs: [], overriding: [:])
    if let problem = file.problems.first { throw problem }
    return theme
  }

  /// The theme as far as it can be read, and its own file; only what keeps it from being read at all is thrown.
  func inspected(_ nameOrPath: String) throws(Refusal) -> (theme: Theme, file: ThemeFile) {
    let (theme, _, file) = try load(nameOrPath, heirs: [], overriding: [:])
    return (theme, file)
  }

  /// - Parameter overriding: the palettes of the themes that inherit this one, whose roles take those colours.
  private func load(
    _ nameOrPath: String, heirs: [String], overriding: [String: Color]
  ) throws(Refusal) -> (theme: Theme, palette: [String: Color], file: ThemeFile) {
    let (name, path, source) = try text(of: nameOrPath)
    var file = try ThemeFile(path: path, source: source)
    var theme = Theme(name: name, variant: .dark, appearances: [:], sources: [])
    var palette: [String: Color] = [:]
    // Themes start from `default`, except those that travel in the program and stand alone.
    if let parentName = file.parent ?? (Self.compiledIn[name] == nil ? "default" : nil) {
      guard !heirs.contains(parentName), parentName != nameOrPath else {
        throw .file(path, "inherits '\(parentName)', which inherits this theme")
      }
      let parent = try load(
        parentName, heirs: heirs + [nameOrPath], overriding: file.palette.merging(overriding) { $1 })
      if let problem = parent.file.problems.first { throw problem }
      (theme, palette) = (parent.theme, parent.palette)
    }
    palette.merge(file.palette) { $1 }
    file.readRoles(colors: palette.merging(overriding) { $1 })
    theme.name = name
    theme.variant = file.variant ?? theme.variant
    theme.appearances.merge(file.appearances) { $1 }
    theme.sources.insert(path, at: 0)
    return (theme, palette, file)
  }

  private func text(of nameOrPath: String) throws(Refusal) -> (
    name: String, path: String, source: String
  ) {
    if nameOrPath == "-" || nameOrPath.contains("/") || nameOrPath.hasSuffix(".toml") {
      let name = nameOrPath.fileName
      return (
        name.hasSuffix(".toml") ? String(name.dropLast(5)) : name, nameOrPath,
        try read(nameOrPath, isNamed: true)
      )
    }
    for folder in folders {
      let path = folder + "/" + nameOrPath + ".toml"
      if FileSystem.exists(path) { return (nameOrPath, path, try read(path, isNamed: false)) }
    }
    if let source = Self.compiledIn[nameOrPath] { return (nameOrPath, "compiled in", source) }
    let remedy = nameOrPath.remedy(
      among: names, quote: "'", otherwise: "one of: " + names.joined(separator: ", "))
    let places = folders.joined(separator: ", ")
    throw Refusal("no theme '\(nameOrPath)'; \(remedy) (looked in \(places))", exitStatus: 64)
  }

  private func read(_ path: String, isNamed: Bool) throws(Refusal) -> String {
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.contents(of: path, limit: 1 << 20, isNamed: isNamed)
    } catch {
      throw Refusal("cannot read the theme \(path): \(error.problem)", exitStatus: 66)
    }
    guard let source = String(validating: bytes, as: UTF8.self) else {
      throw .file(path, "a theme is UTF-8 text")
    }
    return source
  }

  /// The themes that travel inside the program, by name.
  package static let compiledIn: [String: String] = [
    "default": PackageResources.default_toml, "dark": PackageResources.dark_toml,
    "light": PackageResources.light_toml, "colour-blind": PackageResources.colour_blind_toml,
    "high-contrast": PackageResources.high_contrast_toml, "mono": PackageResources.mono_toml,
    "tidepool": PackageResources.tidepool_toml, "orchard": PackageResources.orchard_toml,
  ].mapValues { String(decoding: $0, as: UTF8.self) }
}
