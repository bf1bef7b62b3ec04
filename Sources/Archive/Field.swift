import Input
import Phases

/// One value of a record, before it is text.
package enum Field: Hashable, Sendable {
  case integer(Int)
  case number(Double)
  /// A measured value; printed with the digits of its own precision.
  case measured(Float)
  case text(String)
  /// Any number of words, none of which has a semicolon.
  case words([String])
  /// No value, such as the data seed of the user's own data.
  case none

  /// A quantity of a cell; none where nobody asked for it. What is measured has single precision.
  package init(_ quantity: Quantity, of summary: CellSummary) {
    guard let value = summary.value(of: quantity) else {
      self = .none
      return
    }
    if case .parameters = quantity.source {
      self = .number(value)
    } else {
      self = .measured(Float(value))
    }
  }

  /// A parameter of a cell.
  init(_ value: Parameter.Value) {
    self =
      switch value {
      case .number(let number): .number(number)
      case .choice(let name): .text(name)
      case .data(.gaussian(let seed)): .integer(seed)
      case .data(.files): .none
      }
  }

  /// What a column of a table holds: programs that read it take a type for the whole of it.
  enum Kind: Hashable, Sendable {
    /// Empty where there is none.
    case integer
    /// Always with a point or an exponent; `NaN` where there is none.
    case real
    case text
  }

  /// As it stands in a table.
  func csv(_ kind: Kind) -> String {
    guard kind == .real else { return text }
    return switch self {
    case .integer(let value): Double(value).pointed
    case .number(let value): value.pointed
    case .measured(let value): value.pointed
    case .none: Double.nan.pointed
    case .text, .words: text
    }
  }

  /// As it is shown.
  package var text: String {
    switch self {
    case .integer(let value): String(value)
    case .number(let value): value.shortest
    case .measured(let value): value.shortest
    case .text(let text): text
    case .words(let words): words.joined(separator: ";")
    case .none: ""
    }
  }

  /// As it stands in a line of JSON among others.
  func json(_ kind: Kind) -> String {
    guard kind == .real else { return json }
    let value: Double? =
      switch self {
      case .integer(let value): Double(value)
      case .number(let value): value
      case .measured(let value): Double(value)
      case .text, .words, .none: nil
      }
    return value?.isFinite == true ? csv(kind) : json
  }

  package var json: String {
    switch self {
    case .integer(let value): String(value)
    case .number(let value): JSONText.number(value)
    case .measured(let value): JSONText.number(value)
    case .text(let text): JSONText.string(text)
    case .words(let words): JSONText.list(words.map(JSONText.string))
    case .none: "null"
    }
  }
}

/// JSON as this program writes it: members in the order given, numbers in their shortest exact form.
package enum JSONText {
  package typealias Member = (name: String, value: String)

  package static func object(_ members: [Member]) -> String {
    "{" + members.map { "\(string($0.name)): \($0.value)" }.joined(separator: ", ") + "}"
  }

  package static func list(_ values: [String]) -> String { "[\(values.joined(separator: ", "))]" }

  package static func list(_ values: [Float]) -> String { list(values.map { number($0) }) }

  /// `null` for what is not finite, as JSON has no other word for it.
  package static func number(_ value: some BinaryFloatingPoint & CustomStringConvertible) -> String {
    value.isFinite ? value.shortest : "null"
  }

  /// What drives a terminal, ends a line or turns the direction of writing is escaped, too.
  package static func string(_ text: String) -> String {
    var escaped = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": escaped += "\\\""
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case " "..."~": escaped.unicodeScalars.append(scalar)
      case _ where scalar.isPrintable: escaped.unicodeScalars.append(scalar)
      default:
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
          escaped += "\\u" + String(String(UInt32(unit) + 0x10000, radix: 16).dropFirst())
        }
      }
    }
    return escaped + "\""
  }
}
