import Model

/// What is noted of one lane's training up to its K-th step. A lane has one for every K that is asked of it, each with the
/// bits of a training that ends there.
struct Recording {
  /// Of the lane among those of its run.
  let lane: Int
  /// `K`
  let steps: Int
  private let measuredSteps: [Int]
  private let curveSteps: [Int]
  /// The next of `curveSteps`.
  private var nextPoint = 0
  private(set) var measurement: SeedMeasurement
  /// Of the samples, (N, d_out); `nil` where it did not stay finite.
  private(set) var output: [Float]?
  /// The same of the held-out samples, (T, d_out).
  private(set) var heldOutOutput: [Float]?

  init(lane: Int, seed: Int, steps: Int, like problem: Problem) {
    self.lane = lane
    self.steps = steps
    var problem = problem
    problem.steps = steps
    measuredSteps = problem.measuredSteps
    curveSteps = problem.curveSteps
    measurement = SeedMeasurement(
      seed: seed, losses: [Float](repeating: .nan, count: curveSteps.count),
      peakLosses: [Float](repeating: .nan, count: measuredSteps.count), initialDisplacement: .nan,
      orderParameters: [OrderParameters](repeating: OrderParameters(), count: measuredSteps.count))
  }

  mutating func note(initialDisplacement: Float) { measurement.initialDisplacement = initialDisplacement }

  /// Whether order parameters are asked for after this step.
  func measures(_ step: Int) -> Bool { measuredSteps.contains(step) }

  /// The loss after a step, and the largest after the first one; of a lane that still trains, step by step.
  mutating func note(loss: Float, peak: Float, at step: Int) {
    if nextPoint < curveSteps.count, curveSteps[nextPoint] == step {
      measurement.losses[nextPoint] = loss
      nextPoint += 1
    }
    if let index = measuredSteps.firstIndex(of: step) { measurement.peakLosses[index] = peak }
  }

  mutating func note(_ values: OrderParameters, at step: Int) {
    if let index = measuredSteps.firstIndex(of: step) { measurement.orderParameters[index] = values }
  }

  /// After the last step.
  mutating func end(with output: [Float], accuracy: Float?) {
    self.output = output
    measurement.accuracy = accuracy
  }

  mutating func note(initialHeldOutLoss loss: Float) {
    var losses = HeldOutLosses()
    losses.initial = loss
    measurement.heldOutLosses = losses
  }

  /// Of the held-out samples, after the last step.
  mutating func end(withHeldOut output: [Float], loss: Float, accuracy: Float?) {
    heldOutOutput = output
    measurement.heldOutAccuracy = accuracy
    measurement.heldOutLosses?.final = loss
  }
}
