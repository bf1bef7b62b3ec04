/// Typed reading of one table of a document, with errors at the key's line.
package struct Section {
  package let document: Document
  package let path: [String]
  package let values: [String: Document.Value]

  /// The whole document.
  package init(_ document: Document) { self.init(document, path: [], values: document.root) }

  private init(_ document: Document, path: [String], values: [String: Document.Value]) {
    self.document = document
    self.path = path
    self.values = values
  }

  /// - Parameter key: `nil` for the table as a whole.
  package func error(_ key: String?, _ problem: String) -> Refusal {
    document.error(at: path + [key].compactMap(\.self), problem)
  }

  /// Runs a body whose complaints are about the key.
  package func placed<T>(_ key: String?, _ body: () throws -> T) throws(Refusal) -> T {
    do {
      return try body()
    } catch let known as Refusal {
      throw known
    } catch {
      throw self.error(key, "\(error)")
    }
  }

  /// Refuses keys that nobody reads.
  package func allowOnly(_ keys: [String], kind: String = "key") throws(Refusal) {
    if let key = values.keys.sorted().first(where: { !keys.contains($0) }) {
      throw error(key, key.unknown(kind, among: keys))
    }
  }

  /// What the keys mean, which may be written in more than one way, by their order in the alphabet; refuses those that
  /// mean nothing, and two that mean the same.
  package func keys<Meaning: Hashable>(
    _ meaning: (String) -> Meaning?, _ names: [String], _ kind: String
  ) throws(Refusal) -> [(meaning: Meaning, key: String)] {
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

  package func section(_ key: String) throws(Refusal) -> Section? {
    try value(key, "be a table", \.table).map { Section(document, path: path + [key], values: $0) }
  }

  /// The tables of a list: `[[rule]]`, once and again.
  package func sections(_ key: String) throws(Refusal) -> [Section] {
    let wanted = "be a list of tables, as in [[\(key)]]"
    var sections: [Section] = []
    for value in try value(key, wanted, \.list) ?? [] {
      guard let table = value.table else {
        throw error(key, "\(key) has \(value.kind) in it; it must \(wanted)")
      }
      sections.append(Section(document, path: path + [key], values: table))
    }
    return sections
  }

  package func text(_ key: String) throws(Refusal) -> String? {
    try value(key, "be text in quotes", \.text)
  }

  package func flag(_ key: String) throws(Refusal) -> Bool? {
    try value(key, "be true or false") { if case .flag(let value) = $0 { value } else { nil } }
  }

  package func integer(_ key: String) throws(Refusal) -> Int? {
    try value(key, "be a whole number") { if case .integer(let value) = $0 { value } else { nil } }
  }

  package func number(_ key: String) throws(Refusal) -> Double? {
    guard let value = values[key] else { return nil }
    return try number(value, key)
  }

  package func numbers(_ key: String) throws(Refusal) -> [Double]? {
    try value(key, "be a list", \.list)?.map { value throws(Refusal) in try number(value, key) }
  }

  private func value<T>(_ key: String, _ need: String, _ read: (Document.Value) -> T?) throws(Refusal) -> T? {
    guard let value = values[key] else { return nil }
    if let read = read(value) { return read }
    throw error(key, "\(key) is \(value.kind); it must \(need)")
  }

  private func number(_ value: Document.Value, _ key: String) throws(Refusal) -> Double {
    switch value {
    case .integer(let value): return Double(value)
    case .number(let value): return value
    default: throw error(key, "\(key) has \(value.kind) where a number is needed")
    }
  }
}
