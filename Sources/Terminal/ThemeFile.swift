import TOMLKit

/// Reads one theme file, exactly: whatever is not understood is an error with its line.
struct ThemeFile {
  let name: String
  let path: String
  let source: String

  /// `inherits` when given.
  var parent: String?
  var variant: Theme.Variant?
  private(set) var appearances: [Role: Appearance] = [:]
  private var palette: [String: Color] = [:]

  private static let attributes = ["fg", "bg", "mods", "ansi16", "mono", "glyph", "ascii"]
  private static let sections = Set(Role.allCases.map { String($0.rawValue.prefix { $0 != "." }) }).sorted()

  /// Parses `source`; `inherited` are the colours of the parent's palette.
  init(name: String, path: String, source: String, inherited: [String: Color] = [:]) throws(TerminalError) {
    self.name = name
    self.path = path
    self.source = source
    palette = inherited
    if let line = TOMLLines(source).namelessHeader {
      throw .theme(path: path, line: line, problem: "a table needs a name: [name]")
    }
    let table: TOMLTable
    do {
      table = try TOMLTable(string: source)
    } catch let error as TOMLParseError {
      throw .theme(path: path, line: error.source.begin.line, problem: error.description.firstLine)
    } catch {
      throw .theme(path: path, line: nil, problem: "\(error)".firstLine)
    }
    if let colors = table["palette"] { try readPalette(colors) }
    for key in table.keys {
      guard let value = table[key] else { continue }
      switch key {
      case "palette": break
      case "inherits":
        guard let text = value.string else { throw problem([key], "inherits must be the name of a theme") }
        parent = text
      case "variant":
        guard let text = value.string, let known = Theme.Variant(rawValue: text) else {
          throw problem([key], "variant must be \"dark\" or \"light\"")
        }
        variant = known
      default:
        guard Self.sections.contains(key), let section = value.table else {
          throw unknown(key, at: [key], among: ["palette", "inherits", "variant"] + Self.sections)
        }
        try readRoles(section, path: [key])
      }
    }
  }

  var colors: [String: Color] { palette }

  private mutating func readPalette(_ value: any TOMLValueConvertible) throws(TerminalError) {
    guard let table = value.table else { throw problem(["palette"], "palette must be a table of colours") }
    for key in table.keys {
      guard let text = table[key]?.string, let color = Color(hex: text) ?? Color(ansiName: text) else {
        throw problem(["palette", key], "a colour is \"#rrggbb\" or one of the terminal's sixteen names")
      }
      palette[key] = color
    }
  }

  private mutating func readRoles(_ table: TOMLTable, path: [String]) throws(TerminalError) {
    for key in table.keys {
      let here = path + [key]
      let name = here.joined(separator: ".")
      let deeper = Role.allCases.contains { $0.rawValue.hasPrefix(name + ".") }
      guard Role(rawValue: name) != nil || deeper else {
        throw unknown(name, at: here, among: Role.allCases.map(\.rawValue))
      }
      guard let value = table[key]?.table else {
        throw problem(here, "\(name) must be a table like { fg = \"blue\", mods = [\"bold\"] }")
      }
      if let role = Role(rawValue: name) { appearances[role] = try readAppearance(value, path: here) }
      for child in value.keys
      where !Self.attributes.contains(child) && deeper && Role(rawValue: name + "." + child) != nil {
        let inner = TOMLTable()
        if let grandchild = value[child] { inner[child] = grandchild }
        try readRoles(inner, path: here)
      }
    }
  }

  private func readAppearance(_ table: TOMLTable, path: [String]) throws(TerminalError) -> Appearance {
    let name = path.joined(separator: ".")
    var appearance = Appearance()
    for key in table.keys {
      guard let value = table[key] else { continue }
      let here = path + [key]
      switch key {
      case "fg": appearance.style.foreground = try color(value, path: here)
      case "bg": appearance.style.background = try color(value, path: here)
      case "mods": appearance.style.modifiers = try modifiers(value, path: here)
      case "mono": appearance.mono = try modifiers(value, path: here)
      case "glyph", "ascii":
        guard let text = value.string, text.count == 1, let character = text.first, character.columns == 1,
          character.isPrintable, key == "glyph" || character.isASCII
        else { throw problem(here, "\(key) must be one \(key == "ascii" ? "ASCII " : "")character") }
        if key == "glyph" { appearance.glyph = character } else { appearance.ascii = character }
      case "ansi16":
        guard let fallback = value.table else {
          throw problem(here, "ansi16 must be a table like { fg = \"cyan\", mods = [\"bold\"] }")
        }
        appearance.ansi16 = try readFallback(fallback, path: here)
      default:
        if Role(rawValue: name + "." + key) != nil { continue }
        throw unknown(key, at: here, among: Self.attributes)
      }
    }
    return appearance
  }

  private func readFallback(_ table: TOMLTable, path: [String]) throws(TerminalError) -> Style {
    var style = Style.plain
    for key in table.keys {
      guard let value = table[key] else { continue }
      let here = path + [key]
      switch key {
      case "fg", "bg":
        guard let text = value.string, let color = Color(ansiName: text) else {
          throw unknown(value.string ?? key, at: here, among: Color.ansiNames, kind: "colour of the sixteen")
        }
        if key == "fg" { style.foreground = color } else { style.background = color }
      case "mods": style.modifiers = try modifiers(value, path: here)
      default: throw unknown(key, at: here, among: ["fg", "bg", "mods"])
      }
    }
    return style
  }

  private func color(_ value: any TOMLValueConvertible, path: [String]) throws(TerminalError) -> Color {
    guard let text = value.string else { throw problem(path, "a colour is a string") }
    if let color = palette[text] ?? Color(ansiName: text) ?? Color(hex: text) { return color }
    throw unknown(text, at: path, among: palette.keys.sorted() + Color.ansiNames, kind: "colour")
  }

  private func modifiers(_ value: any TOMLValueConvertible, path: [String]) throws(TerminalError) -> Modifiers
  {
    guard let array = value.array else { throw problem(path, "modifiers are a list like [\"bold\"]") }
    var result: Modifiers = []
    for entry in array {
      let text = entry.string ?? ""
      guard let known = Modifiers.names.first(where: { $0.name == text }) else {
        throw unknown(text, at: path, among: Modifiers.names.map(\.name), kind: "modifier")
      }
      result.insert(known.modifier)
    }
    return result
  }

  func problem(_ keys: [String], _ text: String) -> TerminalError {
    .theme(path: path, line: TOMLLines(source).line(of: keys), problem: text)
  }

  private func unknown(
    _ name: String, at keys: [String], among candidates: [String], kind: String = "key"
  ) -> TerminalError {
    let hint = name.nearest(among: candidates).map { "did you mean '\($0)'?" }
    return problem(
      keys,
      "unknown \(kind) '\(name.sanitised)'; "
        + (hint ?? "known are \(candidates.joined(separator: ", "))"))
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

  /// `#rrggbb`.
  init?(hex: String) {
    guard hex.utf8.count == 7, hex.first == "#", let value = UInt32(hex.dropFirst(), radix: 16) else {
      return nil
    }
    self = .rgb(UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255))
  }
}

extension String {
  var firstLine: String { String(prefix { !$0.isNewline }) }
}
