import TOMLKit

/// A TOML file that somebody wrote, as plain values: a study, a theme, keys, settings. What is wrong with it is refused
/// with its line.
package struct Document {
  package indirect enum Value {
    case table([String: Value])
    case list([Value])
    case text(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)
    /// Of a kind that nothing here wants.
    case other(String)

    /// As a person calls it.
    package var kind: String {
      switch self {
      case .table: "a table"
      case .list: "a list"
      case .text: "text"
      case .integer, .number: "a number"
      case .flag: "a boolean"
      case .other(let kind): kind
      }
    }

    package var table: [String: Value]? { if case .table(let values) = self { values } else { nil } }
    package var list: [Value]? { if case .list(let values) = self { values } else { nil } }
    package var text: String? { if case .text(let text) = self { text } else { nil } }
  }

  package let file: String
  package let root: [String: Value]
  package let keys: TOMLKeys

  /// - Parameter file: what errors call it.
  package init(_ text: String, file: String) throws(Refusal) {
    var scan = TOMLScan(text)
    if let problem = scan.problem() { throw .file(file, line: problem.line, problem.words) }
    do {
      let table = try TOMLTable(string: text)
      // The values point into the table, which must outlive the walk.
      root = withExtendedLifetime(table) { Self.values(of: table) }
    } catch let error as TOMLParseError {
      let lines = error.description.split(whereSeparator: \.isNewline)
      throw .file(file, line: error.source.begin.line, lines.joined(separator: " "))
    } catch {
      throw .file(file, "\(error)")
    }
    self.file = file
    keys = TOMLKeys(text)
  }

  private static func values(of table: TOMLTable) -> [String: Value] {
    table.keys.reduce(into: [:]) { plain, key in plain[key] = table[key].map(value) ?? .other("a value") }
  }

  private static func value(_ value: any TOMLValueConvertible) -> Value {
    switch value.type {
    case .table: value.table.map { .table(values(of: $0)) } ?? .other("a table")
    case .array: value.array.map { .list($0.map { Self.value($0) }) } ?? .other("a list")
    case .string: value.string.map(Value.text) ?? .other("text")
    case .int: value.int.map(Value.integer) ?? .other("a number")
    case .double: value.double.map(Value.number) ?? .other("a number")
    case .bool: value.bool.map(Value.flag) ?? .other("a boolean")
    case .date, .time, .dateTime: .other("a date or time")
    }
  }

  /// A problem with a key, at its line or at that of the nearest table around it that has one.
  package func error(at path: [String], _ problem: String) -> Refusal {
    .file(file, line: keys.line(of: path), problem)
  }
}
