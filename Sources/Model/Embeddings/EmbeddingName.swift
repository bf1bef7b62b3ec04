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
