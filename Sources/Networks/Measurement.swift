/// What training changed, measured on one seed after a certain step. `nan` where the seed had stopped.
package struct OrderParameters: Hashable, Sendable {
  /// `q`: rms over layers, units and samples of `(U_K − U_0)ᵀ h_K / D`.
  package var localFeatureUpdate: Float = .nan
  /// `ρ`: the part of the drift's change that is not linear in the weights, relative to the change.
  package var driftNonlinearity: Float = .nan
  /// `rms(U_K − U_0)`, entrywise.
  package var inputWeightChange: Float = .nan
  /// `rms(V_K − V_0)·√D/σ_v`, entrywise.
  package var outputWeightChange: Float = .nan
  /// `rms(P_K − P_0)`; the change of `h` is part of it.
  package var preactivationChange: Float = .nan
  /// `rms(h_{L,K} − h_{L,0})`.
  package var outputChange: Float = .nan

  package init() {}
}

/// One seed's training.
package struct SeedMeasurement: Hashable, Sendable {
  package var seed: Int
  /// `‖h_L − Y‖²/(ND)` before the first step, then after each: K+1 values, `nan` from where the seed stopped.
  package var losses: [Float]
  /// `ξ = rms(h_{L,0} − X)/rms(X)`.
  package var initialDisplacement: Float
  /// One entry for each of the configuration's `measuredSteps`.
  package var orderParameters: [OrderParameters]

  package init(seed: Int, losses: [Float], initialDisplacement: Float, orderParameters: [OrderParameters]) {
    self.seed = seed
    self.losses = losses
    self.initialDisplacement = initialDisplacement
    self.orderParameters = orderParameters
  }

  package var initialLoss: Float { losses[0] }
  package var finalLoss: Float { losses[losses.count - 1] }
  /// The largest loss after the first step; `nan` if one is not finite or there was no step.
  package var peakLoss: Float { peakLoss(through: losses.count - 1) }

  /// The largest loss after steps 1 … `step`; `nan` if one of them is not finite or `step` is 0.
  package func peakLoss(through step: Int) -> Float {
    guard step >= 1 else { return .nan }
    let after = losses[1...step]
    return after.allSatisfy(\.isFinite) ? after.max() ?? .nan : .nan
  }
}

/// What was measured on one trained ensemble. Regimes are derived from it on reading, never stored in it.
package struct Measurement: Hashable, Sendable {
  package var configuration: Configuration
  /// In the order of the seeds.
  package var seeds: [SeedMeasurement]
  /// `‖X − Y‖²/(ND)`, the loss of the identity map.
  package var identityLoss: Float
  /// Rms over entries of the (n−1) standard deviation of `h_L` over the seeds that stayed finite; `nan` under two.
  package var outputSpread: Float

  package init(
    configuration: Configuration, seeds: [SeedMeasurement], identityLoss: Float, outputSpread: Float
  ) {
    self.configuration = configuration
    self.seeds = seeds
    self.identityLoss = identityLoss
    self.outputSpread = outputSpread
  }
}

/// What one seed's network makes of the samples, (N, D) each.
package struct TrainedOutput: Hashable, Sendable {
  package var seed: Int
  /// `h_{L,0}`
  package var initial: [Float]
  /// `h_{L,K}`; `nil` where training did not stay finite.
  package var trained: [Float]?

  package init(seed: Int, initial: [Float], trained: [Float]?) {
    self.seed = seed
    self.initial = initial
    self.trained = trained
  }
}
