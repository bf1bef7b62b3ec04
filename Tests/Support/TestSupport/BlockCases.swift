import Model

/// Networks of every block, mask and norm at odd shapes, among them one of everything and both meanings of lanes.
package let blockCases: [(Shape, Parts)] = {
  func parts(
    _ block: BlockName, _ activation: ActivationName = .tanh, norm: NormName = .none, mask: MaskName = .none,
    _ optimizer: OptimizerName = .gradientDescent
  ) -> Parts {
    var parts = Parts(activation: activation, optimizer: optimizer)
    (parts.block, parts.norm, parts.mask) = (block, norm, mask)
    return parts
  }
  func shape(
    _ depth: Int, _ width: Int, _ dimension: Int, _ samples: Int, tokens: Int, d: Int = 1, heads: Int = 1
  ) -> Shape {
    Shape(
      depth: depth, width: width, dimension: dimension, samples: samples, tokens: tokens, keyDimension: d,
      heads: heads)
  }
  return [
    (shape(2, 5, 4, 3, tokens: 3), parts(.perceptron, .gelu)),
    (shape(3, 7, 5, 4, tokens: 1), parts(.perceptron, norm: .rms)),
    (shape(2, 130, 6, 3, tokens: 2), parts(.perceptron, .gelu, norm: .rms, .adam)),
    // In pieces, of which the last is smaller; with many units across.
    (shape(2, 40, 7, 20, tokens: 1), parts(.perceptron)),
    (shape(2, 5, 4, 150, tokens: 1), parts(.perceptron, .gelu, norm: .rms, .adam)),
    (shape(2, 130, 3, 47, tokens: 3), parts(.perceptron, .gelu, .momentum)),
    (shape(2, 6, 9, 13, tokens: 3, d: 2), parts(.heads, .tanh, .adam)),
    (shape(2, 35, 5, 27, tokens: 5, d: 3, heads: 4), parts(.transformer, norm: .rms)),
    (shape(1, 1, 1, 1, tokens: 1), parts(.heads)),
    (shape(3, 2, 5, 1, tokens: 1, d: 3), parts(.heads)),
    (shape(2, 1, 3, 2, tokens: 5), parts(.heads, mask: .causal)),
    (shape(2, 3, 7, 2, tokens: 4, d: 3), parts(.heads, .tanh, .momentum)),
    (shape(4, 5, 6, 3, tokens: 7, d: 2), parts(.heads, norm: .rms, mask: .causal, .adam)),
    (shape(1, 1, 1, 1, tokens: 1), parts(.transformer)),
    (shape(2, 5, 4, 3, tokens: 3, d: 2, heads: 3), parts(.transformer, .gelu, .sign)),
    (shape(3, 3, 6, 2, tokens: 5, d: 4, heads: 2), parts(.transformer, .relu, norm: .rms, .adam)),
    (shape(2, 120, 5, 2, tokens: 4, d: 2, heads: 3), parts(.transformer, mask: .causal)),
  ]
}()
