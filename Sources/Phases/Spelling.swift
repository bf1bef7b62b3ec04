import Input

/// Parameters and thresholds may be written in several ways where somebody names them. What the program writes has
/// their names.
package protocol Spelled: CaseIterable {
  /// What errors call one of them.
  static var kind: String { get }
  /// Its name, then what else is as good.
  var spellings: [String] { get }
}

extension Spelled {
  /// The one that is meant, where `sigma-v` is as good as `sigma_v`.
  package init?(spelling: String) {
    let text = spelling.replacing("-", with: "_")
    guard let meant = Self.allCases.first(where: { $0.spellings.contains(text) }) else { return nil }
    self = meant
  }

  /// The same of an option or a file. Throws a `Complaint`.
  init(option name: String) throws {
    guard let meant = Self(spelling: name) else {
      throw Complaint(name.unknown(Self.kind, among: Self.allCases.map { $0.spellings[0] }))
    }
    self = meant
  }
}

extension Parameter: Spelled {
  package static let kind = "parameter"

  /// Its name, its symbol as the screen shows it, and what is typed for the symbol on a keyboard without Greek.
  package var spellings: [String] {
    if choices != nil { return [name] }
    // Symbols may be those of several declared parameters, so that the first would be meant.
    if field.declared != nil { return name == symbol ? [name] : [name, symbol] }
    // σ_u is also σu, sigmau and s_u.
    let others = [
      symbol.replacing("_", with: ""), name.replacing("_", with: ""), symbol.replacing("σ", with: "s"),
    ]
    return [name, symbol, asciiSymbol] + (symbol.hasPrefix("σ_") ? others : [])
  }
}

extension Thresholds.Name: Spelled {
  package static let kind = "threshold"

  /// What is compared with it.
  private var subject: Comparison.Subject? {
    switch self {
    case .feature: .featureUpdate
    case .noise: .displacement
    case .contradiction: .nonlinearity
    case .catapult: .peak
    case .barelyTrained: .end
    // A second threshold of the last loss.
    case .saturatedLoss: nil
    case .saturatedChange: .preactivations
    case .forgotten: .outputWeights
    }
  }

  /// What it was called in files of earlier versions, where the same limit made a cell unstable.
  private var formerNames: [String] { self == .catapult ? ["unstable"] : [] }

  /// Its name, and what the screen calls the quantity that it is a threshold of.
  package var spellings: [String] {
    [rawValue] + (subject.map { [$0.symbols.greek, $0.symbols.ascii] } ?? []) + formerNames
  }
}

/// A problem whose place is not known yet; whoever knows it turns this into a `Refusal`.
struct Complaint: Error, CustomStringConvertible {
  /// What is wrong, and the remedy in the words of a study file.
  var problem: String
  /// The same in the words of the command line.
  var problemOfOptions: String
  var parameter: Parameter?

  init(_ problem: String, about parameter: Parameter? = nil) {
    (self.problem, problemOfOptions) = (problem, problem)
    self.parameter = parameter
  }

  /// - Parameters:
  ///   - setting: what would be right, and the values that it may have in words.
  ///   - otherwise: another remedy.
  init(
    _ problem: String, setting: (parameter: Parameter, values: String), or otherwise: String? = nil,
    about parameter: Parameter
  ) {
    let end = otherwise.map { ", or \($0)" } ?? ""
    self.problem = "\(problem); set \(setting.parameter.name) to \(setting.values)\(end)"
    problemOfOptions = "\(problem); say \(setting.parameter.option) \(setting.values)\(end)"
    self.parameter = parameter
  }

  var description: String { problem }
}

extension Double {
  /// The number that somebody typed. Throws a `Complaint`.
  init(typed text: some StringProtocol) throws {
    guard let value = Double(text) else { throw Complaint("\"\(text)\" is not a number") }
    self = value
  }
}
