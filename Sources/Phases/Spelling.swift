import Input

/// How parameters and thresholds may be written where somebody names them. What the program writes has their names.
extension Parameter {
  /// Its name, its symbol as the screen shows it, and what is typed for the symbol on a keyboard without Greek.
  package var spellings: [String] {
    if choices != nil { return [name] }
    // σ_u is also σu, sigmau and s_u.
    let others = [
      symbol.replacing("_", with: ""), name.replacing("_", with: ""), symbol.replacing("σ", with: "s"),
    ]
    return [name, symbol, asciiSymbol] + (symbol.hasPrefix("σ_") ? others : [])
  }

  /// The parameter that is meant, where `sigma-v` is as good as `sigma_v`.
  package init?(spelling: String) {
    let text = spelling.replacing("-", with: "_")
    guard let meant = Self.allCases.first(where: { $0.spellings.contains(text) }) else { return nil }
    self = meant
  }

  /// The same of an option. Throws a `Complaint`.
  init(option name: String) throws {
    guard let parameter = Parameter(spelling: name) else {
      throw Complaint(name.unknown("parameter", among: Parameter.allCases.map(\.name)))
    }
    self = parameter
  }
}

extension Thresholds.Name {
  /// What is compared with it.
  private var subject: Comparison.Subject {
    switch self {
    case .feature: .featureUpdate
    case .noise: .displacement
    case .unstable: .peak
    case .barelyTrained: .end
    case .forgotten: .outputWeights
    }
  }

  /// Its name, and what the screen calls the quantity that it is a threshold of.
  package var spellings: [String] { [rawValue, subject.symbols.greek, subject.symbols.ascii] }

  package init?(spelling: String) {
    let text = spelling.replacing("-", with: "_")
    guard let meant = Self.allCases.first(where: { $0.spellings.contains(text) }) else { return nil }
    self = meant
  }

  /// Throws a `Complaint`.
  init(named name: String) throws {
    guard let known = Self(spelling: name) else {
      throw Complaint(name.unknown("threshold", among: Self.allCases.map(\.rawValue)))
    }
    self = known
  }
}
