import Input
import Model

/// A field of a problem that a study fixes or varies: a row of `Problem.fields`, the residual scale, the budget, or what a
/// trainer declares.
package struct Parameter: Hashable, Sendable {
  package typealias Value = Problem.Field.Value

  package let field: Problem.Field

  init(field: Problem.Field) { self.field = field }

  private init(_ path: PartialKeyPath<Problem>) {
    guard let field = Problem.fields.first(where: { $0.isStored(at: path) }) else {
      preconditionFailure("\(path) has no row in Problem.fields")
    }
    self.field = field
  }

  /// The parameter of the name.
  package init?(named name: String) {
    guard let parameter = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = parameter
  }
}

extension Parameter: CaseIterable {
  /// In the order of the table, the residual scale and the budget behind what they are made of.
  package static let allCases: [Parameter] = Problem.fields.filter { $0.traits.contains(.parameter) }
    .map(Parameter.init(field:)).flatMap {
      $0 == .sigmaV ? [$0, .residualScale] : $0 == .width ? [$0, .budget] : [$0]
    }

  package static let alpha = Parameter(\.scaling.alpha)
  package static let depth = Parameter(\.shape.depth)
  package static let width = Parameter(\.shape.width)
  package static let dimension = Parameter(\.shape.dimension)
  package static let samples = Parameter(\.shape.samples)
  package static let steps = Parameter(\.steps)
  package static let sigmaU = Parameter(\.scaling.sigmaU)
  package static let sigmaV = Parameter(\.scaling.sigmaV)
  package static let residualScale = Parameter(field: Problem.residualScale)
  package static let budget = Parameter(field: Problem.budget)
  package static let eta = Parameter(\.scaling.eta)
  package static let inputStepFactor = Parameter(\.scaling.etaU)
  package static let outputStepFactor = Parameter(\.scaling.etaV)
  package static let stepRule = Parameter(\.scaling.stepRule)
  package static let task = Parameter(\.task)
  package static let test = Parameter(\.test)
  package static let block = Parameter(\.block)
  package static let tokens = Parameter(\.shape.tokens)
  package static let keyDimension = Parameter(\.shape.keyDimension)
  package static let heads = Parameter(\.shape.heads)
  package static let mask = Parameter(\.mask)
  package static let batch = Parameter(\.batch)
  package static let norm = Parameter(\.norm)
  package static let activation = Parameter(\.activation)
  package static let optimizer = Parameter(\.optimizer)
  package static let beta1 = Parameter(\.optimizerSettings.beta1)
  package static let beta2 = Parameter(\.optimizerSettings.beta2)
  package static let epsilon = Parameter(\.optimizerSettings.epsilon)
  package static let loss = Parameter(\.loss)
  package static let embedding = Parameter(\.embedding)
  package static let inputDimension = Parameter(\.shape.inputDimension)
  package static let outputDimension = Parameter(\.shape.outputDimension)
}

extension Parameter {
  package var name: String { field.name }
  package var symbol: String { field.symbol }
  package var asciiSymbol: String { field.asciiSymbol }
  package var meaning: String { field.meaning }
  package var mayBeAxis: Bool { field.traits.contains(.axis) }
  package var isAlwaysWritten: Bool { field.traits.contains(.alwaysWritten) }
  /// `nil` where the default follows from other parameters.
  package var defaultValue: Value? { field.defaultValue }

  package var isInteger: Bool { if case .whole = field.kind { true } else { false } }

  /// The names to choose from; `nil` for numbers.
  package var choices: [String]? { if case .choice(let names) = field.kind { names } else { nil } }

  /// The numbers that a study may ask for; `nil` for a choice.
  package var allowed: ClosedRange<Double>? {
    switch field.kind {
    case .whole(let range): Double(range.lowerBound)...Double(range.upperBound)
    case .real(let range): range
    case .choice, .data: nil
    }
  }

  /// The number in a problem; `nan` for a choice.
  package func value(in problem: Problem) -> Double { field.value(problem).number ?? .nan }

  /// The value rounded as every value of a study is: integers to the nearest, others to 6 significant digits.
  package func rounded(_ value: Double) -> Double {
    isInteger ? value.rounded() : value.roundedToSixDigits
  }

  /// The value that a text says. Throws a `Complaint`.
  func value(of text: String) throws -> Value {
    let value: Value = choices == nil ? .number(try Double(typed: text)) : .choice(text)
    if let complaint = complaint(about: value) { throw Complaint(complaint) }
    return value
  }

  package func complaint(about number: Double) -> String? { complaint(about: .number(number)) }

  /// Says what is wrong with a value, or nothing.
  package func complaint(about value: Value) -> String? {
    if field.allows(value) { return nil }
    guard let allowed else {
      return value.text.unknown(name.replacing("_", with: " "), among: choices ?? [])
    }
    let wanted = isInteger ? "a whole number" : "a number"
    let range = "\(wanted) from \(allowed.lowerBound.shortest) to \(allowed.upperBound.shortest)"
    return "\(name) is \(value.text); it must be \(range)"
  }

  /// As it is told to people: `M = 32`, `general steps`, `no embedding`.
  package func phrase(_ value: Value, _ between: String = " = ") -> String {
    guard choices != nil else { return symbol + between + value.text }
    return "\(value.text == "none" ? "no" : value.text) \(symbol)"
  }
}

extension Problem.Field.Value {
  /// As it is written in files and options.
  package var text: String {
    switch self {
    case .number(let number): number.shortest
    case .choice(let name): name
    case .data(.gaussian(let seed)): String(seed)
    case .data(.files): "own data"
    }
  }
}
