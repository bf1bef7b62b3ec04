import Input

/// A file that says what keys do, `KEY = "command"` a line, or `KEY = false` for nothing. What commands there are is not
/// known here.
package struct KeyFile: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    package let key: Key
    /// `nil`: the key does nothing.
    package let command: String?
    package let line: Int
  }

  package let path: String
  package private(set) var entries: [Entry] = []

  /// The entries of the file, none where there is no file.
  package init(path: String) throws(Refusal) {
    let source = FileSystem.exists(path) ? try FileSystem.text(of: path, isNamed: false) : ""
    try self.init(path: path, source: source)
  }

  package init(path: String, source: String) throws(Refusal) {
    self.path = path
    var lines: [Key: Int] = [:]
    var named: [(name: String, key: Key, line: Int)] = []
    for entry in TOMLKeys(source).entries {
      let line = entry.line
      if entry.isHeader { throw .file(path, line: line, "there are no tables in this file") }
      let name = entry.path.joined(separator: ".")
      guard let key = Key(name: name) else { throw .file(path, line: line, Key.unknown(name)) }
      if let problem = key.whyNotBound { throw .file(path, line: line, problem) }
      if let first = lines[key] {
        throw .file(path, line: line, "\(key.name) has a command already, in line \(first)")
      }
      lines[key] = line
      named.append((name, key, line))
    }
    let document = try Document(source, file: path)
    for (name, key, line) in named {
      switch document.root[name] {
      case .text(let command): entries.append(Entry(key: key, command: command, line: line))
      case .flag(false): entries.append(Entry(key: key, command: nil, line: line))
      default:
        throw .file(path, line: line, "\(key.name) needs a command like \":goto alpha=1\", or false for none")
      }
    }
  }
}

extension Key {
  /// By their names as they are typed.
  private static let named = Dictionary(uniqueKeysWithValues: names.map { (typed($1), $0) })

  /// In small letters, with words in place of arrows.
  private static func typed(_ name: String) -> String {
    name.replacing("←", with: "left").replacing("→", with: "right").replacing("↑", with: "up")
      .replacing("↓", with: "down").lowercased()
  }

  /// The key of a name as help shows it, or with words in place of arrows.
  package init?(name: String) {
    let lower = Self.typed(name)
    if let key = Self.named[lower] {
      self = key
    } else if name.count == 1, let character = name.first, character.isPrintable {
      self = .character(character)
    } else if let letter = lower.last, lower == "ctrl-\(letter)", ("a"..."z").contains(letter) {
      self = .control(letter)
    } else if let letter = name.last, lower.hasPrefix("alt-"), name.count == 5 {
      self = .alt(letter)
    } else if lower.first == "f", let number = Int(lower.dropFirst()), (1...63).contains(number) {
      self = .function(number)
    } else {
      return nil
    }
  }

  /// What is wrong with a name that no key has.
  static func unknown(_ name: String) -> String {
    let known = named.keys.sorted()
    let all = "a key is a character, ctrl-LETTER, alt-CHARACTER, F1 … F63, or one of: "
    return name.unknown("key", among: known, otherwise: all + known.joined(separator: ", "))
  }

  /// Why a key cannot have a command of one's own.
  var whyNotBound: String? {
    switch self {
    case .control("c"): "ctrl-c always leaves, or closes what is open"
    case .control("z"): "ctrl-z always suspends"
    case .control("i"): "a terminal sends Tab for ctrl-i"
    case .control("m"), .control("j"): "a terminal sends Enter for \(name)"
    case .control("h"): "a terminal sends Backspace for ctrl-h"
    default: nil
    }
  }
}
