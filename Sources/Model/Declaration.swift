extension Problem {
  /// What a program that trains in place of this one says of its network: what cells may differ in, and what it measures. The
  /// rest of the house knows the program by this alone.
  package final class Declaration: Hashable, Sendable {
    package struct Parameter: Hashable, Sendable {
      package var name: String
      package var symbol: String
      package var meaning: String
      /// Of its own, never `data`.
      package var kind: Problem.Field.Kind
      package var usual: Problem.Field.Value
      /// Whether values along an axis have equal ratios, not equal differences.
      package var isLogarithmic: Bool

      package init(
        _ name: String, _ symbol: String, _ meaning: String, _ kind: Problem.Field.Kind,
        usual: Problem.Field.Value, isLogarithmic: Bool
      ) {
        self.name = name
        self.symbol = symbol
        self.meaning = meaning
        self.kind = kind
        self.usual = usual
        self.isLogarithmic = isLogarithmic
      }
    }

    /// What is measured beside the losses.
    package struct Quantity: Hashable, Sendable {
      package var name: String
      package var symbol: String
      package var meaning: String

      package init(_ name: String, _ symbol: String, _ meaning: String) {
        self.name = name
        self.symbol = symbol
        self.meaning = meaning
      }
    }

    /// The program's, in records.
    package let name: String
    /// Its results are those of another program where this differs.
    package let version: String
    package let parameters: [Parameter]
    package let quantities: [Quantity]
    /// Cells that it trains at once.
    package let mostCells: Int
    /// The rows of the table of fields that a problem of it has, in the order of the declaration.
    package let fields: [Problem.Field]

    package init(
      name: String, version: String, parameters: [Parameter], quantities: [Quantity] = [], mostCells: Int = 1
    ) {
      self.name = name
      self.version = version
      self.parameters = parameters
      self.quantities = quantities
      self.mostCells = mostCells
      fields = parameters.indices.map { Problem.Field(declared: parameters[$0], at: $0) }
    }

    /// Every parameter at its default.
    package var defaults: DeclaredValues {
      DeclaredValues(self, version: version, parameters.map(\.usual))
    }

    /// Whether both have the same parameters by name, whatever their versions.
    package func isSameNetwork(as other: Declaration) -> Bool {
      self === other || name == other.name && parameters.map(\.name) == other.parameters.map(\.name)
    }

    package static func == (a: Declaration, b: Declaration) -> Bool {
      a === b
        || (a.name, a.version) == (b.name, b.version)
          && a.parameters == b.parameters && a.quantities == b.quantities
    }

    package func hash(into hasher: inout Hasher) {
      hasher.combine(name)
      hasher.combine(version)
    }
  }

  /// What a cell of a declared network is. It does not depend on what else is said of the parameters and the quantities.
  package struct DeclaredValues: Hashable, Sendable {
    package let declaration: Declaration
    /// Of the program that trained it, which may be older than the declaration.
    package var version: String
    /// In the order of the declaration.
    package var values: [Problem.Field.Value]

    /// - Parameter values: one for each of the parameters.
    package init(_ declaration: Declaration, version: String, _ values: [Problem.Field.Value]) {
      precondition(values.count == declaration.parameters.count, "every parameter has a value")
      self.declaration = declaration
      self.version = version
      self.values = values
    }

    package static func == (a: DeclaredValues, b: DeclaredValues) -> Bool {
      a.version == b.version && a.values == b.values && a.declaration.isSameNetwork(as: b.declaration)
    }

    package func hash(into hasher: inout Hasher) {
      hasher.combine(version)
      hasher.combine(values)
    }
  }
}

package typealias Declaration = Problem.Declaration
package typealias DeclaredValues = Problem.DeclaredValues
