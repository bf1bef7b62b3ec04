import Limits
import Model

/// What a network must have for a quantity to be defined; the quantities' rows name it (`QuantityRows.swift`).
package enum Need: CaseIterable, Hashable, Sendable {
  /// The kernel by which infinitely many linearised units learn.
  case kernel
  /// Targets that are labels.
  case labels
  case heldOutSamples
  /// At least two seeds.
  case seeds

  /// What is undefined without it, in a few words.
  package var subject: String {
    switch self {
    case .kernel: "lazy ODE"
    case .labels: "accuracy"
    case .heldOutSamples: "held-out values"
    case .seeds: "spread"
    }
  }

  /// Why a problem does not have it, in words that stand behind what is undefined; `nil` where it has it.
  package func lack(in problem: Problem) -> String? {
    switch self {
    case .kernel: KernelObstacle(in: problem)?.rawValue
    case .labels: problem.loss.isOfLabels ? nil : "needs cross-entropy on labels"
    case .heldOutSamples: problem.test > 0 ? nil : "no held-out samples"
    case .seeds: problem.seedCount > 1 ? nil : "needs two seeds"
    }
  }

  /// What a problem does not have, each with what is undefined without it and why.
  package static func lacking(in problem: Problem) -> [(need: Need, subject: String, reason: String)] {
    allCases.compactMap { need in need.lack(in: problem).map { (need, need.subject, $0) } }
  }
}
