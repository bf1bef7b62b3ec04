import Engine
import Model

/// What is measured of a cell on request: how far it is from its limits, and what happens along its depth.
package struct CellSurvey: Hashable, Sendable {
  package var distances: LimitDistances
  /// `nil` where only distances were asked for.
  package var profile: DepthProfile?

  package init(distances: LimitDistances, profile: DepthProfile?) {
    self.distances = distances
    self.profile = profile
  }

  /// Adds what the other has and this has not.
  package mutating func merge(_ other: CellSurvey) {
    distances.merge(other.distances)
    profile = profile ?? other.profile
  }
}

/// What happens along the depth of a cell's first seed.
package struct DepthProfile: Hashable, Sendable {
  package var norms: DepthNorms
  /// Of the large network that stands for the Mean ODE.
  package var limitNorms: DepthNorms
  package var paths: UnitPaths

  package init(norms: DepthNorms, limitNorms: DepthNorms, paths: UnitPaths) {
    self.norms = norms
    self.limitNorms = limitNorms
    self.paths = paths
  }
}

/// Surveys cells one after another, from limits that they share.
package final class Surveyor {
  /// Stands for the limit where norms along the depth are shown: one antithetic network of this depth and width, of heads
  /// as many as have as many rows.
  private static let limitShape = (depth: 256, width: 32)

  /// Largest number of floating-point operations of a limit: seconds. Those of softmax, which are not counted, take as long
  /// as three times the others.
  private static func budget(_ problem: Problem) -> Double { problem.block == .perceptron ? 1e12 : 2.5e11 }
  /// Layers whose copy of a unit is followed.
  private static let followedLayers = 6

  private let trainer: Trainer
  private let known: KnownLimits
  /// Of the networks, of their twins and of those that the Mean ODE is known from.
  private var networks = Waypoints()
  private var twins = Waypoints()
  private var meanNetworks = Waypoints()
  /// Of the last limit that the kernel has, by its trajectory.
  private var kernel: (line: Problem, solver: LazyKernelSolver)?
  /// What is going to be asked for: numbers of steps by trajectory.
  private var expected: [Problem: Set<Int>] = [:]

  /// - Parameter known: shared by surveyors of the same data.
  package init(on trainer: Trainer, known: KnownLimits = KnownLimits()) {
    self.trainer = trainer
    self.known = known
  }

  /// These are surveyed next, and share a limit but for their steps. Those that differ in their steps alone, and their
  /// limits, are trained once where the one with most steps comes first; what is measured has the same bits.
  package func expect(_ problems: [Problem]) {
    expected = problems.reduce(into: [:]) { $0[$1.trajectory, default: []].insert($1.steps) }
    (networks, twins, meanNetworks, kernel) = (Waypoints(), Waypoints(), Waypoints(), nil)
  }

  private func ends(like problem: Problem) -> Set<Int> { expected[problem.trajectory] ?? [] }
  private var allEnds: Set<Int> { expected.values.reduce(into: []) { $0.formUnion($1) } }

  /// The distances that are asked for; `isCancelled` is asked once a gradient step.
  /// - Parameter heldOut: samples that nothing is trained on, on which they are measured as well.
  package func distances(
    _ problem: Problem, dataset: Dataset, heldOut: Dataset? = nil, measuring measures: Set<LimitMeasure>,
    isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> LimitDistances {
    var distances = LimitDistances()
    guard !measures.isEmpty else { return distances }
    let outputs = try networks.outputs(problem, along: ends(like: problem)) { ends throws(TrainingFailure) in
      try trainer.outputs(
        problem, after: ends, dataset: dataset, heldOut: heldOut, isCancelled: isCancelled)
    }
    if measures.contains(.limit) {
      distances.limit = try limitDistance(of: outputs.samples, problem, dataset, isCancelled)
      if let heldOut {
        let limit = try self.limit(of: problem, dataset, heldOut, isCancelled)
        distances.heldOutLimit = limit.map { Self.distances(of: outputs.heldOut, to: $0) } ?? .undefined
      }
    }
    if measures.contains(.tangent) {
      let tangents = try twins.outputs(problem, along: ends(like: problem)) { ends throws(TrainingFailure) in
        try NeuralTangentODE.outputs(
          problem, after: ends, dataset: dataset, heldOut: heldOut, trainer: trainer,
          isCancelled: isCancelled)
      }
      distances.tangent = .init(NeuralTangentODE.tangentDistances(outputs.samples, to: tangents.samples))
      if heldOut != nil {
        distances.heldOutTangent = .init(
          NeuralTangentODE.tangentDistances(outputs.heldOut, to: tangents.heldOut))
      }
    }
    if measures.contains(.tangentLimit) {
      let limits = try tangentLimits(of: problem, dataset, heldOut, isCancelled)
      distances.tangentLimit = Self.distances(of: outputs.samples, toTangentLimit: limits.trained)
      if heldOut != nil {
        distances.heldOutTangentLimit = Self.distances(of: outputs.heldOut, toTangentLimit: limits.heldOut)
      }
    }
    return distances
  }

  /// Everything.
  package func survey(
    _ problem: Problem, dataset: Dataset, heldOut: Dataset? = nil, isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> CellSurvey {
    let distances = try distances(
      problem, dataset: dataset, heldOut: heldOut, measuring: Set(LimitMeasure.allCases),
      isCancelled: isCancelled)
    let limitNorms = try limitNorms(of: problem, dataset, isCancelled)
    let run = try trainer.begin(problem, seed: problem.firstSeed, dataset: dataset)
    var network = OpenNetwork(problem, run, dataset)
    let initial = LayerNorms(network, dataset)
    var tracker = Tracker(network, of: problem, count: Self.followedLayers)
    let batches = Batches(problem)
    for step in 1...problem.steps {
      if isCancelled() { throw .cancelled }
      let batch = batches.map { dataset[$0.rows(step: step)] } ?? dataset
      if batches != nil { network.forward(batch) }
      network.backward(to: batch, training: true)
      tracker.step(network)
      if batches == nil || step == problem.steps { network.forward(dataset) }
    }
    return CellSurvey(
      distances: distances,
      profile: DepthProfile(
        norms: DepthNorms(initial: initial, trained: LayerNorms(network, dataset)), limitNorms: limitNorms,
        paths: UnitPaths(tracker, depth: problem.shape.depth)))
  }

  private func limitDistance(
    of outputs: [TrainedOutput], _ problem: Problem, _ dataset: Dataset, _ isCancelled: () -> Bool
  ) throws(TrainingFailure) -> LimitDistances.Limit {
    guard let limit = try limit(of: problem, dataset, nil, isCancelled) else { return .none }
    return LimitDistances.Limit(
      distance: Self.distances(of: outputs, to: limit), error: limit.error, outputNorm: limit.outputNorm)
  }

  /// Undefined where they are below the limit's own error.
  private static func distances(of outputs: [TrainedOutput], to limit: SolvedLimit) -> LimitDistances.Seeds {
    let seeds = LimitDistances.Seeds(
      outputs.map { $0.trained.map { distance($0, limit.output) } ?? .nan })
    return seeds.median < limit.error ? .undefined : seeds
  }

  private static func distances(
    of outputs: [TrainedOutput], toTangentLimit limit: SolvedLimit?
  ) -> LimitDistances.TangentLimit {
    guard let limit else { return .none }
    let same = outputs.map { TrainedOutput(seed: $0.seed, initial: $0.initial, trained: limit.output) }
    let seeds = LimitDistances.Seeds(NeuralTangentODE.tangentDistances(outputs, to: same))
    let changes = LimitDistances.Seeds(
      outputs.map { output in output.trained.map { distance($0, output.initial) } ?? .nan })
    let error = limit.error / changes.median
    return LimitDistances.TangentLimit(distance: seeds.median < error ? .undefined : seeds, error: error)
  }

  /// The kernel's limit, which the problem shares with all others of the same samples, steps and η with S ≥ 1, on its
  /// samples and on held-out ones.
  private func tangentLimits(
    of problem: Problem, _ dataset: Dataset, _ heldOut: Dataset?, _ isCancelled: () -> Bool
  ) throws(TrainingFailure) -> (trained: SolvedLimit?, heldOut: SolvedLimit?) {
    guard LazyKernelODE.exists(for: problem) else { return (nil, nil) }
    let limit = LazyKernelODE.limitProblem(problem)
    let solver = kernelSolver(of: limit, test: problem.test, dataset, heldOut)
    let ends = Array(allEnds)
    func solved(_ samples: LazyKernelSolver.Samples) throws(TrainingFailure) -> SolvedLimit? {
      var shared = limit
      if samples == .heldOut { shared.test = problem.test }
      return try known.tangentLimit(of: shared) { () throws(TrainingFailure) in
        do throws(TrainingFailure) {
          return try solver.solve(samples, steps: limit.steps, along: ends, isCancelled: isCancelled)
        } catch {
          switch error {
          case .cancelled, .outOfMemory: throw error
          case .diverged, .unreachable, .ofTrainer: return nil
          }
        }
      }
    }
    return (try solved(.trained), heldOut == nil ? nil : try solved(.heldOut))
  }

  private func kernelSolver(
    of limit: Problem, test: Int, _ dataset: Dataset, _ heldOut: Dataset?
  ) -> LazyKernelSolver {
    var line = limit.trajectory
    line.test = test
    // What nobody expects may be of other data.
    if let kernel, kernel.line == line, !expected.isEmpty { return kernel.solver }
    let solver = LazyKernelODE.solver(limit, dataset, heldOut, Self.tangentAccuracy, Self.budget(limit) / 5)
    kernel = (line, solver)
    return solver
  }

  /// Largest error of the kernel's limit, an rms over entries: a few per cent of what 10⁴ units fluctuate by.
  private static let tangentAccuracy = 0.001

  /// A few per cent of the fluctuation of the cells of a study, which grows like √D and with the scale, and with the rows
  /// of a head; networks of heads fluctuate twice as much even so. Their limit may have four times the error: at large η and
  /// K they are as good as chaotic, whatever is spent.
  private static func accuracy(_ problem: Problem) -> Double {
    let heads = problem.branches.first { $0.isHeads }.map { 2 * Double($0.outputs).squareRoot() } ?? 1
    return 0.0005 * Double(problem.shape.dimension).squareRoot() * max(1, problem.relativeScale / 3) * heads
  }

  /// The limit that the problem shares with others of its column, on its samples or on held-out ones.
  private func limit(
    of problem: Problem, _ dataset: Dataset, _ heldOut: Dataset?, _ isCancelled: () -> Bool
  ) throws(TrainingFailure) -> SolvedLimit? {
    var shared = MeanODE.limitProblem(problem)
    if heldOut != nil { shared.test = problem.test }
    let ends = allEnds
    return try known.limit(of: shared) { () throws(TrainingFailure) in
      do throws(TrainingFailure) {
        let accuracy = Self.accuracy(problem)
        return try SolvedLimit(
          of: problem, accuracy: accuracy, tolerance: problem.block == .perceptron ? accuracy : 4 * accuracy,
          budget: Self.budget(problem)
        ) { network throws(TrainingFailure) in
          var asked = network
          asked.test = shared.test
          let outputs = try meanNetworks.outputs(asked, along: ends) { ends throws(TrainingFailure) in
            try trainer.outputs(
              network, after: ends, dataset: dataset, heldOut: heldOut, isCancelled: isCancelled)
          }
          return heldOut == nil ? outputs.samples : outputs.heldOut
        }
      } catch {
        switch error {
        case .cancelled, .outOfMemory: throw error
        case .diverged, .unreachable, .ofTrainer: return nil
        }
      }
    }
  }

  private func limitNorms(
    of problem: Problem, _ dataset: Dataset, _ isCancelled: () -> Bool
  ) throws(TrainingFailure) -> DepthNorms {
    var large = problem
    large.shape.depth = Self.limitShape.depth
    for branch in problem.branches {
      let width = 2 * max(1, Self.limitShape.width / 2 / branch.outputs)
      if branch.isHeads, problem.block == .transformer {
        large.shape.heads = width
      } else {
        large.shape.width = width
      }
    }
    large.initialization = .antithetic
    large.split = 1
    large.test = 0
    large.firstSeed = 1 << 20
    large.seedCount = 1
    return try known.norms(of: large) { () throws(TrainingFailure) in
      var run = try trainer.begin(large, seed: large.firstSeed, dataset: dataset)
      func norms() -> LayerNorms { LayerNorms(OpenNetwork(large, run, dataset), dataset) }
      let initial = norms()
      guard run.advanceToEnd(isCancelled: isCancelled) else { throw .cancelled }
      return DepthNorms(initial: initial, trained: norms())
    }
  }
}
