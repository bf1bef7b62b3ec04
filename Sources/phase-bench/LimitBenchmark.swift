import Dispatch
import Engine
import EngineInterface
import Foundation
import Limits
import Model
import Synchronization

/// What the Mean ODE costs, for the accuracy of one plain network of depth and width 1000, and how honest its stated
/// error is: against the mean of larger runs, extrapolated in depth, on five draws of the data.
struct LimitBenchmark {
  let kernel: any Kernel
  let jobs: Int

  /// Root mean squares over the five draws.
  struct Result {
    /// Of the plain network: its spread and its bias in depth.
    var plainError = 0.0
    var statedError = 0.0
    /// From the limit's output to that of the larger runs, and what the latter is off by.
    var distance = 0.0
    var referenceError = 0.0
    /// The largest distance in units of both errors, of the five.
    var worst = 0.0
    /// Plain network over limit, medians.
    var operationsRatio = 0.0
    var secondsRatio = 0.0
  }

  private static let draws = 5
  private static let plainSize = 1000
  /// Of the larger runs, so many seeds of this depth and width, and re-split to twice the depth.
  private static let reference = (size: 512, seeds: 32)

  func run(alpha: Double) throws -> Result {
    var result = Result()
    var ratios: [(operations: Double, seconds: Double)] = []
    for draw in 0..<Self.draws {
      let plain = Self.problem(alpha: alpha, draw: draw, size: Self.plainSize, seeds: 1)
      let dataset = Dataset(gaussianSeed: draw, samples: 10, dimension: 10)
      let reference = try reference(alpha: alpha, draw: draw, dataset)
      let trainer = Trainer(kernel: kernel)
      let start = TrainingBenchmark.now
      let limit = try MeanODE.solve(plain, dataset: dataset, accuracy: reference.plainError, trainer: trainer)
      let middle = TrainingBenchmark.now
      _ = try trainer.outputs(plain, dataset: dataset)
      let end = TrainingBenchmark.now
      ratios.append((plain.operations / limit.operations, (end - middle) / (middle - start)))
      let apart = Self.rms(zip(limit.output, reference.output).map { Double($0) - $1 })
      result.plainError += reference.plainError * reference.plainError / Double(Self.draws)
      result.statedError += limit.error * limit.error / Double(Self.draws)
      result.distance += apart * apart / Double(Self.draws)
      result.referenceError += reference.error * reference.error / Double(Self.draws)
      let both = (limit.error * limit.error + reference.error * reference.error).squareRoot()
      result.worst = max(result.worst, apart / both)
    }
    for path in [\Result.plainError, \.statedError, \.distance, \.referenceError] {
      result[keyPath: path] = result[keyPath: path].squareRoot()
    }
    result.operationsRatio = ratios.map(\.operations).sorted()[Self.draws / 2]
    result.secondsRatio = ratios.map(\.seconds).sorted()[Self.draws / 2]
    return result
  }

  private struct Reference {
    var output: [Double]
    var error: Double
    var plainError: Double
  }

  /// `2 f(2L) − f(L)`, the mean over independent seeds.
  private func reference(alpha: Double, draw: Int, _ dataset: Dataset) throws -> Reference {
    let large = Self.problem(alpha: alpha, draw: draw, size: Self.reference.size, seeds: 1)
    let outputs = Mutex<[Int: (coarse: [Float], fine: [Float])]>([:])
    let next = Atomic(0)
    let kernel = kernel
    DispatchQueue.concurrentPerform(iterations: jobs) { _ in
      let trainer = Trainer(kernel: kernel)
      while true {
        let seed = next.add(1, ordering: .relaxed).oldValue
        guard seed < Self.reference.seeds else { return }
        var network = large
        network.firstSeed = seed
        guard let coarse = try? trainer.outputs(network, dataset: dataset)[0].trained,
          let fine = try? trainer.outputs(network.resplit(2), dataset: dataset)[0].trained
        else { continue }
        outputs.withLock { $0[seed] = (coarse, fine) }
      }
    }
    let found = outputs.withLock { outputs in outputs.keys.sorted().compactMap { outputs[$0] } }
    guard found.count == Self.reference.seeds else { throw TrainingFailure.cancelled }
    let count = Double(found.count)
    let entries = dataset.x.count
    var (output, variance, plain, bias) = ([Double](), 0.0, 0.0, [Double]())
    for entry in 0..<entries {
      let values = found.map { 2 * Double($0.fine[entry]) - Double($0.coarse[entry]) }
      let mean = values.reduce(0, +) / count
      let coarse = found.map { Double($0.coarse[entry]) }
      let coarseMean = coarse.reduce(0, +) / count
      output.append(mean)
      bias.append(coarseMean - mean)
      variance += values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) / Double(entries)
      plain += coarse.reduce(0) { $0 + ($1 - coarseMean) * ($1 - coarseMean) } / (count - 1) / Double(entries)
    }
    // Both parts at the plain network's size.
    let ratio = Double(Self.reference.size) / Double(Self.plainSize)
    let plainBias = Self.rms(bias) * ratio
    return Reference(
      output: output, error: (variance / count).squareRoot(),
      plainError: (plain * ratio * ratio + plainBias * plainBias).squareRoot())
  }

  private static func problem(alpha: Double, draw: Int, size: Int, seeds: Int) -> Problem {
    let root = 10.0.squareRoot()
    return Problem(
      shape: Shape(depth: size, width: size, dimension: 10, samples: 10),
      scaling: Scaling(alpha: alpha, sigmaU: root, sigmaV: root), steps: 50, data: .gaussian(seed: draw),
      seedCount: seeds)
  }

  private static func rms(_ values: [Double]) -> Double {
    (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
  }
}
