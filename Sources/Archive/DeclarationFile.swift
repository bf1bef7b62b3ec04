import Input
import Model
import Trainer

/// What a study's trainer declares, as it stands beside the records, so that they can be read where the trainer is not:
/// the trainer's first line of the protocol.
package enum DeclarationFile {
  static let name = "declaration.json"

  /// Of a study directory.
  package static func path(in directory: String) -> String { "\(directory)/\(name)" }

  /// That of a study directory; `nil` where it has none.
  package static func read(in directory: String) throws(Refusal) -> Declaration? {
    let path = path(in: directory)
    guard FileSystem.exists(path) else { return nil }
    let text = try FileSystem.text(of: path, isNamed: false)
    do throws(TrainerFault) {
      return Declaration(try TrainerDeclaration(line: text.utf8.filter { $0 != 0x0a }))
    } catch {
      throw .file(path, "is not what a trainer declares: it \(error.problem)")
    }
  }

  /// Writes it, in place of another version's.
  package static func write(_ declaration: Declaration, in directory: String) throws(Refusal) {
    let path = path(in: directory)
    let bytes = bytes(declaration)
    if let known = try? FileSystem.text(of: path, isNamed: false), Array(known.utf8) == bytes { return }
    let temporary = try OutputFile(path).written(CollectionOfOne(bytes))
    guard FileSystem.rename(temporary, to: path) else {
      FileSystem.remove(temporary)
      throw .unwritable(path)
    }
  }

  static func bytes(_ declaration: Declaration) -> [UInt8] { Array((json(declaration) + "\n").utf8) }

  private static func json(_ declaration: Declaration) -> String {
    JSONText.object([
      ("name", JSONText.string(declaration.name)), ("version", JSONText.string(declaration.version)),
      ("parameters", JSONText.list(declaration.parameters.map(json))),
      ("quantities", JSONText.list(declaration.quantities.map(json))),
      ("most_cells", String(declaration.mostCells)),
    ])
  }

  private static func json(_ parameter: Declaration.Parameter) -> String {
    var members: [JSONText.Member] = [("name", JSONText.string(parameter.name))]
    switch (parameter.kind, parameter.usual) {
    case (.whole(let range), let usual):
      members += [
        ("kind", "\"whole\""), ("low", String(range.lowerBound)), ("high", String(range.upperBound)),
        ("default", usual.text),
      ]
    case (.real(let range), let usual):
      members += [
        ("kind", "\"real\""), ("low", JSONText.number(range.lowerBound)),
        ("high", JSONText.number(range.upperBound)), ("default", usual.text),
      ]
    case (.choice(let names), let usual):
      members += [
        ("kind", "\"choice\""), ("of", JSONText.list(names.map(JSONText.string))),
        ("default", JSONText.string(usual.text)),
      ]
    case (.data, _): break
    }
    if parameter.choices == nil { members.append(("scale", parameter.isLogarithmic ? "\"log\"" : "\"lin\"")) }
    return JSONText.object(members + texts(parameter.name, parameter.symbol, parameter.meaning))
  }

  private static func json(_ quantity: Declaration.Quantity) -> String {
    JSONText.object(
      [("name", JSONText.string(quantity.name))]
        + texts(quantity.name, quantity.symbol, quantity.meaning))
  }

  /// A symbol that stands for none is the name, which may be longer than a symbol can be.
  private static func texts(_ name: String, _ symbol: String, _ meaning: String) -> [JSONText.Member] {
    (symbol == name ? [] : [("symbol", JSONText.string(symbol))])
      + (meaning.isEmpty ? [] : [("meaning", JSONText.string(meaning))])
  }
}

extension Declaration.Parameter {
  fileprivate var choices: [String]? { if case .choice(let names) = kind { names } else { nil } }
}

extension Declaration {
  /// What a trainer said, in the house's words.
  package convenience init(_ declared: TrainerDeclaration) {
    self.init(
      name: declared.name, version: declared.version,
      parameters: declared.parameters.map { parameter in
        let kind: Problem.Field.Kind
        let usual: Problem.Field.Value
        switch parameter.kind {
        case .real(let low, let high, let value): (kind, usual) = (.real(low...high), .number(value))
        case .whole(let low, let high, let value):
          (kind, usual) = (.whole(low...high), .number(Double(value)))
        case .choice(let names, let value): (kind, usual) = (.choice(names), .choice(value))
        }
        return Parameter(
          parameter.name, parameter.symbol, parameter.meaning, kind, usual: usual,
          isLogarithmic: parameter.scale == .logarithmic)
      }, quantities: declared.quantities.map { Quantity($0.name, $0.symbol, $0.meaning) },
      mostCells: declared.mostCells)
  }
}
