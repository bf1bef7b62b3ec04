/// A cell that a trainer is to train.
package struct TrainerCell: Hashable, Sendable {
  /// Of no other cell of the session; one that is trained once more needs another.
  package var id: Int
  /// Every declared parameter by its name.
  package var parameters: [String: TrainerValue]
  /// At least one, all different.
  package var seeds: [Int]

  package init(id: Int, parameters: [String: TrainerValue], seeds: [Int]) {
    self.id = id
    self.parameters = parameters
    self.seeds = seeds
  }
}

/// What is sent to a trainer.
enum TrainerRequest {
  case hello
  case train([TrainerCell])
  case cancel([Int])
  case quit

  /// The version of the protocol.
  static let version = 1

  /// One line without its end.
  var text: String {
    switch self {
    case .hello: #"{"phase_tui": \#(Self.version)}"#
    case .train(let cells): #"{"train": [\#(cells.map(Self.text).joined(separator: ", "))]}"#
    case .cancel(let ids): #"{"cancel": [\#(Self.list(ids))]}"#
    case .quit: #"{"quit": true}"#
    }
  }

  private static func text(_ cell: TrainerCell) -> String {
    let parameters = cell.parameters.keys.sorted().compactMap { name in
      cell.parameters[name].map { "\(quoted(name)): \(text($0))" }
    }
    return
      #"{"id": \#(cell.id), "parameters": {\#(parameters.joined(separator: ", "))}, "seeds": [\#(list(cell.seeds))]}"#
  }

  private static func text(_ value: TrainerValue) -> String {
    switch value {
    case .real(let value) where value.isNaN: "\"nan\""
    case .real(let value) where !value.isFinite: value > 0 ? "\"inf\"" : "\"-inf\""
    case .choice(let value): quoted(value)
    case .real, .whole: value.description
    }
  }

  private static func list(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ", ") }

  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case _ where scalar.value < 0x20:
        #"\u00\#(scalar.value < 16 ? "0" : "")\#(String(scalar.value, radix: 16))"#
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}
