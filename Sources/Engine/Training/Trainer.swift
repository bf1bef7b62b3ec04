import CSupport
import EngineInterface
import Model

/// Trains ensembles, one after another, on one worker's memory.
///
/// The result depends on the problem and the data alone: each seed is computed in a lane of its own by
/// operations that never mix lanes, in an order that depends on the shape.
package final class Trainer {
  package let kernel: any Kernel
  private let workspace = Workspace()
  private let heldOutWorkspace = Workspace()
  private let trainingSetWorkspace = Workspace()
  /// Who helps with large passes.
  private let team: Team?
  /// Whether its helpers are this trainer's alone.
  private let ownsTeam: Bool
  /// Drawing costs little beside a training, so only the last data are kept.
  private var lastDraw: (asked: Problem, dataset: Dataset)?
  private var lastEmbedded: [(asked: Problem, dataset: Dataset, data: EmbeddedData)] = []

  /// - Parameter team: threads that share large networks. The result does not depend on them.
  package init(kernel: any Kernel, team: Team?) {
    self.kernel = kernel
    self.team = team
    ownsTeam = false
  }

  /// - Parameter threads: how many may share large networks.
  package init(kernel: any Kernel, threads: Int = 1) {
    self.kernel = kernel
    team = threads > 1 ? Team(helpers: threads - 1) : nil
    ownsTeam = true
  }

  deinit { if ownsTeam { team?.dismiss() } }

  /// Threads that have enough to do in the training of a problem with its network.
  package static func mostThreads(_ problem: Problem) -> Int {
    let batch = trained(problem)
    return EnsembleLayout(batch.shape, batch.parts).usefulMembers
  }

  /// Bytes of working memory that a training takes.
  package static func memoryBytes(_ problem: Problem) -> Double {
    Workspace.bytes(trained(problem))
      + (problem.isBatched ? Workspace.bytes(TrainingSet.problem(problem)) : 0)
      + (problem.test > 0 ? Workspace.bytes(HeldOut.problem(problem)) : 0)
  }

  /// What the memory of the networks that are trained is asked for with.
  private static func trained(_ problem: Problem) -> Problem {
    var batch = problem
    batch.shape.samples = problem.batchSize
    return batch
  }

  /// The data of a problem: as many of the user's own samples as it has, else those that are drawn.
  package func data(for problem: Problem, own: Dataset?) -> Dataset {
    own?.first(problem.shape.samples) ?? drawnData(for: problem)
  }

  /// The samples of a problem that are held out, behind those that it is trained on; `nil` where there are none.
  package func heldOutData(for problem: Problem, own: Dataset?) -> Dataset? {
    guard problem.test > 0 else { return nil }
    let rows = problem.shape.samples..<problem.shape.samples + problem.test
    let all = own ?? allDrawn(for: problem)
    return rows.upperBound <= all.samples ? all[rows] : nil
  }

  /// The drawn data of a problem.
  package func drawnData(for problem: Problem) -> Dataset {
    allDrawn(for: problem).first(problem.shape.samples)
  }

  /// The held-out samples too.
  private func allDrawn(for problem: Problem) -> Dataset {
    var asked = Problem.standard
    (asked.data, asked.task, asked.test) = (problem.data, problem.task, problem.test)
    asked.shape.samples = problem.shape.samples
    asked.shape.tokens = problem.shape.tokens
    (asked.shape.dimension, asked.loss) = (problem.shape.dimension, problem.loss)
    asked.embedding = problem.embedding == .none ? .none : .fixed
    (asked.shape.inputDimension, asked.shape.outputDimension) = (problem.inputs, problem.outputs)
    if let lastDraw, lastDraw.asked == asked { return lastDraw.dataset }
    guard let drawn = Dataset(drawnFor: problem) else {
      preconditionFailure("a problem with own data is trained on them")
    }
    lastDraw = (asked, drawn)
    return drawn
  }

  /// The data set as the problem's networks read it, known from the trainings before where it is the same.
  package func embedded(_ dataset: Dataset, for problem: Problem) -> EmbeddedData {
    guard problem.embedding != .none else { return EmbeddedData(dataset, problem) }
    var asked = Problem.standard
    (asked.data, asked.loss, asked.embedding) = (problem.data, problem.loss, problem.embedding)
    asked.shape.dimension = problem.shape.dimension
    (asked.shape.inputDimension, asked.shape.outputDimension) = (problem.inputs, problem.outputs)
    if let known = lastEmbedded.first(where: { $0.asked == asked && $0.dataset == dataset }) {
      return known.data
    }
    let data = EmbeddedData(dataset, problem)
    // Training samples and held-out ones.
    lastEmbedded = Array(([(asked, dataset, data)] + lastEmbedded).prefix(2))
    return data
  }

  /// Trains every seed of the problem; `isCancelled` is asked once a gradient step.
  package func train(
    _ problem: Problem, dataset: Dataset, heldOut: Dataset? = nil, isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> Measurement {
    try train([problem], dataset: dataset, heldOut: heldOut, isCancelled: isCancelled)[0]
  }

  /// Trains problems that share shape, data and initialization (`Problem.sharesVectors`); their seeds fill the vectors
  /// together, and those that differ in their steps alone are trained once, to the largest number. Each has the bits
  /// that it has alone.
  /// - Parameter heldOut: samples that losses are measured on alone.
  package func train(
    _ problems: [Problem], dataset: Dataset, heldOut: Dataset? = nil, isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> [Measurement] {
    try train(problems.map { SeedGroup($0) }, dataset: dataset, heldOut: heldOut, isCancelled: isCancelled)
      .map { trained in
        guard let measurement = trained.measurement else { preconditionFailure("all seeds have the first") }
        return measurement
      }
  }

  /// The same of some seeds of each problem, as many of each.
  package func train(
    _ groups: [SeedGroup], dataset: Dataset, heldOut: Dataset? = nil, isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> [TrainedSeeds] {
    let networks = Networks(groups)
    let first = groups[0].problem
    var recordings: [[Recording]] = []
    try forEachRun(
      first, lanes: networks.lanes, dataset: dataset, heldOut: heldOut, isCancelled: isCancelled
    ) { run in
      for lane in run.lanes.indices { recordings.append(run.recordings.filter { $0.lane == lane }) }
    }
    let identityLoss = embedded(dataset, for: first).identityLoss
    return groups.map { group in
      let found = networks.lanes(of: group).compactMap { lane in
        recordings[lane].first { $0.steps == group.problem.steps }
      }
      return TrainedSeeds(
        group, identityLoss: identityLoss, seeds: found.map(\.measurement), outputs: found.map(\.output))
    }
  }

  /// `ξ` of every seed of the groups, which share vectors: from one forward pass, with the bits that a training measures.
  package func initialDisplacements(
    _ groups: [SeedGroup], dataset: Dataset
  ) throws(TrainingFailure) -> [[Float]] {
    let networks = Networks(groups)
    let lanes = networks.lanes
    let size = Ensemble.networkCount(groups[0].problem)
    var found: [Float] = []
    for first in stride(from: 0, to: lanes.count, by: size) {
      let run = try begin(groups[0].problem, lanes: Array(lanes[first...].prefix(size)), dataset: dataset)
      found += run.measurements.map(\.initialDisplacement)
    }
    return groups.map { group in networks.lanes(of: group).map { found[$0] } }
  }

  /// What every seed of the problem makes of the samples before and after training.
  package func outputs(
    _ problem: Problem, dataset: Dataset, isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> [TrainedOutput] {
    try outputs(problem, dataset: dataset, heldOut: nil, isCancelled: isCancelled).samples
  }

  /// The same, and what it makes of held-out samples, (T, D); of those nothing where there are none.
  package func outputs(
    _ problem: Problem, dataset: Dataset, heldOut: Dataset?, isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> TrainedOutputs {
    try outputs(
      problem, after: [problem.steps], dataset: dataset, heldOut: heldOut, isCancelled: isCancelled)[
        0]
  }

  /// The same after each of several numbers of steps, all different, from one training to the largest; each has the bits
  /// that a training which ends there has.
  package func outputs(
    _ problem: Problem, after ends: [Int], dataset: Dataset, heldOut: Dataset?,
    isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> [TrainedOutputs] {
    var outputs = ends.map { _ -> TrainedOutputs in ([], []) }
    let problems = ends.map { end in
      var problem = problem
      problem.steps = end
      return problem
    }
    try forEachRun(
      problem, lanes: Networks(problems.map { SeedGroup($0) }).lanes, dataset: dataset, heldOut: heldOut,
      isCancelled: isCancelled
    ) { run in
      for recording in run.recordings {
        guard let end = ends.firstIndex(of: recording.steps) else { continue }
        let (seed, lane) = (recording.measurement.seed, recording.lane)
        outputs[end].samples.append(
          TrainedOutput(seed: seed, initial: run.initialOutput(ofLane: lane), trained: recording.output))
        guard heldOut != nil else { continue }
        outputs[end].heldOut.append(
          TrainedOutput(
            seed: seed, initial: run.initialHeldOutOutput(ofLane: lane), trained: recording.heldOutOutput))
      }
    }
    return outputs
  }

  /// `h_L` of every seed after training, (N·T, D); `nil` where that did not stay finite.
  package func lastStates(
    _ problem: Problem, dataset: Dataset, isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> [[Float]?] {
    var states: [[Float]?] = []
    try forEachRun(
      problem, lanes: Networks([SeedGroup(problem)]).lanes, dataset: dataset, heldOut: nil,
      isCancelled: isCancelled
    ) { run in
      states += run.recordings.map { $0.output == nil ? nil : run.lastState(ofLane: $0.lane) }
    }
    return states
  }

  /// Trains the lanes, as many at once as an ensemble has.
  private func forEachRun(
    _ problem: Problem, lanes: [Lane], dataset: Dataset, heldOut: Dataset?, isCancelled: () -> Bool,
    _ body: (EnsembleRun) -> Void
  ) throws(TrainingFailure) {
    let size = Ensemble.networkCount(problem)
    for first in stride(from: 0, to: lanes.count, by: size) {
      let group = Array(lanes[first...].prefix(size))
      var run = try begin(problem, lanes: group, dataset: dataset, heldOut: heldOut)
      guard run.advanceToEnd(isCancelled: isCancelled) else { throw .cancelled }
      body(run)
    }
  }

  /// How often `isCancelled` is asked until the problem is trained, if no seed stops early.
  package static func stepCount(_ problem: Problem) -> Int {
    let size = Ensemble.networkCount(problem)
    return (problem.seedCount + size - 1) / size * problem.steps
  }

  /// One seed of a problem before its first step. The next training takes its memory.
  package func begin(_ problem: Problem, seed: Int, dataset: Dataset) throws(TrainingFailure) -> EnsembleRun {
    let lane = Lane(
      scaling: problem.scaling, settings: problem.optimizerSettings, seed: seed, ends: [problem.steps])
    return try begin(problem, lanes: [lane], dataset: dataset)
  }

  private func begin(
    _ problem: Problem, lanes: [Lane], dataset: Dataset, heldOut: Dataset? = nil
  ) throws(TrainingFailure) -> EnsembleRun {
    let trained = Self.trained(problem)
    guard let ensemble = workspace.ensemble(trained) else {
      throw .outOfMemory(bytes: Workspace.bytes(trained))
    }
    let data = embedded(dataset, for: problem)
    var trainingSet: TrainingSet?
    if let batches = Batches(problem) {
      let rows = TrainingSet.problem(problem)
      guard let ensemble = trainingSetWorkspace.ensemble(rows) else {
        throw .outOfMemory(bytes: Workspace.bytes(rows))
      }
      trainingSet = TrainingSet(
        ensemble: ensemble, dataset: data.dataset, batches: batches, kernel: kernel,
        team: team)
    }
    var others: HeldOut?
    if let heldOut {
      let rows = HeldOut.problem(problem)
      guard let ensemble = heldOutWorkspace.ensemble(rows) else {
        throw .outOfMemory(bytes: Workspace.bytes(rows))
      }
      others = HeldOut(
        ensemble: ensemble, dataset: embedded(heldOut, for: problem).dataset, kernel: kernel,
        team: team)
    }
    return EnsembleRun(
      passes: Passes(kernel: kernel, team: team, of: ensemble), ensemble: ensemble,
      problem: problem, lanes: lanes, data: data, heldOut: others, trainingSet: trainingSet)
  }
}

/// The networks that are asked for: a lane for every seed of every trajectory.
private struct Networks {
  private(set) var lanes: [Lane] = []
  private var first: [SeedGroup: Int] = [:]

  init(_ groups: [SeedGroup]) {
    for group in groups {
      let problem = group.problem
      let trajectory = SeedGroup(problem.trajectory, seeds: group.seeds)
      let start = first[trajectory] ?? lanes.count
      if start == lanes.count {
        first[trajectory] = start
        lanes += group.seeds.map {
          Lane(
            scaling: problem.scaling, settings: problem.optimizerSettings, seed: problem.firstSeed + $0,
            ends: [])
        }
      }
      for lane in start..<start + group.seeds.count where !lanes[lane].ends.contains(problem.steps) {
        lanes[lane].ends.append(problem.steps)
      }
    }
  }

  /// In the order of its seeds.
  func lanes(of group: SeedGroup) -> Range<Int> {
    let start = first[SeedGroup(group.problem.trajectory, seeds: group.seeds)] ?? 0
    return start..<start + group.seeds.count
  }
}

/// A worker's memory, kept from cell to cell and grown when a larger ensemble comes.
final class Workspace {
  private var memory: UnsafeMutableRawPointer?
  private var bytes = 0

  deinit { release() }

  /// Bytes that an ensemble takes.
  static func bytes(_ problem: Problem) -> Double {
    EnsembleLayout(problem.shape, problem.parts).entryCount * Double(MemoryLayout<SIMD8<Float>>.stride)
  }

  /// `nil` where the system has no such memory left.
  func ensemble(_ problem: Problem) -> Ensemble? {
    guard let needed = Int(exactly: Self.bytes(problem)) else { return nil }
    if needed > bytes {
      release()
      guard let memory = support_allocate_large(needed) else { return nil }
      self.memory = memory
      bytes = needed
    }
    return memory.map {
      Ensemble(
        EnsembleLayout(problem.shape, problem.parts),
        base: $0.bindMemory(to: SIMD8<Float>.self, capacity: needed / MemoryLayout<SIMD8<Float>>.stride))
    }
  }

  private func release() {
    if let memory { support_release_large(memory, bytes) }
    memory = nil
    bytes = 0
  }
}
