/// The blocks there are, by their names in files and options.
package enum BlockName: String, CaseIterable, Hashable, Sendable {
  /// M hidden units.
  case perceptron
  /// M attention heads.
  case heads
  /// Attention heads, then M hidden units, each behind a residual branch of its own.
  case transformer
}

/// What a block reads in place of `h`.
public enum NormName: String, CaseIterable, Hashable, Sendable {
  /// `h` itself.
  case none
  /// `h/√(mean_D h² + 1e-6)`, token by token; the residual stream stays as it is.
  case rms
}

/// Which tokens of a sample a token may attend to.
public enum MaskName: String, CaseIterable, Hashable, Sendable {
  /// All.
  case none
  /// Those up to itself.
  case causal
}

/// One residual branch of a layer: what stands behind its `α/(LM)`.
///
/// Units and heads differ in how pre-activations become values, and in how many of both one has. Weights that read `h`
/// stand in one array, (M·inputs, D): those of a unit are its `u`; those of all heads the queries', then the keys', then
/// the values'. Those that write stand in another, (M·outputs, D).
package struct Branch: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case units
    /// With `d`, the key dimension.
    case heads(keyDimension: Int)
  }

  package var kind: Kind
  /// `M`, units or heads.
  package var width: Int

  package init(kind: Kind, width: Int) { (self.kind, self.width) = (kind, width) }

  /// Rows of the reading weights, and of the writing ones, of one unit or head.
  package var inputs: Int { if case .heads(let d) = kind { 3 * d } else { 1 } }
  package var outputs: Int { if case .heads(let d) = kind { d } else { 1 } }
  package var isHeads: Bool { inputs > 1 }

  /// The rows of the block's weights that belong to one unit or head: one of a unit; of a head those of Q, K and W.
  package func readingRows(ofUnit unit: Int) -> [Int] {
    guard case .heads(let d) = kind else { return [unit] }
    return (0..<3).flatMap { array in (0..<d).map { (array * width + unit) * d + $0 } }
  }

  /// The same of the weights that write.
  package func writingRows(ofUnit unit: Int) -> [Int] { (0..<outputs).map { unit * outputs + $0 } }
}

extension BlockName {
  /// Those of every layer, in the order of a pass.
  package func branches(_ shape: Shape) -> [Branch] {
    let units = Branch(kind: .units, width: shape.width)
    func heads(_ count: Int) -> Branch {
      Branch(kind: .heads(keyDimension: shape.keyDimension), width: count)
    }
    return switch self {
    case .perceptron: [units]
    case .heads: [heads(shape.width)]
    case .transformer: [heads(shape.heads), units]
    }
  }
}

extension Problem {
  /// Those of every layer, in the order of a pass.
  package var branches: [Branch] { block.branches(shape) }
}
