import Dispatch
import EngineInterface
import Model

/// The passes of an ensemble, by one thread or by a team, whichever is faster at the time. The bits are the same.
struct Passes {
  let kernel: any Kernel
  private let team: Team?
  /// Threads that find enough to do.
  private let most: Int
  private var forwardChoice = TeamChoice()
  private var backwardChoice = TeamChoice()

  init(kernel: any Kernel, team: Team?, of ensemble: Ensemble) {
    self.kernel = kernel
    most = ensemble.usefulMembers
    self.team = most > 1 ? team : nil
  }

  /// From samples to outputs.
  mutating func forward(_ ensemble: Ensemble) {
    embed(ensemble)
    passBlocks(ensemble)
    readOut(ensemble)
  }

  /// From the last adjoint, with all steps.
  mutating func backward(_ ensemble: Ensemble) {
    stepBlocks(ensemble)
    if let embedding = ensemble.embedding, embedding.isTrained {
      kernel.step(embedding, last: ensemble.last, adjoint: ensemble.adjoint)
    }
  }

  /// The same outputs, of which nothing is kept for a step.
  mutating func outputs(_ ensemble: Ensemble) {
    embed(ensemble)
    let kernel = kernel
    share(&forwardChoice, ensemble) { kernel.pass($0, member: $1) }
    readOut(ensemble)
  }

  private func embed(_ ensemble: Ensemble) {
    guard let embedding = ensemble.embedding, embedding.isTrained else { return }
    kernel.embed(embedding, into: ensemble.state(0))
  }

  private func readOut(_ ensemble: Ensemble) {
    if let embedding = ensemble.embedding { kernel.readOut(embedding, of: ensemble.last) }
  }

  private mutating func passBlocks(_ ensemble: Ensemble) {
    let kernel = kernel
    share(&forwardChoice, ensemble) { kernel.forward($0, member: $1) }
  }

  private mutating func stepBlocks(_ ensemble: Ensemble) {
    let kernel = kernel
    share(&backwardChoice, ensemble) { kernel.backward($0, member: $1) }
  }

  private func share(
    _ choice: inout TeamChoice, _ ensemble: Ensemble,
    _ pass: @escaping @Sendable (Ensemble, TeamMember) -> Void
  ) {
    guard let team else { return pass(ensemble, .alone) }
    // The members share the ensemble's memory; the kernel tells them apart.
    nonisolated(unsafe) let shared = ensemble
    choice.run(with: team, most: most) { pass(shared, $0) }
  }
}

/// Whether a team is worth it. Its members meet at every block, so that on a machine that others use as well it can
/// be far slower than one thread; both are tried, the slower one ever more rarely.
struct TeamChoice {
  /// Of the last pass of each kind; both are tried first.
  private var secondsAlone: Double?
  private var secondsShared: Double?
  private var untilTrial = 4
  private var interval = 4

  mutating func run(with team: Team, most: Int, _ pass: @escaping Team.Pass) {
    let isTrial = untilTrial == 0
    let teamIsFaster = secondsShared.map { shared in secondsAlone.map { shared < $0 } ?? false } ?? true
    var isShared = isTrial != teamIsFaster
    let start = DispatchTime.now().uptimeNanoseconds
    if isShared {
      // Where nobody helps there is nothing to compare.
      isShared = team.run(most: most, pass) > 1
    } else {
      pass(.alone)
    }
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    if isShared { secondsShared = seconds } else { secondsAlone = seconds }
    untilTrial -= 1
    guard isTrial, let secondsShared, let secondsAlone else { return }
    interval = (secondsShared < secondsAlone) == teamIsFaster ? min(2 * interval, 512) : 4
    untilTrial = interval
  }
}
