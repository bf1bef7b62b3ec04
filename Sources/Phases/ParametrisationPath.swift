import Input
import Model
import RealModule

/// How a parametrisation changes α, σ_v and η with the size of a network: each is a product of powers of depth, width and
/// dimension, through its value where the path begins.
package struct ParametrisationPath: Hashable, Sendable {
  /// Exponents by size.
  package typealias Powers = [Parameter: Double]

  /// What changes by itself along a path.
  package static let sizes: [Parameter] = [.depth, .width, .dimension]
  /// What follows the sizes.
  package static let followers: [Parameter] = [.alpha, .sigmaV, .eta]

  /// What commands, tables and figures call it.
  package let name: String
  /// Who scales like this; empty for the user's own.
  package let meaning: String
  /// Of the followers that it says something of.
  private let powers: [Parameter: Powers]

  package init(name: String, meaning: String = "", powers: [Parameter: Powers]) {
    self.name = name
    self.meaning = meaning
    self.powers = powers
  }

  /// Whether it says how the follower goes.
  package func states(_ follower: Parameter) -> Bool { powers[follower] != nil }

  /// The power of a size in a follower. Where nothing is said σ_v is proportional to √D, as it is everywhere, and the
  /// others stay.
  package func exponent(of follower: Parameter, in size: Parameter) -> Double {
    let usual: Powers = follower == .sigmaV ? [.dimension: 0.5] : [:]
    return (powers[follower] ?? usual)[size] ?? 0
  }

  /// A follower at these sizes in units of its value at others.
  package func factor(
    of follower: Parameter, from start: [Parameter: Double], to end: [Parameter: Double]
  ) -> Double {
    Self.sizes.reduce(1) { factor, size in
      let exponent = exponent(of: follower, in: size)
      guard exponent != 0, let from = start[size], let to = end[size], from != to else { return factor }
      return factor * Double.pow(to / from, exponent)
    }
  }

  /// In one line: `α ∝ L^0.5`, `α stays`.
  package var rule: String { rule(\.symbol, "∝") }
  /// The same without Greek: `alpha ~ L^0.5`.
  package var asciiRule: String { rule(\.asciiSymbol, "~") }

  private func rule(_ symbol: (Parameter) -> String, _ proportional: String) -> String {
    let stated = Self.followers.filter { states($0) || $0 == .alpha }
    return stated.map { follower in
      let factors = Self.sizes.compactMap { size -> String? in
        let exponent = exponent(of: follower, in: size)
        if exponent == 0 { return nil }
        return exponent == 1 ? symbol(size) : "\(symbol(size))^\(exponent.shortest)"
      }
      return factors.isEmpty
        ? "\(symbol(follower)) stays"
        : "\(symbol(follower)) \(proportional) \(factors.joined(separator: " "))"
    }.joined(separator: ", ")
  }
}

extension ParametrisationPath {
  /// Those that have a name here: a row each.
  package static let builtIns = [
    ParametrisationPath(name: "completep", meaning: "CompleteP", powers: [:]),
    ParametrisationPath(name: "depth-mup", meaning: "depth-μP", powers: [.alpha: [.depth: 0.5]]),
    ParametrisationPath(
      name: "standard", meaning: "the standard parametrisation, and μP", powers: [.alpha: [.depth: 1]]),
  ]

  /// By its name, where `mup` is as good as `standard`.
  package init?(named name: String) {
    let name = name == "mup" ? "standard" : name
    guard let path = Self.builtIns.first(where: { $0.name == name }) else { return nil }
    self = path
  }
}
