import EngineInterface
import Model

/// One network of an ensemble: a seed, under scales that may differ from its neighbours'.
struct Lane {
  var scaling: Scaling
  var settings: OptimizerSettings
  var seed: Int
  /// The numbers of steps after which it is asked what it has become, each once; the largest ends its training.
  var ends: [Int]
}

/// One group of lanes on its way through training: the trajectory, and what was measured along it.
package struct EnsembleRun {
  private var passes: Passes
  private let ensemble: Ensemble
  private let shape: Shape
  let lanes: [Lane]
  /// The largest loss of every lane after the first step.
  private var peaks: [Float]
  private let identityLoss: Float
  private let data: EmbeddedData
  /// Before the first step, (N, d_out).
  private let initialOutput: [SIMD8<Float>]
  /// Samples that are measured on alone, and their first outputs, (T, d_out).
  private let heldOut: HeldOut?
  /// All samples, where steps are taken on fewer.
  private let trainingSet: TrainingSet?
  /// Their outputs after some step, since several measures want it after the same.
  private var outputsOfAll: (step: Int, values: [SIMD8<Float>])?
  private let initialHeldOutOutput: [SIMD8<Float>]

  /// Of every lane in turn, in the order of its `ends`.
  private(set) var recordings: [Recording]
  /// Lanes that still train. A lane stops by its own trajectory alone.
  private var isTraining: [Bool]
  private var step = 0

  /// A seed stops when its loss exceeds the identity map's by this factor, or is not finite.
  static let stoppingFactor: Float = 1e6

  /// `problem` gives what the lanes share: shape and initialization.
  init(
    passes: Passes, ensemble: Ensemble, problem: Problem, lanes: [Lane], data: EmbeddedData,
    heldOut: HeldOut? = nil, trainingSet: TrainingSet? = nil
  ) {
    var passes = passes
    self.trainingSet = trainingSet
    self.ensemble = ensemble
    self.heldOut = heldOut
    self.lanes = lanes
    shape = problem.shape
    peaks = lanes.map { _ in -.infinity }
    identityLoss = data.identityLoss
    self.data = data
    isTraining = lanes.map { _ in true }
    recordings = lanes.enumerated().flatMap { index, lane in
      lane.ends.map { Recording(lane: index, seed: lane.seed, steps: $0, like: problem) }
    }

    let batch = trainingSet.map { data.dataset[$0.batches.rows(step: 1)] } ?? data.dataset
    Self.setUp(
      ensemble, kernel: passes.kernel, problem: problem, lanes: lanes, batch: batch,
      embeddings: data.embeddings)
    passes.forward(ensemble)
    var displacement = Displacement()
    if let trainingSet {
      trainingSet.start(from: ensemble)
      initialOutput = trainingSet.outputs(of: ensemble, displacement: &displacement)
    } else {
      passes.kernel.keepInitialPreactivations(ensemble)
      displacement.add(ensemble, rows: data.dataset.rows)
      initialOutput = Array(UnsafeBufferPointer(start: ensemble.output.base, count: data.dataset.y.count))
    }
    self.passes = passes
    initialHeldOutOutput = heldOut?.outputs(of: ensemble) ?? []
    recordLosses()
    if let heldOut {
      for index in recordings.indices {
        let lane = recordings[index].lane
        recordings[index].note(initialHeldOutLoss: heldOut.loss(initialHeldOutOutput.map { $0[lane] }))
      }
    }
    for index in recordings.indices {
      recordings[index].note(initialDisplacement: displacement.relative(lane: recordings[index].lane))
    }
  }

  /// Trains every lane to the last of its steps, or until none is left; `false` when cancelled.
  package mutating func advanceToEnd(isCancelled: () -> Bool) -> Bool {
    while lanes.indices.contains(where: { isTraining[$0] && step < (lanes[$0].ends.max() ?? 0) }) {
      if isCancelled() { return false }
      for i in 0..<Ensemble.laneCount where ensemble.optimizer.momentCount > 0 {
        ensemble.setMemory(Self.lane(i, of: lanes).settings.memory(step: step + 1), ofLane: i)
      }
      passes.backward(ensemble)
      step += 1
      if let trainingSet {
        // Of the next step, which the last one does not have.
        Self.load(trainingSet.dataset[trainingSet.batches.rows(step: step + 1)], into: ensemble)
      }
      passes.forward(ensemble)
      recordLosses()
      if recordings.contains(where: { $0.measures(step) }) { recordOrderParameters() }
      endRecordings()
    }
    return true
  }

  private mutating func endRecordings() {
    let ending = recordings.indices.filter {
      recordings[$0].steps == step && isTraining[recordings[$0].lane]
    }
    guard !ending.isEmpty else { return }
    let trained = outputs()
    for index in ending {
      let own = trained.map { $0[recordings[index].lane] }
      recordings[index].end(with: own, accuracy: accuracy(of: own, data.dataset))
    }
    guard let heldOut else { return }
    let outputs = heldOut.outputs(of: ensemble)
    for index in ending {
      let own = outputs.map { $0[recordings[index].lane] }
      recordings[index].end(
        withHeldOut: own, loss: heldOut.loss(own), accuracy: accuracy(of: own, heldOut.dataset))
    }
  }

  /// `nil` where targets are no labels.
  private func accuracy(of outputs: [Float], _ dataset: Dataset) -> Float? {
    ensemble.loss.isOfLabels ? dataset.accuracy(of: outputs) : nil
  }

  /// What was measured on each lane until its last step.
  package var measurements: [SeedMeasurement] {
    lanes.indices.compactMap { lane in
      recordings.filter { $0.lane == lane }.max { $0.steps < $1.steps }?.measurement
    }
  }

  /// The first output of one lane, (N, d_out).
  func initialOutput(ofLane lane: Int) -> [Float] { initialOutput.map { $0[lane] } }

  /// The same of the held-out samples, (T, d_out).
  func initialHeldOutOutput(ofLane lane: Int) -> [Float] { initialHeldOutOutput.map { $0[lane] } }

  /// Of all samples, (N, d_out).
  private mutating func outputs() -> [SIMD8<Float>] {
    guard let trainingSet else {
      let output = ensemble.output
      return initialOutput.indices.map { output[$0] }
    }
    if let known = outputsOfAll, known.step == step { return known.values }
    let values = step == 0 ? initialOutput : trainingSet.outputs(of: ensemble)
    outputsOfAll = (step, values)
    return values
  }

  /// Of one lane, (N, d_out).
  package mutating func output(ofLane lane: Int) -> [Float] { outputs().map { $0[lane] } }

  /// `h_L` of one lane as it is now, (N·T, D), of the samples that steps are taken on.
  package func lastState(ofLane lane: Int) -> [Float] {
    ensemble.state(ensemble.state(ensemble.blockCount), lane: lane)
  }

  /// The weights of one lane's blocks as they are now, from the input to the output: those that read, (M·inputs, D), then
  /// those that write, (M·outputs, D).
  package func weights(ofLane lane: Int) -> [[[Float]]] {
    (0..<ensemble.blockCount).map { block in
      [BlockArray.inputWeights, .outputWeights].map { ensemble.weights($0, block, lane: lane) }
    }
  }

  /// The embedding of one lane as it is now; `nil` where samples are states.
  package func embedding(ofLane lane: Int) -> Embedding<Double>? {
    guard let start = data.embeddings, let arrays = ensemble.embedding else { return nil }
    let (d, inputs, outputs) = (start.dimension, start.inputs, start.outputs)
    let isTrained = arrays.isTrained
    return Embedding(
      dimension: d, inputs: inputs, outputs: outputs,
      inputWeights: isTrained
        ? (0..<d * inputs).map { Double(arrays.inputWeights[$0][lane]) }
        : start.inputWeights.map(Double.init),
      outputWeights: (0..<d * outputs).map { Double(arrays.outputWeights[$0][lane]) },
      rate: isTrained ? Double(arrays.step[0][lane]) : nil)
  }

  /// Loss and adjoint of the forward pass just made.
  private mutating func recordLosses() {
    var losses = SIMD8<Float>(repeating: .nan)
    passes.kernel.residual(ensemble, losses: &losses)
    if step > 0 {
      for lane in lanes.indices where isTraining[lane] {
        peaks[lane] = losses[lane].isFinite ? max(peaks[lane], losses[lane]) : .nan
      }
    }
    let ofAll = lossesOfAll()
    for index in recordings.indices {
      let (lane, isLast) = (recordings[index].lane, step == 0 || recordings[index].steps == step)
      let loss = isLast ? ofAll?[lane] ?? losses[lane] : losses[lane]
      if isTraining[lane] { recordings[index].note(loss: loss, peak: peaks[lane], at: step) }
    }
    for lane in lanes.indices {
      // Own data may have X = Y; then only a loss that is not finite stops a seed.
      let isLost = identityLoss > 0 && losses[lane] > Self.stoppingFactor * identityLoss
      if !losses[lane].isFinite || isLost { isTraining[lane] = false }
    }
  }

  /// Of each lane on all samples, where steps are taken on fewer: before the first step, and after the last of any.
  private mutating func lossesOfAll() -> [Float]? {
    guard let trainingSet, step == 0 || recordings.contains(where: { $0.steps == step }) else { return nil }
    let outputs = outputs()
    return lanes.indices.map { lane in trainingSet.loss(outputs.map { $0[lane] }) }
  }

  private mutating func recordOrderParameters() {
    var sums = DriftSums()
    let outputs: [SIMD8<Float>]
    if let trainingSet {
      (sums, outputs) = trainingSet.measure(ensemble)
    } else {
      passes.kernel.measure(ensemble, sums: &sums)
      outputs = self.outputs()
    }
    let values = lanes.indices.map { isTraining[$0] ? orderParameters(sums, outputs, ofLane: $0) : nil }
    for index in recordings.indices {
      guard let values = values[recordings[index].lane] else { continue }
      recordings[index].note(values, at: step)
    }
  }

  private func orderParameters(
    _ sums: DriftSums, _ outputs: [SIMD8<Float>], ofLane lane: Int
  ) -> OrderParameters {
    func count(_ side: BlockArray.Side) -> Double {
      Double(shape.depth) * ensemble.branches.reduce(0) { $0 + Double(side.count($1)) }
    }
    let preactivations = count(.reading) * Double(trainingSet?.measuredRows ?? ensemble.rows)
    let inputWeights = count(.reading) * Double(shape.dimension)
    let outputWeights = count(.writing) * Double(shape.dimension)
    let unitOutput = Double(shape.dimension).squareRoot() / lanes[lane].scaling.sigmaV
    var values = OrderParameters()
    values.localFeatureUpdate = Float((sums.localFeatureUpdate[lane] / preactivations).squareRoot())
    values.driftNonlinearity = Float((sums.driftNonlinearity[lane] / sums.driftChange[lane]).squareRoot())
    values.inputWeightChange = Float((sums.inputWeightChange[lane] / inputWeights).squareRoot())
    values.outputWeightChange = Float(
      (sums.outputWeightChange[lane] / outputWeights).squareRoot() * unitOutput)
    values.preactivationChange = Float((sums.preactivationChange[lane] / preactivations).squareRoot())
    values.outputChange = Float(rms(zip(outputs, initialOutput).map { $0[lane] - $1[lane] }))
    return values
  }

  /// The samples and targets of the next passes.
  private static func load(_ dataset: Dataset, into ensemble: Ensemble) {
    let samples = ensemble.input
    for (i, value) in dataset.x.enumerated() { samples[i] = SIMD8(repeating: value) }
    for (i, value) in dataset.y.enumerated() { ensemble.targets[i] = SIMD8(repeating: value) }
  }

  /// Lanes without a network repeat the first.
  private static func lane(_ index: Int, of lanes: [Lane]) -> Lane {
    lanes.indices.contains(index) ? lanes[index] : lanes[0]
  }

  /// Samples, targets, scales and initial weights of every lane.
  private static func setUp(
    _ ensemble: Ensemble, kernel: any Kernel, problem: Problem, lanes: [Lane], batch: Dataset,
    embeddings: Embeddings?
  ) {
    load(batch, into: ensemble)
    let shape = problem.shape
    var law = WeightLaw(
      seeds: SIMD8(repeating: 0), sigmaU: SIMD8(repeating: 0), sigmaV: SIMD8(repeating: 0),
      antithetic: problem.initialization != .independent, split: problem.split)
    for i in 0..<Ensemble.laneCount {
      let lane = Self.lane(i, of: lanes)
      let scaling = lane.scaling
      law.seeds[i] = UInt64(truncatingIfNeeded: lane.seed)
      law.sigmaU[i] = Float(scaling.sigmaU)
      law.sigmaV[i] = Float(scaling.sigmaV)
      for (branch, its) in problem.branches.enumerated() {
        ensemble.branch[branch][i] = Float(scaling.alpha / (Double(shape.depth) * Double(its.width)))
      }
      ensemble.inputStep[0][i] = Float(scaling.inputRate(problem.optimizer, dimension: shape.dimension))
      ensemble.outputStep[0][i] = Float(scaling.outputRate(problem.optimizer, dimension: shape.dimension))
      ensemble.embedding?.step[0][i] = Float(
        scaling.embeddingRate(problem.optimizer, dimension: shape.dimension))
    }
    if let embeddings {
      ensemble.embedding?.start(
        inputWeights: embeddings.inputWeights, outputWeights: embeddings.outputWeights)
    }
    kernel.drawWeights(ensemble, law: &law)
    if problem.initialization == .orthogonal {
      let units = OrthogonalUnits(ensemble: ensemble, split: problem.split)
      for lane in 0..<ensemble.networkCount { units.impose(onLane: lane) }
      ensemble.resetWeights()
    }
  }
}
