import Engine
import Model
import Testing

@testable import Limits

@Suite struct LinearMeanODETests {
  private let dataset = Dataset(gaussianSeed: 1, samples: 3, dimension: 4)

  private func problem(
    alpha: Double = 1, sigmaV: Double = 2, depth: Int = 1, width: Int = 1, steps: Int = 12,
    initialization: Initialization = .independent
  ) -> Problem {
    Problem(
      shape: Shape(depth: depth, width: width, dimension: 4, samples: 3),
      scaling: Scaling(alpha: alpha, sigmaU: 2, sigmaV: sigmaV, eta: 0.5), steps: steps,
      activation: .linear, initialization: initialization, seedCount: 16)
  }

  /// `exp(−η(1 + min(S², 1)) G) X`, `G = Σ_n B hᵀ` before the step, by its series.
  private func outputAfterOneStep(_ alpha: Double) -> [Double] {
    let (x, y) = (dataset.x.map(Double.init), dataset.y.map(Double.init))
    let rate = -0.5 * (1 + min(alpha * alpha, 1)) / 12
    func apply(_ states: [Double]) -> [Double] {
      (0..<12).map { entry in
        let (sample, i) = (entry / 4, entry % 4)
        return rate
          * (0..<3).reduce(0) { sum, n in
            let product = (0..<4).reduce(0) { $0 + x[n * 4 + $1] * states[sample * 4 + $1] }
            return sum + (x[n * 4 + i] - y[n * 4 + i]) * product
          }
      }
    }
    var (sum, term) = (x, x)
    for order in 1...30 {
      term = apply(term).map { $0 / Double(order) }
      sum = zip(sum, term).map { $0 + $1 }
    }
    return sum
  }

  @Test(arguments: [0.5, 1, 4])
  func oneStepIsAnExponential(alpha: Double) throws {
    let limit = try LinearMeanODE.solve(problem(alpha: alpha, steps: 1), dataset: dataset)
    let expected = outputAfterOneStep(alpha)
    for (i, value) in expected.enumerated() { #expect(abs(Double(limit.output[i]) - value) < 1e-6) }
  }

  /// The fluctuation falls like 1/√(LM), at one and the same level: deep enough, so that no bias in depth shows.
  @Test(arguments: [0.5, 1, 4])
  func networksTendToIt(alpha: Double) throws {
    let limit = try LinearMeanODE.solve(problem(alpha: alpha), dataset: dataset)
    #expect(limit.error < 1e-4 && distance(limit.output, dataset.x) > 0.3)
    let trainer = Trainer(kernel: KernelChoice.available[0])
    let levels = try [(512, 1), (512, 4), (2048, 4)].map { depth, width in
      let outputs = try trainer.outputs(
        problem(alpha: alpha, depth: depth, width: width), dataset: dataset)
      let squares = try outputs.map {
        let error = distance(try #require($0.trained), limit.output)
        return error * error
      }
      return (squares.reduce(0, +) / 16 * Double(depth * width)).squareRoot()
    }
    // Sixteen seeds know a fluctuation to a tenth or so.
    let middle = levels.reduce(0, +) / 3
    #expect(levels.allSatisfy { abs($0 / middle - 1) < 0.2 }, "\(levels)")
  }

  /// The limit that is solved from networks is the same.
  @Test func agreesWithTheSolvedMeanODE() throws {
    let exact = try LinearMeanODE.solve(problem(), dataset: dataset)
    let solved = try MeanODE.solve(
      problem(), dataset: dataset, accuracy: 0.002, trainer: Trainer(kernel: KernelChoice.available[0]))
    #expect(distance(exact.output, solved.output) < 2 * solved.error)
  }

  /// It knows α and σ_v through S alone, and tends to the kernel's limit as S grows, where it linearises itself.
  @Test func itTendsToTheKernelsLimit() throws {
    let critical = try LinearMeanODE.solve(problem(alpha: 3), dataset: dataset)
    let other = try LinearMeanODE.solve(problem(alpha: 1, sigmaV: 6), dataset: dataset)
    #expect(distance(critical.output, other.output) < 1e-6)
    let lazy = try LazyKernelODE.solve(problem(), dataset: dataset, accuracy: 1e-5)
    let distances = try [1, 4, 16].map { alpha in
      distance(try LinearMeanODE.solve(problem(alpha: alpha), dataset: dataset).output, lazy.output)
    }
    #expect(distances[0] > 0.01)
    #expect(distances[1] < distances[0] / 8 && distances[2] < distances[1] / 8, "\(distances)")
  }

  @Test func othersHaveNone() {
    var other = problem()
    #expect(LinearMeanODE.exists(for: other))
    other.activation = .tanh
    #expect(!LinearMeanODE.exists(for: other))
    #expect(throws: TrainingFailure.cancelled) {
      try LinearMeanODE.solve(problem(), dataset: dataset) { true }
    }
  }
}
