import EngineInterface
import Model

/// The losses of one seed on held-out samples; `nan` where it had stopped.
package struct HeldOutLosses: Hashable, Sendable {
  /// Before the first step, and after the last.
  package var initial: Float = .nan
  package var final: Float = .nan

  package init() {}
}

/// Samples that nothing is trained on, and what the networks of an ensemble make of them.
///
/// They have memory of their own, into which weights are only copied, so that they change no bit of the training.
struct HeldOut {
  private let ensemble: Ensemble
  /// As it is loaded.
  let dataset: Dataset
  private let kernel: any Kernel
  private let team: Team?

  /// Tokens that pass the networks at once: more would only take more memory.
  private static let mostRows = 64

  /// What the memory is asked for with.
  static func problem(_ problem: Problem) -> Problem {
    measuring(problem, samples: problem.test)
  }

  /// Networks that take no steps of their own, on as many of so many samples as pass at once.
  static func measuring(_ problem: Problem, samples: Int) -> Problem {
    var measuring = problem
    measuring.shape.samples = min(max(samples, 1), max(1, mostRows / problem.shape.tokens))
    // What an optimizer keeps is of no use to them.
    measuring.optimizer = .gradientDescent
    return measuring
  }

  /// - Parameter ensemble: of the shape of `HeldOut.problem`.
  init(ensemble: Ensemble, dataset: Dataset, kernel: any Kernel, team: Team?) {
    self.ensemble = ensemble
    self.dataset = dataset
    self.kernel = kernel
    self.team = team
  }

  /// What comes out for every held-out sample, (T, d_out), by the weights as they are now.
  func outputs(of trained: Ensemble, displacement: inout Displacement) -> [SIMD8<Float>] {
    copyWeights(of: trained)
    let (rows, columns) = (ensemble.shape.rows, dataset.inputs)
    var passes = Passes(kernel: kernel, team: team, of: ensemble)
    var outputs: [SIMD8<Float>] = []
    outputs.reserveCapacity(dataset.y.count)
    for row in stride(from: 0, to: dataset.rows, by: rows) {
      let (samples, start) = (ensemble.input, row * columns)
      for i in 0..<rows * columns {
        samples[i] = SIMD8(repeating: start + i < dataset.x.count ? dataset.x[start + i] : 0)
      }
      passes.outputs(ensemble)
      let count = min(rows, dataset.rows - row)
      displacement.add(ensemble, rows: count)
      let output = ensemble.output
      for i in 0..<count * dataset.outputs { outputs.append(output[i]) }
    }
    return outputs
  }

  func outputs(of trained: Ensemble) -> [SIMD8<Float>] {
    var displacement = Displacement()
    return outputs(of: trained, displacement: &displacement)
  }

  /// Takes the weights, and the scale of the blocks, as they are now.
  func copyWeights(of trained: Ensemble) {
    ensemble.take([.inputWeights, .outputWeights], of: trained)
    ensemble.branch.update(from: trained.branch, count: trained.branchCount)
    if let embedding = trained.embedding { ensemble.embedding?.copyWeights(of: embedding) }
  }

  /// Of one lane's outputs.
  func loss(_ outputs: [Float]) -> Float { dataset.rowwiseLoss(ensemble.loss, of: outputs) }
}
