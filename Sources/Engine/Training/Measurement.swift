import Model

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
  /// Rms over entries of the output's change.
  package var outputChange: Float = .nan

  package init() {}

  /// From all of them, in the order of `paths`.
  init(_ values: ArraySlice<Float>) {
    let first = values.startIndex
    localFeatureUpdate = values[first]
    driftNonlinearity = values[first + 1]
    inputWeightChange = values[first + 2]
    outputWeightChange = values[first + 3]
    preactivationChange = values[first + 4]
    outputChange = values[first + 5]
  }

  /// All of them, in the order of `paths`.
  package var values: [Float] { Self.paths.map { self[keyPath: $0] } }

  /// In the order of a measurement's values.
  static let count = 6
  private static var paths: [KeyPath<OrderParameters, Float>] {
    [
      \.localFeatureUpdate, \.driftNonlinearity, \.inputWeightChange, \.outputWeightChange,
      \.preactivationChange, \.outputChange,
    ]
  }
}

/// One seed's training.
package struct SeedMeasurement: Hashable, Sendable {
  package var seed: Int
  /// The mean loss at the problem's `curveSteps`: before the first step, then after steps up to the K-th;
  /// `nan` from where the seed stopped.
  package var losses: [Float]
  /// For each of the problem's `measuredSteps`, the largest loss after the first step up to it; `nan` if one is
  /// not finite.
  package var peakLosses: [Float]
  /// `ξ = rms(h_{L,0} − X)/rms(X)`.
  package var initialDisplacement: Float
  /// One entry for each of the problem's `measuredSteps`.
  package var orderParameters: [OrderParameters]
  /// `nil` where no samples are held out.
  package var heldOutLosses: HeldOutLosses?
  /// The shares of training samples and of held-out ones whose largest output is their label's, after the last step; `nil`
  /// where targets are no labels or the seed had stopped.
  package var accuracy: Float?
  package var heldOutAccuracy: Float?

  package init(
    seed: Int, losses: [Float], peakLosses: [Float], initialDisplacement: Float,
    orderParameters: [OrderParameters], heldOutLosses: HeldOutLosses? = nil, accuracy: Float? = nil,
    heldOutAccuracy: Float? = nil
  ) {
    (self.accuracy, self.heldOutAccuracy) = (accuracy, heldOutAccuracy)
    self.heldOutLosses = heldOutLosses
    self.seed = seed
    self.losses = losses
    self.peakLosses = peakLosses
    self.initialDisplacement = initialDisplacement
    self.orderParameters = orderParameters
  }

  package var initialLoss: Float { losses[0] }
  package var finalLoss: Float { losses[losses.count - 1] }
  /// The largest loss after the first step; `nan` if one is not finite.
  package var peakLoss: Float { peakLosses.last ?? .nan }
}

/// What was measured on one trained ensemble. Regimes are derived from it on reading, never stored in it.
///
/// Its numbers stand together in one array, which a record keeps as it is: of many cells little else is in memory. Its curves
/// may be left in the record.
package struct Measurement: Hashable, Sendable {
  /// The problem by reference, so that large tables stay small.
  package let shared: SharedProblem
  package var problem: Problem { shared.problem }
  /// `identityLoss`, `outputSpread`, then for every seed: the initial displacement, the peak losses, the order
  /// parameters of each measured step, the losses, where samples are held out both losses on them, and where targets are
  /// labels the accuracies.
  ///
  /// Of a declared network two times `nan`, then for every seed: the first loss, the peak losses, of each measured step the
  /// loss and the declared quantities, the losses.
  package var values: [Float] { kept.all }
  private let kept: KeptValues
  /// The steps of a declared network; `nil`: they are the problem's.
  package let steps: ReportedSteps?

  package init(problem: Problem, seeds: [SeedMeasurement], identityLoss: Float, outputSpread: Float) {
    shared = SharedProblem(problem)
    steps = nil
    let values = [identityLoss, outputSpread] + Self.values(of: seeds, problem)
    precondition(values.count == Self.valueCount(problem), "seeds and steps are the configuration's")
    kept = KeptValues(values, Self.layout(problem, nil))
  }

  /// Of a problem's first seeds only, as long as the others are not trained.
  init?(_ problem: Problem, values: [Float]) {
    let layout = Self.layout(problem, nil)
    let seeds = (values.count - 2) / layout.perSeed
    guard (1...problem.seedCount).contains(seeds), values.count == 2 + seeds * layout.perSeed else {
      return nil
    }
    (shared, steps, kept) = (SharedProblem(problem), nil, KeptValues(values, layout))
  }

  /// Seed by seed.
  static func values(of seeds: [SeedMeasurement], _ problem: Problem) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(seeds.count * layout(problem, nil).perSeed)
    for seed in seeds {
      values.append(seed.initialDisplacement)
      values += seed.peakLosses
      for order in seed.orderParameters { values += order.values }
      values += seed.losses
      if problem.test > 0 {
        let losses = seed.heldOutLosses ?? HeldOutLosses()
        values += [losses.initial, losses.final]
      }
      if problem.loss.isOfLabels {
        values.append(seed.accuracy ?? .nan)
        if problem.test > 0 { values.append(seed.heldOutAccuracy ?? .nan) }
      }
    }
    return values
  }

  /// From the values of an equal measurement; `nil` where their number is not the problem's.
  /// - Parameter steps: of a declared network.
  package init?(problem: Problem, steps: ReportedSteps? = nil, values: [Float]) {
    self.init(SharedProblem(problem), steps, KeptValues(values, Self.layout(problem, steps)))
  }

  private init?(_ shared: SharedProblem, _ steps: ReportedSteps?, _ kept: KeptValues) {
    let problem = shared.problem
    guard (problem.declared != nil) == (steps != nil), kept.count == Self.valueCount(problem, steps) else {
      return nil
    }
    (self.shared, self.steps, self.kept) = (shared, steps, kept)
  }

  /// The same of an equal problem.
  package func with(_ problem: Problem) -> Measurement? {
    Measurement(SharedProblem(problem), steps, kept)
  }

  /// The same whose curves are left in its record until somebody looks at them.
  package func leavingCurves(in place: RecordPlace) -> Measurement {
    KeptValues(kept, in: place).flatMap { Measurement(shared, steps, $0) } ?? self
  }

  /// Whether its curves were left in a record that is no longer there: then `losses` are `nan` between the first step and
  /// the measured ones.
  package var hasLostCurves: Bool { kept.found == nil }

  /// How many values a measurement of the problem has.
  package static func valueCount(_ problem: Problem, _ steps: ReportedSteps? = nil) -> Int {
    2 + problem.seedCount * layout(problem, steps).perSeed
  }

  /// The same of some of its seeds.
  static func valueCount(_ group: SeedGroup) -> Int {
    2 + group.seeds.count * layout(group.problem, nil).perSeed
  }

  private static func layout(_ problem: Problem, _ steps: ReportedSteps?) -> ValueLayout {
    guard let steps else { return .of(problem, perStep: OrderParameters.count) }
    return ValueLayout(
      steps: steps.measured.count, perStep: 1 + (problem.declared?.declaration.quantities.count ?? 0),
      losses: steps.curve.count)
  }

  /// How many seeds there are: the problem's, or the first of them.
  package var seedCount: Int { (kept.count - 2) / kept.layout.perSeed }
  /// The part of the problem's seeds.
  package var share: Double { Double(seedCount) / Double(problem.seedCount) }
  /// Whether all are there.
  package var isWhole: Bool { seedCount == problem.seedCount }

  /// The steps at which losses are kept.
  package var curveSteps: [Int] { steps?.curve ?? problem.curveSteps }
  /// The steps after which order parameters, or declared quantities, are kept.
  package var measuredSteps: [Int] { steps?.measured ?? problem.measuredSteps }

  /// How many those are.
  package var measuredStepCount: Int { kept.layout.steps }

  /// The loss of the network without blocks: `‖X − Y‖²/(ND)` of the identity map, or that of `W_UᵀW_E x/D`.
  package var identityLoss: Float { kept.near[0] }
  /// Rms over entries of the (n−1) standard deviation of the output over the seeds that stayed finite; `nan` under two.
  package var outputSpread: Float { kept.near[1] }

  /// In the order of the seeds.
  package var seeds: [SeedMeasurement] {
    let steps = measuredSteps.count
    return views(of: kept.isWhole ? kept : KeptValues(kept.all, kept.layout)).map { view in
      SeedMeasurement(
        seed: view.seed, losses: Array(view.losses), peakLosses: (0..<steps).map(view.peakLoss),
        initialDisplacement: view.initialDisplacement, orderParameters: (0..<steps).map(view.orderParameters),
        heldOutLosses: view.heldOutLosses, accuracy: view.accuracy, heldOutAccuracy: view.heldOutAccuracy)
    }
  }

  /// The seeds where their numbers stand, for those who need a few of them.
  package var views: [SeedView] { views(of: kept) }

  private func views(of kept: KeptValues) -> [SeedView] {
    (0..<seedCount).map { SeedView(seed: problem.firstSeed + $0, kept, $0, isDeclared: steps != nil) }
  }

  /// Whether both have the same bits, `nan` included.
  package func isIdentical(to other: Measurement) -> Bool {
    problem == other.problem && steps == other.steps && kept.isIdentical(to: other.kept)
  }
}

/// One seed's numbers within a measurement.
package struct SeedView {
  package let seed: Int
  /// Whether these are a loss and what was declared; else order parameters.
  package let isDeclared: Bool
  private let kept: KeptValues
  private let place: Int
  /// Its values among those that are at hand: all, or all but its curve.
  private let first: Int
  private let end: Int

  /// - Parameter place: among the seeds.
  fileprivate init(seed: Int, _ kept: KeptValues, _ place: Int, isDeclared: Bool) {
    (self.seed, self.kept, self.place, self.isDeclared) = (seed, kept, place, isDeclared)
    let range = kept.range(ofSeed: place)
    (first, end) = (range.lowerBound, range.upperBound)
  }

  private var values: [Float] { kept.near }

  private var layout: ValueLayout { kept.layout }
  private var ends: MeasuredEnds { layout.ends }

  /// `nan` of a declared network.
  package var initialDisplacement: Float { isDeclared ? .nan : values[first] }
  /// Before the first step, or the first that was reported.
  package var initialLoss: Float { isDeclared ? values[first] : marked(0) }
  /// After the first step up to a measured one.
  package func peakLoss(_ index: Int) -> Float { values[first + 1 + index] }
  /// After a measured step.
  package func loss(_ index: Int) -> Float { isDeclared ? reported(index).loss : marked(1 + index) }

  /// A loss of the curve that is always at hand.
  private func marked(_ index: Int) -> Float {
    values[first + layout.head + (kept.isWhole ? layout.marks[index] : index)]
  }

  /// All `nan` of a declared network.
  package func orderParameters(_ index: Int) -> OrderParameters {
    isDeclared ? OrderParameters() : OrderParameters(ofStep(index))
  }

  /// Of a declared network, the last loss up to a measured step and its quantities there.
  package func reported(_ index: Int) -> (loss: Float, quantities: ArraySlice<Float>) {
    let values = ofStep(index)
    return (values[values.startIndex], values.dropFirst())
  }

  private func ofStep(_ index: Int) -> ArraySlice<Float> {
    let start = first + 1 + layout.steps + index * layout.perStep
    return values[start..<start + layout.perStep]
  }

  /// At the measurement's `curveSteps`; of a declared network `nan` where nothing was reported.
  package var losses: ArraySlice<Float> { kept.all[layout.curve(ofSeed: place)] }

  /// `nil` where no samples are held out.
  package var heldOutLosses: HeldOutLosses? {
    guard ends.holdsOut else { return nil }
    var losses = HeldOutLosses()
    let place = end - ends.count
    (losses.initial, losses.final) = (values[place], values[place + 1])
    return losses
  }

  /// `nil` where targets are no labels or the seed had stopped.
  package var accuracy: Float? {
    ends.hasLabels ? known(values[end - (ends.holdsOut ? 2 : 1)]) : nil
  }
  /// The same of held-out samples.
  package var heldOutAccuracy: Float? {
    ends.hasLabels && ends.holdsOut ? known(values[end - 1]) : nil
  }

  private func known(_ value: Float) -> Float? { value.isNaN ? nil : value }
}

/// A problem that several hold.
package final class SharedProblem: Hashable, Sendable {
  package let problem: Problem

  package init(_ problem: Problem) { self.problem = problem }

  package static func == (a: SharedProblem, b: SharedProblem) -> Bool {
    a === b || a.problem == b.problem
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(problem) }
}

/// What one seed's network makes of the samples, (N, d_out) each: `h_L`, or `y` where it is embedded.
package struct TrainedOutput: Hashable, Sendable {
  package var seed: Int
  /// Before the first step.
  package var initial: [Float]
  /// After the last; `nil` where training did not stay finite.
  package var trained: [Float]?

  package init(seed: Int, initial: [Float], trained: [Float]?) {
    self.seed = seed
    self.initial = initial
    self.trained = trained
  }
}

/// The same of every seed, on the samples that it is trained on and on held-out ones, (T, D); of these nothing where there
/// are none.
package typealias TrainedOutputs = (samples: [TrainedOutput], heldOut: [TrainedOutput])
