import Engine
import Model
import Synchronization

/// Limits that were solved, for surveyors that come and go: those of one data set.
package final class KnownLimits: Sendable {
  private struct Entries {
    /// By problem; `nil` where there is no limit, or none that is known well enough to measure from.
    var limits: [Problem: SolvedLimit?] = [:]
    /// The same of the Neural Tangent ODE by its kernel.
    var tangentLimits: [Problem: SolvedLimit?] = [:]
    /// By the large network that stands for the limit.
    var norms: [Problem: DepthNorms] = [:]
  }

  private let entries = Mutex(Entries())

  package init() {}

  func limit(
    of problem: Problem, otherwise solve: () throws(TrainingFailure) -> SolvedLimit?
  ) throws(TrainingFailure) -> SolvedLimit? {
    if let known = entries.withLock({ $0.limits[problem] }) { return known }
    let limit = try solve()
    entries.withLock { $0.limits[problem] = .some(limit) }
    return limit
  }

  func tangentLimit(
    of problem: Problem, otherwise solve: () throws(TrainingFailure) -> SolvedLimit?
  ) throws(TrainingFailure) -> SolvedLimit? {
    if let known = entries.withLock({ $0.tangentLimits[problem] }) { return known }
    let limit = try solve()
    entries.withLock { $0.tangentLimits[problem] = .some(limit) }
    return limit
  }

  func norms(
    of network: Problem, otherwise measure: () throws(TrainingFailure) -> DepthNorms
  ) throws(TrainingFailure) -> DepthNorms {
    if let known = entries.withLock({ $0.norms[network] }) { return known }
    let norms = try measure()
    entries.withLock { $0.norms[network] = norms }
    return norms
  }
}
