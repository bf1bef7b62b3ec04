import RealModule
import Synchronization

/// The second moment of what attention heads give before any training: what `E σ(a Z)²` is to hidden units.
package enum HeadMoment {
  /// Numbers drawn for one value: its error is about one per cent.
  private static let draws = 4096

  private struct Arguments: Hashable, Sendable {
    let a: Double
    let dimension, tokens, keyDimension: Int
    let mask: MaskName
  }

  /// Every cell of a diagram asks for it, and few of them for another.
  private static let known = Mutex<[Arguments: Double]>([:])
  private static let mostKnown = 1024

  /// `d·E c²`, the mean square of a head's values summed over its d rows, for tokens of independent standard normal
  /// entries.
  ///
  /// The scores of one query are `a² √(χ²_d)/d` times the tokens' coordinates `z` along one direction. With `w_t′` of
  /// variance `a²` an entry, `E c² = a² E ‖Σ_t′ A h_t′‖²/D = a² E [(1 − 1/D) Σ_t′ A² + (Σ_t′ A z_t′)²/D]`: attention prefers
  /// tokens that lie alike. The mean is over numbers from a fixed generator.
  /// - Parameter a: `σ_u r/√D`, positive.
  package static func meanSquare(
    _ a: Double, dimension: Int, tokens: Int, keyDimension: Int, mask: MaskName
  ) -> Double {
    let arguments = Arguments(
      a: a, dimension: dimension, tokens: tokens, keyDimension: keyDimension, mask: mask)
    if let value = known.withLock({ $0[arguments] }) { return value }
    let value = mean(arguments)
    known.withLock { known in
      if known.count >= mostKnown { known = [:] }
      known[arguments] = value
    }
    return value
  }

  private static func mean(_ arguments: Arguments) -> Double {
    let (a, tokens, keyDimension) = (arguments.a, arguments.tokens, arguments.keyDimension)
    var generator = Generator()
    let rounds = max(16, draws / tokens)
    var sum = 0.0
    for round in 0..<rounds {
      var squares = 0.0
      for _ in 0..<min(keyDimension, 64) {
        let z = generator.normal()
        squares += z * z
      }
      // The mean of further squares stands for them.
      squares += Double(keyDimension - min(keyDimension, 64))
      let scale = a * a * squares.squareRoot() / Double(keyDimension)
      // Under a mask the tokens' places are gone through in turn.
      let seen = arguments.mask == .causal ? round % tokens + 1 : tokens
      let coordinates = (0..<seen).map { _ in generator.normal() }
      let most = coordinates.max() ?? 0
      let weights = coordinates.map { Double.exp(scale * ($0 - most)) }
      let total = weights.reduce(0, +)
      let share = 1 / Double(arguments.dimension)
      let along = zip(weights, coordinates).reduce(0) { $0 + $1.0 * $1.1 } / total
      sum += (1 - share) * weights.reduce(0) { $0 + $1 * $1 } / (total * total) + share * along * along
    }
    return Double(keyDimension) * a * a * sum / Double(rounds)
  }

  /// Standard normal numbers, the same in every call (SplitMix64; Box and Muller).
  private struct Generator {
    private var state: UInt64 = 0x9E37_79B9
    private var spare: Double?

    mutating func normal() -> Double {
      if let spare {
        self.spare = nil
        return spare
      }
      let radius = (-2 * Double.log(uniform())).squareRoot()
      let angle = 2 * Double.pi * uniform()
      spare = radius * Double.sin(angle)
      return radius * Double.cos(angle)
    }

    /// In (0, 1).
    private mutating func uniform() -> Double {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return (Double((z ^ (z >> 31)) >> 11) + 0.5) / 0x1p53
    }
  }
}

extension Problem {
  /// `E Σ‖value‖²` of one unit or head of a branch before training: of units `E σ(a Z)²`, of heads `d·E c²`, for data of
  /// which entries have the rms `r`.
  package func meanSquare(of branch: Branch, rms: Double) -> Double {
    let read = norm == .rms ? 1 : rms
    let a = scaling.sigmaU * read / Double(shape.dimension).squareRoot()
    return switch branch.kind {
    case .units: activation.meanSquare(a)
    case .heads(let d):
      HeadMoment.meanSquare(
        a, dimension: shape.dimension, tokens: shape.tokens, keyDimension: d, mask: mask)
    }
  }
}
