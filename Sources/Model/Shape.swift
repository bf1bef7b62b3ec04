/// The shape of one two-layer-perceptron residual network and of the data that it is trained on.
///
/// The kernel path and every order of summation depend on the shape alone.
package struct Shape: Hashable, Sendable {
  /// `L`, the number of residual blocks.
  package var depth: Int
  /// `M`, the hidden width of a block.
  package var width: Int
  /// `D`, the embedding dimension.
  package var dimension: Int
  /// `N`, the number of training samples.
  package var samples: Int

  package init(depth: Int, width: Int, dimension: Int, samples: Int) {
    self.depth = depth
    self.width = width
    self.dimension = dimension
    self.samples = samples
  }

  /// Entries of `U`, and of `V`, over all blocks: `L·M·D`.
  package var weights: Int { depth * width * dimension }
}
