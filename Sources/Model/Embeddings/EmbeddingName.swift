/// How samples become states and states outputs, by the names in files and options.
package enum EmbeddingName: String, CaseIterable, Hashable, Sendable {
  /// `h_0 = x` and `y = h_L`: samples and targets have D coordinates.
  case none
  /// `h_0 = W_E x` and `y = W_Uᵀ h_L/D` with matrices that stay as they were drawn.
  case fixed
  /// The same with matrices that take steps of their own.
  case trained

  package var isTrained: Bool { self == .trained }
}

extension Shape {
  /// `d_in` of the samples.
  package func inputs(_ embedding: EmbeddingName) -> Int { embedding == .none ? dimension : inputDimension }
  /// `d_out` of the targets.
  package func outputs(_ embedding: EmbeddingName) -> Int { embedding == .none ? dimension : outputDimension }
}

extension Problem {
  /// `d_in`, the coordinates of a sample, or of a token of it.
  package var inputs: Int { shape.inputs(embedding) }
  /// `d_out`, those of a target: the number of classes where these are labels.
  package var outputs: Int { shape.outputs(embedding) }
}
