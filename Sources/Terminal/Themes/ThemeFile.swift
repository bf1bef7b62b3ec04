import Input

/// Reads one theme file, exactly: whatever is not understood is a problem with its line.
struct ThemeFile {
  let document: Document
  /// `inherits` when given.
  private(set) var parent: String?
  private(set) var variant: Theme.Variant?
  /// The colours that this file names.
  private(set) var palette: [String: Color] = [:]
  private(set) var appearances: [Role: Appearance] = [:]
  /// In the order of their lines once the roles are read.
  private(set) var problems: [Refusal] = []
  /// The names that roles may use: of this file, of those that it inherits, of those that inherit it.
  private var colors: [String: Color] = [:]

  private static let attributes = ["fg", "bg", "mods", "ansi16", "mono", "glyph", "ascii"]
  private static let sections = Set(Role.allCases.map { String($0.rawValue.prefix { $0 != "." }) }).sorted()

  /// Reads all but the roles. Throws what keeps the rest from being read.
  init(path: String, source: String) throws(Refusal) {
    document = try Document(source, file: path)
    if let value = document.root["palette"] { readPalette(value) }
    if let value = document.root["inherits"] {
      parent = value.text
      if parent == nil { complain(at: ["inherits"], "inherits must be the name of a theme") }
    }
    if let value = document.root["variant"] {
      variant = value.text.flatMap(Theme.Variant.init)
      if variant == nil { complain(at: ["variant"], "variant must be \"dark\" or \"light\"") }
    }
  }

  private mutating func complain(at path: [String], _ problem: String) {
    problems.append(document.error(at: path, problem))
  }

  private mutating func readPalette(_ value: Document.Value) {
    guard let table = value.table else {
      return complain(at: ["palette"], "palette must be a table of colours")
    }
    for (key, value) in table.sorted(by: { $0.key < $1.key }) {
      guard let text = value.text, let color = Color(hex: text) ?? Color(ansiName: text) else {
        complain(at: ["palette", key], "a colour is \"#rrggbb\" or one of the terminal's sixteen names")
        continue
      }
      palette[key] = color
    }
  }

  /// Reads the roles by the colours that names stand for.
  mutating func readRoles(colors: [String: Color]) {
    self.colors = colors
    for (key, value) in document.root.sorted(by: { $0.key < $1.key })
    where !["palette", "inherits", "variant"].contains(key) {
      guard Self.sections.contains(key), let section = value.table else {
        problems.append(unknown(key, at: [key], among: ["palette", "inherits", "variant"] + Self.sections))
        continue
      }
      readRoles(section, path: [key])
    }
    problems.sort { ($0.line ?? 0) < ($1.line ?? 0) }
  }

  private mutating func readRoles(_ table: [String: Document.Value], path: [String]) {
    for (key, value) in table.sorted(by: { $0.key < $1.key }) {
      let here = path + [key]
      let name = here.joined(separator: ".")
      let deeper = Role.allCases.contains { $0.rawValue.hasPrefix(name + ".") }
      guard Role(rawValue: name) != nil || deeper else {
        problems.append(unknown(name, at: here, among: Role.allCases.map(\.rawValue)))
        continue
      }
      guard let value = value.table else {
        complain(at: here, "\(name) must be a table like { fg = \"blue\", mods = [\"bold\"] }")
        continue
      }
      if let role = Role(rawValue: name) { appearances[role] = readAppearance(value, path: here) }
      let inner = value.filter { child, _ in
        !Self.attributes.contains(child) && Role(rawValue: name + "." + child) != nil
      }
      readRoles(inner, path: here)
    }
  }

  private mutating func readAppearance(_ table: [String: Document.Value], path: [String]) -> Appearance {
    var appearance = Appearance()
    for (key, value) in table.sorted(by: { $0.key < $1.key }) {
      do throws(Refusal) {
        try read(key, value, path: path, into: &appearance)
      } catch {
        problems.append(error)
      }
    }
    return appearance
  }

  private func read(
    _ key: String, _ value: Document.Value, path: [String], into appearance: inout Appearance
  ) throws(Refusal) {
    let here = path + [key]
    switch key {
    case "fg": appearance.style.foreground = try color(value, path: here)
    case "bg": appearance.style.background = try color(value, path: here)
    case "mods": appearance.style.modifiers = try modifiers(value, path: here)
    case "mono": appearance.mono = try modifiers(value, path: here)
    case "glyph", "ascii":
      guard let text = value.text, text.count == 1, let character = text.first, character.columns == 1,
        character.isPrintable, key == "glyph" || character.isASCII
      else { throw document.error(at: here, "\(key) must be one \(key == "ascii" ? "ASCII " : "")character") }
      if key == "glyph" { appearance.glyph = character } else { appearance.ascii = character }
    case "ansi16":
      guard let fallback = value.table else {
        throw document.error(at: here, "ansi16 must be a table like { fg = \"cyan\", mods = [\"bold\"] }")
      }
      appearance.ansi16 = try readFallback(fallback, path: here)
    default:
      if Role(rawValue: here.joined(separator: ".")) != nil { return }
      throw unknown(key, at: here, among: Self.attributes)
    }
  }

  private func readFallback(_ table: [String: Document.Value], path: [String]) throws(Refusal) -> Style {
    var style = Style.plain
    for (key, value) in table.sorted(by: { $0.key < $1.key }) {
      let here = path + [key]
      switch key {
      case "fg", "bg":
        guard let text = value.text, let color = Color(ansiName: text) ?? colors[text], color.isNamed else {
          throw unknown(value.text ?? key, at: here, among: Color.ansiNames, kind: "colour of the sixteen")
        }
        if key == "fg" { style.foreground = color } else { style.background = color }
      case "mods": style.modifiers = try modifiers(value, path: here)
      default: throw unknown(key, at: here, among: ["fg", "bg", "mods"])
      }
    }
    return style
  }

  private func color(_ value: Document.Value, path: [String]) throws(Refusal) -> Color {
    guard let text = value.text else { throw document.error(at: path, "a colour is a string") }
    if let color = colors[text] ?? Color(ansiName: text) ?? Color(hex: text) { return color }
    throw unknown(text, at: path, among: colors.keys.sorted() + Color.ansiNames, kind: "colour")
  }

  private func modifiers(_ value: Document.Value, path: [String]) throws(Refusal) -> Modifiers {
    guard let array = value.list else {
      throw document.error(at: path, "modifiers are a list like [\"bold\"]")
    }
    var result: Modifiers = []
    for entry in array {
      let text = entry.text ?? ""
      guard let known = Modifiers.names.first(where: { $0.name == text }) else {
        throw unknown(text, at: path, among: Modifiers.names.map(\.name), kind: "modifier")
      }
      result.insert(known.modifier)
    }
    return result
  }

  private func unknown(
    _ name: String, at keys: [String], among candidates: [String], kind: String = "key"
  ) -> Refusal {
    let all = "known are \(candidates.joined(separator: ", "))"
    return document.error(at: keys, name.unknown(kind, among: candidates, quote: "'", otherwise: all))
  }
}

extension Color {
  static let ansiNames: [String] = {
    let names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
    return ["terminal"] + names + names.map { "bright-" + $0 }
  }()

  /// `terminal` or one of the sixteen names.
  init?(ansiName: String) {
    guard let index = Self.ansiNames.firstIndex(of: ansiName) else { return nil }
    self = index == 0 ? .terminal : .indexed(UInt8(index - 1))
  }

  /// The terminal's own or one of the sixteen.
  var isNamed: Bool {
    switch self {
    case .terminal: true
    case .indexed(let index): index < 16
    case .rgb: false
    }
  }

  /// `#rrggbb`.
  init?(hex: String) {
    guard hex.utf8.count == 7, hex.first == "#", let value = UInt32(hex.dropFirst(), radix: 16) else {
      return nil
    }
    self = .rgb(UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255))
  }
}
