import Phases

/// One value of a record, before it is text.
package enum Field: Hashable, Sendable {
  case integer(Int)
  case number(Double)
  /// A measured value; printed with the digits of its own precision.
  case measured(Float)
  case text(String)
  /// There is none, such as the data seed of the user's own data.
  case none

  package var csv: String {
    switch self {
    case .integer(let value): String(value)
    case .number(let value): value.shortest
    case .measured(let value): value.shortest
    case .text(let text): text
    case .none: ""
    }
  }

  package var json: String {
    switch self {
    case .integer(let value): String(value)
    case .number(let value): JSONText.number(value)
    case .measured(let value): JSONText.number(value)
    case .text(let text): JSONText.string(text)
    case .none: "null"
    }
  }
}
