import Model

/// What the networks of a problem are made of and trained by, as it is told to people.
extension Problem {
  /// Told whatever it is.
  private static let told: [Parameter] = [.block, .activation, .optimizer, .loss, .task, .embedding]
  /// Told where it is not at its default.
  private static let others: [Parameter] = [.norm, .mask, .batch]
  /// Whose names say by themselves what they are of.
  private static let plain: Set<Parameter> = [.block, .activation, .optimizer]

  /// `perceptron blocks`, `tanh units`, …: all that the networks have, part by part.
  package var phrases: [String] { words { $0.phrase($1) } }

  /// The same in fewer words: `perceptron`, `tanh`, …
  package var shortPhrases: [String] {
    words { Self.plain.contains($0) ? $1.text : $0.phrase($1) }
  }

  private func words(_ text: (Parameter, Parameter.Value) -> String) -> [String] {
    if let declared { return ["trained by \(declared.declaration.name)", "version \(declared.version)"] }
    let parameters = Self.told + Self.others.filter { !$0.field.isDefault(in: self) }
    return parameters.compactMap { parameter in
      // Heads have no units.
      if parameter == .activation, block == .heads { return nil }
      if parameter == .task, case .files = data { return "own data" }
      return text(parameter, parameter.field.value(self))
    }
  }
}

extension Study {
  /// A parameter that is the same in all cells and worth a word: what is fixed, or follows from that and is not what it
  /// usually is.
  package func told(_ parameter: Parameter) -> Parameter.Value? {
    if let value = fixed[parameter] { return value }
    guard parameter.field.traits.contains(.followsParts), !sets(parameter) else { return nil }
    let value = defaultValue(of: parameter)
    return value == parameter.defaultValue ? nil : value
  }
}
