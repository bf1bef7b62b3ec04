import ArgumentParser
import Dispatch
import Engine
import EngineInterface
import Foundation
import Model
import Synchronization

/// Times the trainings of a workload.
struct TrainingBenchmark {
  let kernel: any Kernel
  let jobs: Int

  struct Result {
    /// Wall seconds over completed trainings, one seed each: the median and the best of the rounds.
    var median: Double
    var best: Double
    var trainings: Int
    var operationsPerTraining: Double
  }

  struct Disagreement: Error, CustomStringConvertible {
    var kernel: String
    var shape: Shape
    var description: String { "the kernel \(kernel) disagrees with the naive one at \(shape)" }
  }

  /// The first steps of the workload's shapes, shortened, against the naive kernel.
  func check(_ ensembles: [Problem]) throws {
    let slow = Trainer(kernel: NaiveKernel())
    let fast = Trainer(kernel: kernel, threads: jobs)
    for var problem in ensembles {
      problem.shape.depth = min(problem.shape.depth, 3)
      problem.steps = 2
      problem.seedCount = min(problem.seedCount, 2)
      let expected = try measure(problem, on: slow)
      let measured = try measure(problem, on: fast)
      for (a, b) in zip(measured.seeds, expected.seeds) {
        let agrees = zip(a.losses, b.losses).allSatisfy { abs($0 - $1) <= 1e-4 * abs($1) }
        if !agrees { throw Disagreement(kernel: kernel.name, shape: problem.shape) }
      }
    }
  }

  /// Rounds until `seconds` have passed, at least three.
  func time(_ ensembles: [Problem], seconds: Double) throws -> Result {
    // One network alone is shared by all workers; otherwise each worker trains ensembles of its own.
    let isShared = ensembles.count == 1 && ensembles[0].seedCount == 1
    let queue = ensembles.sorted { $0.operations > $1.operations }
    let trainers = (0..<(isShared ? 1 : jobs)).map { _ in
      Trainer(kernel: kernel, threads: isShared ? jobs : 1)
    }
    let work = ensembles.count == 1 && !isShared ? Array(repeating: queue[0], count: jobs) : queue
    let perRound = work.reduce(0) { $0 + $1.seedCount }
    try round(work, trainers)
    var rounds: [Double] = []
    let start = Self.now
    while rounds.count < 3 || Self.now - start < seconds {
      let before = Self.now
      try round(work, trainers)
      rounds.append((Self.now - before) / Double(perRound))
    }
    rounds.sort()
    return Result(
      median: rounds[rounds.count / 2], best: rounds[0], trainings: perRound * rounds.count,
      operationsPerTraining: work.reduce(0) { $0 + $1.operations } / Double(perRound))
  }

  /// Floating-point operations a second of multiplications and additions alone, on all workers together.
  func peak() -> Double {
    let rounds = 40_000_000
    let before = Self.now
    let total = Mutex(0.0)
    DispatchQueue.concurrentPerform(iterations: jobs) { _ in
      let operations = kernel.multiplyAdd(rounds: rounds)
      total.withLock { $0 += operations }
    }
    return total.withLock { $0 } / (Self.now - before)
  }

  /// Each worker takes the next ensemble until there is none.
  private func round(_ work: [Problem], _ trainers: [Trainer]) throws {
    let next = Atomic(0)
    let failure = Mutex<TrainingFailure?>(nil)
    // Every trainer is used by one worker.
    nonisolated(unsafe) let trainers = trainers
    DispatchQueue.concurrentPerform(iterations: trainers.count) { worker in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < work.count else { return }
        do throws(TrainingFailure) {
          _ = try measure(work[index], on: trainers[worker])
        } catch {
          failure.withLock { $0 = error }
        }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}

/// What is timed.
enum Workload: String, CaseIterable, ExpressibleByArgument {
  case cell
  case cellDeep = "cell-deep"
  case cellWide = "cell-wide"
  case heads
  case transformer
  case adam
  case batches
  case referenceRun = "reference-run"
  case fixedDimensionSweep = "fixed-dimension-sweep"
  case meanODE = "mean-ode"
  case firstPicture = "first-picture"
  case keyLatency = "key-latency"
  case open
  case scheduler
  case boundary

  /// The ensembles to train, or nothing for a workload of another kind. All at α = 1, σ = √D and the usual η.
  var ensembles: [Problem]? {
    switch self {
    case .cell: [Self.cell()]
    case .cellDeep: [Self.ensemble(depth: 1000, width: 10, dimension: 10, samples: 10, steps: 50, seeds: 8)]
    case .cellWide: [Self.ensemble(depth: 1000, width: 10, dimension: 100, samples: 10, steps: 50, seeds: 8)]
    case .heads: [Self.attention(.heads, width: 8)]
    case .transformer: [Self.attention(.transformer, width: 64)]
    case .adam: [Self.cell(optimizer: .adam)]
    case .batches: [Self.cell(samples: 1024, batch: 16)]
    case .referenceRun:
      [Self.ensemble(depth: 1000, width: 1000, dimension: 10, samples: 10, steps: 100, seeds: 1)]
    case .fixedDimensionSweep:
      Self.sweepSizes.flatMap { depth in
        Self.sweepSizes.map { width in
          Self.ensemble(depth: depth, width: width, dimension: 10, samples: 10, steps: 100, seeds: 5)
        }
      }
    case .meanODE, .firstPicture, .keyLatency, .open, .scheduler, .boundary: nil
    }
  }

  /// ⌊10^linspace(0, 2.5, 10)⌋, the depths and widths of the paper's notebook.
  static let sweepSizes = [1, 1, 3, 6, 12, 24, 46, 87, 166, 316]

  private static func cell(
    samples: Int = 16, batch: Int = 0, optimizer: OptimizerName = .gradientDescent
  ) -> Problem {
    var problem = ensemble(depth: 64, width: 16, dimension: 32, samples: samples, steps: 50, seeds: 8)
    problem.batch = batch
    problem.optimizer = optimizer
    problem.scaling.eta = optimizer.usualEta
    return problem
  }

  /// 8 heads of 4 coordinates a layer, over 8 samples of 16 tokens; `width` is a transformer's of the units behind.
  private static func attention(_ block: BlockName, width: Int) -> Problem {
    var problem = ensemble(depth: 64, width: width, dimension: 32, samples: 8, steps: 50, seeds: 8)
    problem.block = block
    problem.shape.tokens = 16
    problem.shape.keyDimension = 4
    problem.shape.heads = 8
    return problem
  }

  private static func ensemble(
    depth: Int, width: Int, dimension: Int, samples: Int, steps: Int, seeds: Int
  ) -> Problem {
    let size = Double(dimension).squareRoot()
    return Problem(
      shape: Shape(depth: depth, width: width, dimension: dimension, samples: samples),
      scaling: Scaling(sigmaU: size, sigmaV: size), steps: steps, seedCount: seeds)
  }
}
