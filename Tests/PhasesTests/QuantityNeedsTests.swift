import Engine
import Limits
import Model
import Testing

@testable import Phases

/// What a quantity needs, against small networks that are trained and whose limits are measured.
@Suite struct QuantityNeedsTests {
  private let trainer = Trainer(kernel: KernelChoice.available[0])

  private static func study(
    _ parameters: [String: String], seeds: Int = 2, axes: [String] = []
  ) throws -> Study {
    var overrides = StudyOverrides()
    overrides.axes = axes.isEmpty ? ["alpha=1:2:2", "depth=4:8:2"] : axes
    overrides.seedCount = seeds
    let small = ["width": "4", "dimension": "4", "samples": "4", "steps": "3", "eta": "0.1"]
    overrides.settings = small.merging(parameters, uniquingKeysWith: { $1 }).map { "\($0.key)=\($0.value)" }
    return try overrides.applied(to: .alphaDepth)
  }

  private static func problem(_ parameters: [String: String], seeds: Int = 2) throws -> Problem {
    try study(parameters, seeds: seeds).problem(for: Cell(column: 0, row: 0))
  }

  /// Everything that can be measured of a problem.
  private func summary(_ problem: Problem) throws -> CellSummary {
    let critical = CriticalUpdate(companion: try measure(problem.criticalCompanion, on: trainer))
    var summary = CellSummary(
      try measure(problem, on: trainer), critical: critical, thresholds: Thresholds(), theory: Theory())
    summary.distances = try Surveyor(on: trainer).distances(
      problem, dataset: trainer.drawnData(for: problem), heldOut: trainer.heldOutData(for: problem, own: nil),
      measuring: Set(LimitMeasure.allCases))
    return summary
  }

  /// A quantity has a value exactly where it is defined.
  private func expectValues(_ problem: Problem, _ place: SourceLocation = #_sourceLocation) throws {
    let summary = try summary(problem)
    for quantity in Quantity.allCases {
      let lack = quantity.lack(in: problem)
      #expect(
        summary[quantity].isFinite == (lack == nil),
        "\(quantity.name) is \(summary[quantity]), \(lack ?? "defined"): \(problem)", sourceLocation: place)
      #expect(quantity.isDefined(for: problem) == (lack == nil))
    }
  }

  @Test(arguments: BlockName.allCases, LossName.allCases)
  func aValueIsThereExactlyWhereItIsDefined(_ block: BlockName, _ loss: LossName) throws {
    for optimizer in OptimizerName.allCases {
      for (batch, held) in [("0", "0"), ("2", "3")] {
        var parameters: [String: String] = [
          "block": block.rawValue, "loss": loss.rawValue, "optimizer": optimizer.rawValue, "batch": batch,
          "test": held,
        ]
        if optimizer.isNormalised { parameters["eta"] = "0.02" }
        if block != .perceptron { parameters["tokens"] = "3" }
        try expectValues(Self.problem(parameters))
      }
    }
  }

  /// Each obstacle alone, and none.
  private static let obstacles: [(KernelObstacle?, [String: String])] = [
    (nil, [:]), (.block, ["block": "heads"]), (.block, ["block": "transformer"]),
    (.optimizer, ["optimizer": "momentum"]), (.batches, ["batch": "3"]), (nil, ["batch": "4"]),
    (.embedding, ["embedding": "trained"]), (.embedding, ["embedding": "fixed"]), (.norm, ["norm": "rms"]),
    (.tokens, ["tokens": "2"]), (.loss, ["loss": "cross-entropy"]),
  ]

  @Test(arguments: 0..<obstacles.count) func theKernelHasOneObstacleAtATime(_ index: Int) throws {
    let (obstacle, parameters) = Self.obstacles[index]
    let problem = try Self.problem(parameters.merging(["test": "2"], uniquingKeysWith: { $1 }))
    #expect(KernelObstacle(in: problem) == obstacle)
    #expect((TrainingKernel(of: problem) == nil) == (obstacle != nil))
    #expect(StepGuide.lack(in: problem) == obstacle?.rawValue)
    #expect(Quantity.tangentLimitDistance.lack(in: problem) == obstacle?.rawValue)
    try expectValues(problem)
  }

  @Test func everyObstacleIsSeen() {
    #expect(Set(Self.obstacles.compactMap(\.0)) == Set(KernelObstacle.allCases))
  }

  @Test func oneSeedHasNoSpread() throws {
    let problem = try Self.problem([:], seeds: 1)
    #expect(Need.lacking(in: problem).map(\.need) == [.labels, .heldOutSamples, .seeds])
    try expectValues(problem)
  }

  /// One or two lines of the narrowest pane beside a grid, and no two alike.
  @Test func wordsAreFew() throws {
    let problems = try Self.obstacles.map { try Self.problem($0.1) } + [Self.problem([:], seeds: 1)]
    let lacks = problems.flatMap { Need.lacking(in: $0) }
    #expect(Set(lacks.map(\.need)) == Set(Need.allCases))
    for lack in lacks { #expect("\(lack.subject): \(lack.reason)".count <= 41) }
    #expect(Set(Need.allCases.map(\.subject)).count == Need.allCases.count)
    #expect(Set(KernelObstacle.allCases.map(\.rawValue)).count == KernelObstacle.allCases.count)
    #expect(Set(Quantity.allCases.flatMap(\.needs)) == Set(Need.allCases))
  }

  /// Where an axis leads from what is undefined to what is defined a study has it.
  @Test func aStudyLacksWhatAllOfItsCellsLack() throws {
    let kernel = Quantity.tangentLimitDistance
    #expect(kernel.lack(in: try Self.study(["batch": "2"])) == KernelObstacle.batches.rawValue)
    var overrides = StudyOverrides()
    overrides.axes = ["alpha=1:2:2", "samples=4,8,16"]
    overrides.settings = ["batch=4"]
    let some = try overrides.applied(to: .alphaDepth)
    let lacks = [0, 2].map { kernel.lack(in: some.problem(for: Cell(column: 0, row: $0))) }
    #expect(lacks == [nil, KernelObstacle.batches.rawValue] && kernel.lack(in: some) == nil)
    #expect(Quantity.accuracy.lack(in: some) == "needs cross-entropy on labels")
    #expect(Quantity.finalLoss.lack(in: some) == nil)
  }

  /// Of many samples the guide is not asked.
  @Test func theGuideIsOfFewSamples() throws {
    #expect(StepGuide.lack(in: try Self.problem(["samples": "256"])) == nil)
    let lack = StepGuide.lack(in: try Self.problem(["samples": "257"]))
    #expect(lack == "known for 256 samples at most")
  }
}
