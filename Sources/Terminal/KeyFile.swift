import Foundation
import Input
import TOMLKit
import TOMLText

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
  package init(path: String) throws(TerminalError) {
    guard FileSystem.exists(path) else {
      try self.init(path: path, source: "")
      return
    }
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.contents(of: path, limit: 1 << 20, isNamed: false)
    } catch {
      throw .keys(path: path, line: nil, problem: error.description)
    }
    guard let source = String(validating: bytes, as: UTF8.self) else {
      throw .keys(path: path, line: nil, problem: "is not UTF-8 text")
    }
    try self.init(path: path, source: source)
  }

  package init(path: String, source: String) throws(TerminalError) {
    self.path = path
    var lines: [Key: Int] = [:]
    var names: [(name: String, key: Key, line: Int)] = []
    for (index, text) in source.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let line = index + 1
      let start = text.drop(while: \.isWhitespace)
      if start.first == "[" {
        throw .keys(path: path, line: line, problem: "there are no tables in this file")
      }
      guard let name = Self.name(start) else { continue }
      guard let key = Key(name: name) else { throw .keys(path: path, line: line, problem: Key.unknown(name)) }
      if let problem = key.whyNotBound { throw .keys(path: path, line: line, problem: problem) }
      if let first = lines[key] {
        throw .keys(path: path, line: line, problem: "\(key.name) has a command already, in line \(first)")
      }
      lines[key] = line
      names.append((name, key, line))
    }
    let table: TOMLTable
    do {
      table = try TOMLText.table(source)
    } catch {
      throw .keys(path: path, line: error.line, problem: error.description)
    }
    for (name, key, line) in names {
      if let text = table[name]?.string {
        entries.append(Entry(key: key, command: text, line: line))
      } else if table[name]?.bool == false {
        entries.append(Entry(key: key, command: nil, line: line))
      } else {
        throw .keys(
          path: path, line: line,
          problem: "\(key.name) needs a command like \":goto alpha=1\", or false for none")
      }
    }
  }

  /// The key of a line `KEY = …`, its quotes taken off; `nil` where the line has none.
  private static func name(_ line: Substring) -> String? {
    guard let first = line.first, first != "#", line.contains("=") else { return nil }
    guard first == "\"" || first == "'" else {
      let bare = line.prefix { $0 != "=" && !$0.isWhitespace }
      return bare.isEmpty ? nil : String(bare)
    }
    var name = ""
    var isEscaped = false
    for character in line.dropFirst() {
      if isEscaped {
        name.append(character)
        isEscaped = false
      } else if character == "\\", first == "\"" {
        isEscaped = true
      } else if character == first {
        return name
      } else {
        name.append(character)
      }
    }
    return nil
  }
}

extension Key {
  private static let named: [String: Key] = [
    "space": .character(" "), "up": .up, "down": .down, "left": .left, "right": .right, "shift-up": .shiftUp,
    "shift-down": .shiftDown, "shift-left": .shiftLeft, "shift-right": .shiftRight, "home": .home,
    "end": .end,
    "pgup": .pageUp, "pgdn": .pageDown, "enter": .enter, "tab": .tab, "shift-tab": .backTab, "esc": .escape,
    "backspace": .backspace, "del": .delete,
  ]

  /// The key of a name as help shows it, or with words in place of arrows.
  package init?(name: String) {
    let lower = name.replacing("←", with: "left").replacing("→", with: "right").replacing("↑", with: "up")
      .replacing("↓", with: "down").lowercased()
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
    let remedy = name.lowercased().nearest(in: known).map { "did you mean \"\($0)\"?" }
    let all = "a key is a character, ctrl-LETTER, alt-CHARACTER, F1 … F63, or one of: "
    return "unknown key \"\(name.sanitised)\"; " + (remedy ?? all + known.joined(separator: ", "))
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
