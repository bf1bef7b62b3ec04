/// The shape of one residual network and of the data that it is trained on.
///
/// The kernel path and every order of summation depend on the shape alone.
package struct Shape: Hashable, Sendable {
  /// `L`, the number of residual blocks.
  package var depth: Int
  /// `M`, the hidden width of a block: units, or heads where it has no units.
  package var width: Int
  /// `D`, the embedding dimension.
  package var dimension: Int
  /// `N`, the number of training samples.
  package var samples: Int
  /// `T`, the number of tokens of a sample.
  package var tokens: Int
  /// `d`, the key dimension of an attention head.
  package var keyDimension: Int
  /// `M_A`, the number of heads beside M hidden units, where a layer has both.
  package var heads: Int
  /// `d_in` and `d_out`, the coordinates of samples and of targets where both are embedded.
  package var inputDimension, outputDimension: Int

  package init(
    depth: Int, width: Int, dimension: Int, samples: Int, tokens: Int = 1, keyDimension: Int = 4,
    heads: Int = 4, inputDimension: Int = 5, outputDimension: Int = 5
  ) {
    self.depth = depth
    self.width = width
    self.dimension = dimension
    self.samples = samples
    self.tokens = tokens
    self.keyDimension = keyDimension
    self.heads = heads
    self.inputDimension = inputDimension
    self.outputDimension = outputDimension
  }

  /// `N·T`, the tokens of all samples.
  package var rows: Int { samples * tokens }

  /// Entries of `U`, and of `V`, over all blocks: `L·M·D`.
  package var weights: Int { depth * width * dimension }

  /// `d_in` of the samples.
  package func inputs(_ embedding: EmbeddingName) -> Int { embedding == .none ? dimension : inputDimension }
  /// `d_out` of the targets.
  package func outputs(_ embedding: EmbeddingName) -> Int { embedding == .none ? dimension : outputDimension }
}
