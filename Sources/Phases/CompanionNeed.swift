import Engine
import Model

extension Rule {
  /// The first rules need no unit of `φ`: they hold, or not, whatever the critical companion is.
  fileprivate static let countWithoutUnit = all.firstIndex { $0.reason == .noRuler } ?? all.count
}

extension Measurement {
  /// Whether the regime after the last step depends on the critical companion: unless half of the seeds are unstable or
  /// dominated by noise, to which ties go.
  package func needsCompanion(_ thresholds: Thresholds) -> Bool {
    guard problem.hasCompanion else { return false }
    let last = measuredSteps.count - 1
    let sure = views.count { seed in
      let evidence = Evidence(seed, problem: problem, measuredStep: last, ruler: .none)
      let rule = Rule.deciding(evidence, thresholds)
      return rule < Rule.countWithoutUnit && Rule.all[rule].regime == .divergent
    }
    return sure == 0 || 2 * sure < views.count
  }
}
