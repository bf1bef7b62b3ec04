import Engine
import Model

/// Solves one lazy ODE on more and more layers until its output is known well enough: that of the samples which it is
/// trained on, or of held-out ones. The passes are the same for both and for fewer steps, so that what they gave is kept.
final class LazyKernelSolver {
  enum Samples { case trained, heldOut }

  /// What passes are made on.
  private struct Grid: Hashable {
    var layers: Int
    /// Of the kernel's series.
    var terms = 64
  }

  /// `h(1)`, (N, D) and (T, D).
  private struct Outputs {
    var trained: [Double]
    /// `nil` where they cost more than there is to spend.
    var heldOut: [Double]?
  }

  private let problem: Problem
  private let kernel: TrainingKernel
  private let dataset: Dataset
  private let heldOut: [[Double]]
  private let accuracy: Double
  private let budget: Double
  private var series: [Int: GaussianSeries?] = [:]
  /// By the number of steps.
  private var known: [Grid: [Int: Result<Outputs, TrainingFailure>]] = [:]

  /// - Parameters:
  ///   - accuracy: largest error of a result.
  ///   - budget: largest number of floating-point operations of one result, as if it were the only one.
  init?(_ problem: Problem, dataset: Dataset, heldOut: Dataset?, accuracy: Double, budget: Double) {
    guard let kernel = TrainingKernel(of: problem) else { return nil }
    self.problem = problem
    self.kernel = kernel
    self.dataset = dataset
    self.heldOut = heldOut.map { LazyKernelPasses.rows($0.x, $0.inputs) } ?? []
    self.accuracy = accuracy
    self.budget = budget
  }

  /// The output after so many steps. `isCancelled` is asked once a gradient step.
  /// - Parameter ends: the numbers of steps for which it is going to be asked as well.
  func solve(
    _ samples: Samples = .trained, steps: Int, along ends: [Int] = [], isCancelled: () -> Bool
  ) throws(TrainingFailure) -> SolvedLimit {
    var operations = 0.0
    func solution(_ grid: Grid) throws(TrainingFailure) -> [Double] {
      operations += cost(grid, samples, steps: steps)
      guard operations <= budget else { throw .unreachable(error: .infinity) }
      let outputs = try outputs(grid, steps: steps, along: ends, isCancelled)
      guard samples == .heldOut else { return outputs.trained }
      guard let heldOut = outputs.heldOut else { throw .unreachable(error: .infinity) }
      return heldOut
    }
    var layers = Self.leastLayers
    let coarsest = try solution(Grid(layers: layers))
    // Half the terms: what that changes bounds what the terms left out would.
    let seriesError =
      kernel.activation == .relu ? 0 : Self.apart(coarsest, try solution(Grid(layers: layers, terms: 32)))
    layers *= 2
    var finest = try solution(Grid(layers: layers))
    var extrapolated = Self.extrapolate(coarsest, finest)
    while true {
      layers *= 2
      let finer = try solution(Grid(layers: layers))
      let next = Self.extrapolate(finest, finer)
      // Twice the layers make the extrapolated output at least four times better.
      let depthError = Self.apart(extrapolated, next) / 3
      let error = (depthError * depthError + seriesError * seriesError).squareRoot()
      if error <= accuracy {
        return SolvedLimit(
          output: next.map { Float($0) }, standardError: 0, depthError: error, operations: operations)
      }
      guard seriesError <= accuracy / 2 else { throw .unreachable(error: error) }
      (finest, extrapolated) = (finer, next)
    }
  }

  private func outputs(
    _ grid: Grid, steps: Int, along ends: [Int], _ isCancelled: () -> Bool
  ) throws(TrainingFailure) -> Outputs {
    if let known = known[grid]?[steps] { return try known.get() }
    var passes = LazyKernelPasses(
      kernel, series: series(terms: grid.terms), layers: grid.layers,
      rate: problem.scaling.eta * kernel.outputWeight, dataset: dataset)
    var done = 0
    var isLost = false
    for end in Set(ends.filter { $0 < steps } + [steps]).sorted() {
      var found = Result<Outputs, TrainingFailure>.failure(.diverged)
      do throws(TrainingFailure) {
        if !isLost {
          try passes.train(steps: end - done, isCancelled: isCancelled)
          let isAffordable = cost(grid, .heldOut, steps: end) <= budget
          found = .success(
            Outputs(
              trained: try passes.outputs(passes.samples),
              heldOut: isAffordable ? try passes.outputs(heldOut, isCancelled: isCancelled) : nil))
        }
      } catch {
        guard error == .diverged else { throw error }
        isLost = true
      }
      known[grid, default: [:]][end] = found
      done = end
    }
    guard let last = known[grid]?[steps] else { throw .diverged }
    return try last.get()
  }

  private func series(terms: Int) -> GaussianSeries? {
    if let known = series[terms] { return known }
    let new = KernelPoints.series(of: kernel.activation, terms: terms)
    series[terms] = .some(new)
    return new
  }

  private static let leastLayers = 4

  private func cost(_ grid: Grid, _ samples: Samples, steps: Int) -> Double {
    let terms = Double(series(terms: grid.terms).map { 8 * $0.blocks } ?? 8)
    let (points, d) = (Double(problem.shape.samples * steps), Double(problem.shape.dimension))
    // Half of all pairs of steps; two values, and one more with its derivatives.
    var cost = points * points / 2 * (14 * terms + 12 * d)
    // Two values for every sample at the end.
    if samples == .heldOut { cost += points * Double(heldOut.count) * (4 * terms + 4 * d) }
    return Double(grid.layers) * cost
  }

  /// The steps' errors are of second order in 1/layers.
  private static func extrapolate(_ coarse: [Double], _ fine: [Double]) -> [Double] {
    zip(coarse, fine).map { (4 * $1 - $0) / 3 }
  }

  private static func apart(_ a: [Double], _ b: [Double]) -> Double {
    (zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(a.count)).squareRoot()
  }
}
