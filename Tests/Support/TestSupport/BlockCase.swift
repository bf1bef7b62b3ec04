import Model

/// A block and what surrounds it: kind, activation, mask, norm and shape.
package struct BlockCase: CustomStringConvertible, Sendable {
  package var shape: Shape
  package var branch: Branch
  package var activation: ActivationName
  package var mask: MaskName
  package var norm: NormName

  package init(
    shape: Shape, branch: Branch, activation: ActivationName = .tanh, mask: MaskName = .none, norm: NormName
  ) {
    self.shape = shape
    self.branch = branch
    self.activation = activation
    self.mask = mask
    self.norm = norm
  }

  package var description: String {
    let kind = branch.isHeads ? "heads, \(mask)" : "\(activation)"
    let (n, t, dimension, d) = (shape.samples, shape.tokens, shape.dimension, shape.keyDimension)
    return "\(kind), norm \(norm), N \(n), T \(t), D \(dimension), M \(branch.width), d \(d)"
  }

  /// Ones, primes and odd sizes: N, T, D, M, d.
  package static let shapes: [Shape] = [
    (1, 1, 1, 1, 1), (3, 1, 5, 1, 1), (2, 1, 4, 3, 3), (1, 5, 4, 1, 3), (2, 3, 1, 2, 2), (3, 5, 7, 3, 1),
    (2, 5, 6, 3, 3),
  ].map { Shape(depth: 1, width: $0.3, dimension: $0.2, samples: $0.0, tokens: $0.1, keyDimension: $0.4) }

  /// Every block × activation × norm × mask over the shapes.
  package static let all: [BlockCase] = shapes.flatMap { shape in
    NormName.allCases.flatMap { norm in
      let units = Branch(kind: .units, width: shape.width)
      let heads = Branch(kind: .heads(keyDimension: shape.keyDimension), width: shape.width)
      return ActivationName.allCases.map {
        BlockCase(shape: shape, branch: units, activation: $0, norm: norm)
      }
        + MaskName.allCases.map {
          BlockCase(shape: shape, branch: heads, mask: $0, norm: norm)
        }
    }
  }

  /// Numbers from −`size` to `size`.
  package static func draw(
    _ count: Int, _ size: Double, _ generator: inout SplitMix
  ) -> [Double] {
    (0..<count).map { _ in size * Double.random(in: -1...1, using: &generator) }
  }

  /// Arrays of the shapes of the block's weights.
  package func weights(_ size: Double, _ generator: inout SplitMix) -> [[Double]] {
    [branch.inputs, branch.outputs].map {
      Self.draw(branch.width * $0 * shape.dimension, size, &generator)
    }
  }

  /// Weights of the size `√D`, so that pre-activations are of the order of 1.
  package func block(_ generator: inout SplitMix) -> ResidualBranch<Double> {
    ResidualBranch(
      branch, shape, activation: activation, mask: mask, norm: norm,
      weights: weights(2 * Double(shape.dimension).squareRoot(), &generator))
  }

  /// (N·T, D)
  package func state(_ generator: inout SplitMix) -> [Double] {
    Self.draw(shape.rows * shape.dimension, 1.7, &generator)
  }
}
