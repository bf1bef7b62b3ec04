import Input
import TOMLKit
import TOMLText

/// A TOML file as plain values, which also knows the lines of its keys: the parser tells the line of a syntax
/// error only, while a wrong value deserves one too.
package struct StudyDocument {
  package indirect enum Node {
    case table([String: Node])
    case list([Node])
    case text(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)
    case other(String)

    var kind: String {
      switch self {
      case .table: "a table"
      case .list: "a list"
      case .text: "text"
      case .integer, .number: "a number"
      case .flag: "a boolean"
      case .other(let kind): kind
      }
    }
  }

  package let file: String
  package let root: [String: Node]
  private let lines: [[String]: Int]

  package init(_ text: String, file: String) throws(StudyError) {
    let table: TOMLTable
    do {
      table = try TOMLText.table(text)
    } catch {
      throw .file(file, line: error.line, error.description)
    }
    self.file = file
    // The nodes point into the table, which must outlive the walk.
    root = withExtendedLifetime(table) { Self.plain(table) }
    lines = Self.lines(of: text)
  }

  private static func plain(_ table: TOMLTable) -> [String: Node] {
    table.keys.reduce(into: [:]) { plain, key in plain[key] = table[key].map { node($0) } ?? .other("a value")
    }
  }

  private static func node(_ value: TOMLValueConvertible) -> Node {
    switch value.type {
    case .table: value.table.map { .table(plain($0)) } ?? .other("a table")
    case .array: value.array.map { .list($0.map { node($0) }) } ?? .other("a list")
    case .string: value.string.map(Node.text) ?? .other("text")
    case .int: value.int.map(Node.integer) ?? .other("a number")
    case .double: value.double.map(Node.number) ?? .other("a number")
    case .bool: value.bool.map(Node.flag) ?? .other("a boolean")
    case .date, .time, .dateTime: .other("a date or time")
    }
  }

  /// Where each key stands, by its full path; a table by its header.
  private static func lines(of text: String) -> [[String]: Int] {
    func path(_ text: Substring) -> [String] {
      text.split(separator: ".").map { part in
        String(part.trimming { $0.isWhitespace || $0 == "\"" || $0 == "'" })
      }
    }
    var lines: [[String]: Int] = [:]
    var table: [String] = []
    let split = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (index, line) in split.enumerated() {
      let line = line.trimming(\.isWhitespace)
      if line.first == "[", let end = line.firstIndex(of: "]") {
        table = path(line[..<end].trimming { $0 == "[" })
        lines[table] = lines[table] ?? index + 1
      } else if let equals = line.firstIndex(of: "="), line.first != "#" {
        let key = table + path(line[..<equals])
        for depth in 1...max(1, key.count) {
          let prefix = Array(key.prefix(depth))
          lines[prefix] = lines[prefix] ?? index + 1
        }
      }
    }
    return lines
  }

  /// An error at a key, or at the nearest thing around it that has a line.
  package func error(at path: [String], _ problem: String) -> StudyError {
    var around = path
    while !around.isEmpty {
      if let line = lines[around] { return .file(file, line: line, problem) }
      around.removeLast()
    }
    return .file(file, line: nil, problem)
  }
}

extension Substring {
  fileprivate func trimming(_ isTrimmed: (Character) -> Bool) -> Substring {
    var rest = self
    while let first = rest.first, isTrimmed(first) { rest.removeFirst() }
    while let last = rest.last, isTrimmed(last) { rest.removeLast() }
    return rest
  }
}

/// Typed reading of one table, with errors at the key's line.
package struct StudySection {
  package let document: StudyDocument
  package let path: [String]
  package let values: [String: StudyDocument.Node]

  package init(_ document: StudyDocument) {
    self.document = document
    path = []
    values = document.root
  }

  private init(_ document: StudyDocument, path: [String], values: [String: StudyDocument.Node]) {
    self.document = document
    self.path = path
    self.values = values
  }

  package func error(_ key: String?, _ problem: String) -> StudyError {
    document.error(at: path + [key].compactMap(\.self), problem)
  }

  /// Runs a body whose complaints are about the key.
  func placed<T>(_ key: String?, _ body: () throws -> T) throws(StudyError) -> T {
    do {
      return try body()
    } catch let known as StudyError {
      throw known
    } catch {
      throw self.error(key, (error as? Complaint)?.problem ?? "\(error)")
    }
  }

  /// Refuses keys that nobody reads.
  package func allowOnly(_ keys: [String], kind: String = "key") throws(StudyError) {
    if let key = values.keys.sorted().first(where: { !keys.contains($0) }) {
      throw error(key, key.unknown(kind, among: keys))
    }
  }

  /// What the keys mean, which may be written in more than one way, by their order in the alphabet; refuses those that
  /// mean nothing, and two that mean the same.
  func keys<Meaning: Hashable>(
    _ meaning: (String) -> Meaning?, _ names: [String], _ kind: String
  ) throws(StudyError) -> [(meaning: Meaning, key: String)] {
    var keys: [Meaning: String] = [:]
    for key in values.keys.sorted() {
      guard let meant = meaning(key) else { throw error(key, key.unknown(kind, among: names)) }
      if let other = keys[meant] {
        throw error(key, "\(key) and \(other) are the same \(kind); leave one out")
      }
      keys[meant] = key
    }
    return keys.map { ($0.key, $0.value) }.sorted { $0.key < $1.key }
  }

  package func section(_ key: String) throws(StudyError) -> StudySection? {
    guard let node = values[key] else { return nil }
    guard case .table(let values) = node else {
      throw error(key, "\(key) is \(node.kind); it must be a table")
    }
    return StudySection(document, path: path + [key], values: values)
  }

  package func text(_ key: String) throws(StudyError) -> String? {
    guard let node = values[key] else { return nil }
    guard case .text(let text) = node else {
      throw error(key, "\(key) is \(node.kind); it must be text in quotes")
    }
    return text
  }

  package func number(_ key: String) throws(StudyError) -> Double? {
    guard let node = values[key] else { return nil }
    return try number(node, key)
  }

  package func numbers(_ key: String) throws(StudyError) -> [Double]? {
    guard let node = values[key] else { return nil }
    guard case .list(let nodes) = node else { throw error(key, "\(key) is \(node.kind); it must be a list") }
    var numbers: [Double] = []
    for node in nodes { numbers.append(try number(node, key)) }
    return numbers
  }

  package func integer(_ key: String) throws(StudyError) -> Int? {
    guard let node = values[key] else { return nil }
    if case .integer(let value) = node { return value }
    throw error(key, "\(key) is \(node.kind); it must be a whole number")
  }

  package func flag(_ key: String) throws(StudyError) -> Bool? {
    guard let node = values[key] else { return nil }
    if case .flag(let value) = node { return value }
    throw error(key, "\(key) is \(node.kind); it must be true or false")
  }

  private func number(_ node: StudyDocument.Node, _ key: String) throws(StudyError) -> Double {
    switch node {
    case .integer(let value): return Double(value)
    case .number(let value): return value
    default: throw error(key, "\(key) has \(node.kind) where a number is needed")
    }
  }
}
