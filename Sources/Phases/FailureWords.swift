import Engine

extension TrainingFailure {
  /// What a person is told.
  package var words: String {
    switch self {
    case .cancelled: "the training was cancelled"
    case .outOfMemory(let bytes):
      "there is no memory for the \(Self.size(bytes)) of this training"
    case .diverged: "a training did not stay finite"
    case .ofTrainer(let reason): reason
    case .unreachable(let error): "its limit is only known to \(error.roundedToSixDigits.shortest)"
    }
  }

  private static func size(_ bytes: Double) -> String {
    if bytes < 1e9 { return "\((bytes / 1e6).rounded().shortest) MB" }
    return "\(((bytes / 1e8).rounded() / 10).shortest) GB"
  }
}
