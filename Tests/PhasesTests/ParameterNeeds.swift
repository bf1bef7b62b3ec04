import Phases

extension Parameter {
  /// What a study must have as well for the parameter to mean something.
  var needs: [(parameter: Parameter, value: Value)] {
    switch self {
    case .inputDimension, .outputDimension: [(.embedding, "fixed")]
    case .heads: [(.block, "transformer")]
    case .keyDimension, .mask: [(.block, "transformer")]
    case .beta1, .beta2, .epsilon: [(.optimizer, "adam")]
    case .loss: [(.embedding, "trained")]
    default: []
    }
  }
}

extension [String] {
  /// Each once, a line each.
  var uniqued: String { Set(self).sorted().joined(separator: "\n") }
}
