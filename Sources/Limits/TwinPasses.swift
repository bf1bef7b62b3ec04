import Model

/// Leaves `σ′(p)` in `slopes` where the kernel has not, because it follows from `σ(p)`.
struct TwinSlopes: ActivationUse {
  let values, slopes: LinearisedPerceptrons.Lanes
  let count: Int

  func with<A: Activation>(_ activation: A.Type) {
    guard A.slopeFollowsFromValue else { return }
    for i in 0..<count {
      let value = TwinLane(values[i])
      slopes[i] = A.slope(value, value: value).lanes
    }
  }
}

/// From `V_0ᵀB` in `initialPulls` and `VᵀB` in `pulls`: `σ′ ∘ V_0ᵀB` and `σ′ ∘ VᵀB + σ″ ∘ δ ∘ V_0ᵀB`.
struct TwinPulls: ActivationUse {
  let preactivations, values, slopes, changes: LinearisedPerceptrons.Lanes
  let initialPulls, pulls: LinearisedPerceptrons.Lanes
  let count: Int

  func with<A: Activation>(_ activation: A.Type) {
    for i in 0..<count {
      let bend = A.bend(
        TwinLane(preactivations[i]), value: TwinLane(values[i]), slope: TwinLane(slopes[i]),
        change: TwinLane(changes[i]), pull: TwinLane(initialPulls[i]))
      initialPulls[i] = slopes[i] * initialPulls[i]
      pulls[i] = slopes[i] * pulls[i] + bend.lanes
    }
  }
}

/// Half the loss' derivative by the outputs of one sample.
struct TwinResidual: LossUse {
  let output, target, residual: LinearisedPerceptrons.Lanes
  let count: Int

  func with<L: Loss>(_ loss: L.Type) {
    // A `TwinLane` is its vector.
    output.withMemoryRebound(to: TwinLane.self, capacity: count) { output in
      target.withMemoryRebound(to: TwinLane.self, capacity: count) { target in
        residual.withMemoryRebound(to: TwinLane.self, capacity: count) { residual in
          _ = L.sample(output, target: target, count: count, residual: residual)
        }
      }
    }
  }
}

/// A step of some weights.
struct TwinStep: OptimizerUse {
  let weights, gradient: LinearisedPerceptrons.Lanes
  let rate: StepRate<TwinLane>
  let count: Int
  /// What is kept of them, and entries from its first number to the second.
  let moments: LinearisedPerceptrons.Lanes
  let stride: Int

  func with<O: Optimizer>(_ optimizer: O.Type) {
    for k in 0..<count {
      var kept = Moments<TwinLane>()
      for number in 0..<O.momentCount { kept[number] = TwinLane(moments[number * stride + k]) }
      weights[k] =
        O.step(TwinLane(weights[k]), gradient: TwinLane(gradient[k]), rate: rate, moments: &kept).lanes
      for number in 0..<O.momentCount { moments[number * stride + k] = kept[number].lanes }
    }
  }
}
