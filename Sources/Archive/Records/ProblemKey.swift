import Input
import Model
import Phases

/// A problem's name in records: 16 hexadecimal digits of FNV-1a over its canonical text.
package struct ProblemKey: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let value: UInt64

  package init(value: UInt64) { self.value = value }

  package init(_ problem: Problem) { value = FNV1a.digest(problem.canonicalText.utf8) }

  /// From 16 hexadecimal digits in lower case.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count == 16, let value = UInt64(text, radix: 16), text == text.lowercased() else {
      return nil
    }
    self.value = value
  }

  package var description: String { value.hexadecimal }

  package static func < (a: ProblemKey, b: ProblemKey) -> Bool { a.value < b.value }
}

extension Problem {
  /// JSON with all of what the result depends on, always in this order; what is left out has its default. The user's own
  /// data stand in it by their digest: the same arrays are the same data wherever they lie. A declared network is known by
  /// its trainer, and has all of its parameters.
  package var canonicalText: String {
    if let declared { return declaredText(declared) }
    var text = "{"
    for field in Self.keyFields where field.traits.contains(.alwaysWritten) || !field.isDefault(in: self) {
      text += text.utf8.count == 1 ? "\"" : ",\""
      switch field.value(self) {
      case .number(let number): text += "\(field.name)\":\(number.shortest)"
      case .choice(let name): text += "\(field.name)\":\"\(name)\""
      case .data(.gaussian(let seed)): text += "\(field.name)\":\(seed)"
      case .data(.files(_, _, let digest)): text += "\(Self.digestName)\":\"\(digest.hexadecimal)\""
      }
    }
    return text + "}"
  }

  private func declaredText(_ declared: DeclaredValues) -> String {
    let parameters = zip(declared.declaration.parameters, declared.values).map { parameter, value in
      let text = if case .choice(let name) = value { "\"\(name)\"" } else { value.text }
      return "\"\(parameter.name)\":\(text)"
    }
    return "{\"trainer\":\(JSONText.string(declared.declaration.name)),"
      + "\"trainer_version\":\(JSONText.string(declared.version)),"
      + "\"parameters\":{\(parameters.joined(separator: ","))},\"seed\":\(firstSeed),\"seeds\":\(seedCount)}"
  }

  /// In the order of the first records: of what a study fixes the whole numbers, the real ones, the choices; then the
  /// rest; last what those records had not.
  static let keyFields: [Field] = {
    func rank(_ field: Field) -> Int {
      guard field.traits.contains(.alwaysWritten) else { return 4 }
      guard field.traits.contains(.parameter) else { return 3 }
      return switch field.kind {
      case .whole: 0
      case .real: 1
      case .choice, .data: 2
      }
    }
    return (0...4).flatMap { place in fields.filter { rank($0) == place } }
  }()

  /// What own data are called in a key.
  static let digestName = "data_digest"
}
