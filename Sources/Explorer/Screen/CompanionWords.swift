import Sweep
import Terminal

/// What is said of a critical companion in training.
package enum CompanionWords {
  /// Where nothing can be told before it is trained, the longest first.
  package static func waiting(_ progress: CompanionProgress?) -> [String] {
    let words = "critical companion first"
    guard let progress else { return [words] }
    let left = Figures.duration(seconds: progress.secondsLeft)
    let told = "\(percent(progress)), \(left) left"
    return [
      "\(words): \(told)", "companion first: \(told)", "companion: \(told)", "companion: \(left) left",
      "companion: \(percent(progress))",
    ]
  }

  /// Beside cells that are told meanwhile; nothing of one that is soon there.
  package static func beside(_ progress: CompanionProgress?) -> String? {
    guard let progress, progress.secondsLeft >= 1 else { return nil }
    let place = progress.place.isEmpty ? "" : " of \(progress.place)"
    return "companion\(place): \(percent(progress)), \(Figures.duration(seconds: progress.secondsLeft)) left"
  }

  private static func percent(_ progress: CompanionProgress) -> String { "\(Int(progress.share * 100)) %" }
}
