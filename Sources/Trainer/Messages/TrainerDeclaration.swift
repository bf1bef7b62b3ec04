/// What a trainer says that it is, in its first line.
package struct TrainerDeclaration: Hashable, Sendable {
  package var name: String
  package var version: String
  /// At least one, in the trainer's order.
  package var parameters: [TrainerParameter]
  package var quantities: [TrainerQuantity]
  /// How many cells it takes at once.
  package var mostCells: Int
  /// How many of it may run beside each other; `nil`: as many as the user says.
  package var workers: Int?

  /// Without the checks of one that is read.
  package init(
    name: String, version: String, parameters: [TrainerParameter], quantities: [TrainerQuantity] = [],
    mostCells: Int = 1, workers: Int? = nil
  ) {
    self.name = name
    self.version = version
    self.parameters = parameters
    self.quantities = quantities
    self.mostCells = mostCells
    self.workers = workers
  }

  package func parameter(_ name: String) -> TrainerParameter? { parameters.first { $0.name == name } }
  package func quantity(_ name: String) -> TrainerQuantity? { quantities.first { $0.name == name } }

  /// Every parameter at its default.
  package var defaults: [String: TrainerValue] {
    parameters.reduce(into: [:]) { $0[$1.name] = $1.defaultValue }
  }
}

/// What a cell of a trainer may differ in.
package struct TrainerParameter: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// `low` ≤ `usual` ≤ `high`, finite.
    case real(low: Double, high: Double, usual: Double)
    case whole(low: Int, high: Int, usual: Int)
    /// At least one, all different; `usual` is among them.
    case choice(of: [String], usual: String)
  }

  package enum Scale: String, Hashable, Sendable, CaseIterable {
    case linear = "lin"
    /// Everything is above zero.
    case logarithmic = "log"
  }

  package var name: String
  package var kind: Kind
  package var symbol: String
  package var meaning: String
  package var scale: Scale

  package init(
    name: String, kind: Kind, symbol: String, meaning: String = "", scale: Scale = .linear
  ) {
    self.name = name
    self.kind = kind
    self.symbol = symbol
    self.meaning = meaning
    self.scale = scale
  }

  package var defaultValue: TrainerValue {
    switch kind {
    case .real(_, _, let usual): .real(usual)
    case .whole(_, _, let usual): .whole(usual)
    case .choice(_, let usual): .choice(usual)
    }
  }

  /// Whether a cell may have this value.
  package func allows(_ value: TrainerValue) -> Bool {
    switch (kind, value) {
    case (.real(let low, let high, _), .real(let value)): low <= value && value <= high
    case (.whole(let low, let high, _), .whole(let value)): low <= value && value <= high
    case (.choice(let choices, _), .choice(let value)): choices.contains(value)
    default: false
    }
  }

  /// Its range or its choices, for a person.
  package var range: String {
    switch kind {
    case .real(let low, let high, let usual): "real \(low)…\(high), default \(usual), \(scale.rawValue)"
    case .whole(let low, let high, let usual): "whole \(low)…\(high), default \(usual), \(scale.rawValue)"
    case .choice(let choices, let usual): "one of \(choices.joined(separator: ", ")), default \(usual)"
    }
  }
}

/// What a trainer may measure beside the loss.
package struct TrainerQuantity: Hashable, Sendable {
  package var name: String
  package var symbol: String
  package var meaning: String

  package init(name: String, symbol: String, meaning: String = "") {
    self.name = name
    self.symbol = symbol
    self.meaning = meaning
  }
}

/// A parameter's value in one cell.
package enum TrainerValue: Hashable, Sendable, CustomStringConvertible {
  case real(Double)
  case whole(Int)
  case choice(String)

  package var description: String {
    switch self {
    case .real(let value): "\(value)"
    case .whole(let value): "\(value)"
    case .choice(let value): value
    }
  }
}
