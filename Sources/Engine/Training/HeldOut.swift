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
  private let dataset: Dataset
  private let kernel: any Kernel

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
  init(ensemble: Ensemble, dataset: Dataset, kernel: any Kernel) {
    self.ensemble = ensemble
    self.dataset = dataset
    self.kernel = kernel
  }

  /// `h_L` of every held-out sample, (T, D), by the weights as they are now.
  func outputs(of trained: Ensemble) -> [SIMD8<Float>] {
    copyWeights(of: trained)
    let shape = ensemble.shape
    var outputs: [SIMD8<Float>] = []
    outputs.reserveCapacity(dataset.x.count)
    let size = shape.rows * shape.dimension
    for start in stride(from: 0, to: dataset.x.count, by: size) {
      let samples = ensemble.state(0)
      for i in 0..<size {
        samples[i] = SIMD8(repeating: start + i < dataset.x.count ? dataset.x[start + i] : 0)
      }
      kernel.forward(ensemble, member: .alone)
      let last = ensemble.state(ensemble.blockCount)
      for i in 0..<min(size, dataset.x.count - start) { outputs.append(last[i]) }
    }
    return outputs
  }

  /// Takes the weights, and the scale of the blocks, as they are now.
  func copyWeights(of trained: Ensemble) {
    ensemble.take([.inputWeights, .outputWeights], of: trained)
    ensemble.branch.update(from: trained.branch, count: trained.branchCount)
  }

  /// `‖h_L − Y‖²/(TD)` of one lane's outputs.
  func loss(_ outputs: [Float]) -> Float {
    let (d, count) = (dataset.dimension, dataset.samples)
    var residual = [Float](repeating: 0, count: d)
    var sum = 0.0
    outputs.withUnsafeBufferPointer { outputs in
      dataset.y.withUnsafeBufferPointer { targets in
        residual.withUnsafeMutableBufferPointer { residual in
          guard let output = outputs.baseAddress, let target = targets.baseAddress,
            let residual = residual.baseAddress
          else { return }
          for row in stride(from: 0, to: count * d, by: d) {
            sum += Double(
              ensemble.loss.with(
                RowLoss(output: output + row, target: target + row, count: d, residual: residual)))
          }
        }
      }
    }
    return Float(sum / Double(count * d))
  }
}

/// The loss of one sample.
private struct RowLoss: LossUse {
  let output, target: UnsafePointer<Float>
  let count: Int
  let residual: UnsafeMutablePointer<Float>

  func with<L: Loss>(_ loss: L.Type) -> Float {
    L.sample(output, target: target, count: count, residual: residual)
  }
}
