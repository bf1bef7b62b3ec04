import Input
import Model

/// What a study can name: the parameters of its network and the quantities of its cells. Those that are built in, or those
/// that a trainer declares.
package final class Vocabulary: Hashable, Sendable {
  /// `nil`: the built-in networks.
  package let declaration: Declaration?
  /// In the order in which people see them.
  package let parameters: [Parameter]
  /// Those whose default follows from other fields.
  let followers: [Parameter]
  package let quantities: QuantityTable
  /// By which seeds are judged, and which name the regimes.
  package let rules: Rulebook

  package static let builtIn = Vocabulary(nil, Parameter.allCases, Quantity.builtIn, .builtIn)

  /// Of a declared network: its parameters, the losses, and what else it measures.
  package convenience init(_ declaration: Declaration) {
    let own = declaration.quantities.enumerated().map { Quantity($0.element, at: $0.offset) }
    self.init(
      declaration, declaration.fields.map(Parameter.init(field:)), QuantityTable(Quantity.ofLosses + own),
      Rulebook.of(declaration))
  }

  /// The same with a study's own rules.
  func judging(by rules: Rulebook) -> Vocabulary {
    Vocabulary(declaration, parameters, quantities, rules)
  }

  private init(
    _ declaration: Declaration?, _ parameters: [Parameter], _ quantities: QuantityTable, _ rules: Rulebook
  ) {
    self.rules = rules
    self.declaration = declaration
    self.parameters = parameters
    self.quantities = quantities
    followers = parameters.filter { $0.field.follows }
  }

  package var isBuiltIn: Bool { declaration == nil }

  package func parameter(named name: String) -> Parameter? { parameters.first { $0.name == name } }

  /// The one that is meant, where `sigma-v` is as good as `sigma_v`.
  package func parameter(spelling: String) -> Parameter? {
    let text = spelling.replacing("-", with: "_")
    return parameters.first { $0.spellings.contains(text) }
  }

  /// The same of an option or a file. Throws a `Complaint`.
  func parameter(option name: String) throws -> Parameter {
    guard let meant = parameter(spelling: name) else {
      throw Complaint(name.unknown(Parameter.kind, among: parameters.map(\.name)))
    }
    return meant
  }

  /// Says which could be one.
  func noAxis(_ parameter: Parameter) -> Complaint {
    let axes = parameters.filter(\.mayBeAxis).map(\.name).joined(separator: ", ")
    return Complaint("\(parameter.name) cannot be an axis; one of: \(axes)")
  }

  package static func == (a: Vocabulary, b: Vocabulary) -> Bool {
    a === b || a.declaration == b.declaration && a.rules == b.rules
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(declaration) }
}
