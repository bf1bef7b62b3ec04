import Engine
import Limits
import Model
import RealModule

/// Networks against limits that are known without any: linear networks against the closed equations of their Mean ODE;
/// tangent twins, and networks of a large scale, against the Neural Tangent ODE by its kernel. In networks deep enough for
/// the bias not to show, the error is a fluctuation like 1/√(LM).
struct ExactRate: Rate {
  static let name = "exact"
  static let summary = "networks against limits known in closed form or by a kernel"

  let base: RateNetwork
  var draws = 5
  var steps = 50
  var seeds = 16
  /// Of narrow networks, which are deep in proportion.
  var depths = [256, 1024, 4096]
  var width = 4
  /// Of the networks that stand for a large scale: their blocks' error is a thousandth.
  var largeScale = 16.0
  /// For linear networks, whose largest stable step is about half of tanh's, and which many steps would bring to where
  /// a few units' noise is amplified.
  var linearEta = 0.5
  var linearSteps = 20
  /// The step of the slope at η = 0.
  var smallEta = 0.01

  init(_ effort: RateEffort, of network: RateNetwork) {
    base = network
    guard effort == .quick else { return }
    (draws, steps, seeds, depths) = (3, 20, 8, [128, 256, 512])
  }

  /// What is compared with a limit, in the order of the table.
  private enum Subject: CaseIterable {
    case linear, twins, lazy

    var name: String {
      switch self {
      case .linear: "linear networks, S = 1"
      case .twins: "tangent twins"
      case .lazy: "networks of large scale"
      }
    }
  }

  private func network(_ subject: Subject, _ draw: Int, depth: Int) -> Problem {
    var network = (subject == .linear ? RateNetwork(activation: .linear) : base).problem(
      draw: draw, depth: depth, width: width, steps: subject == .linear ? min(linearSteps, steps) : steps,
      scale: subject == .lazy ? largeScale : 1,
      // What of the initial weights' noise would grow with the scale is not in the limit's way.
      initialization: subject == .linear ? .independent : .antithetic, seeds: seeds)
    if subject == .linear || base.activation == .linear { network.scaling.eta = linearEta }
    return network
  }

  /// Rms errors of some subject by draw, depth and seed.
  private typealias Errors = [[[Double]]]

  func report(_ experiment: Experiment) throws(TrainingFailure) -> RateReport {
    var errors: [Subject: Errors] = [:]
    for subject in Subject.allCases { errors[subject] = try self.errors(of: subject, experiment) }
    let oneStep = try oneStep(experiment)
    let slopes = try slopeRatios(experiment)
    let units = depths.map { Double($0 * width) }
    func levels(_ subject: Subject) -> [[Double]] {
      (errors[subject] ?? []).map { $0.map { Self.rms($0) } }
    }
    return RateReport(
      title: "Networks against exact limits",
      setting:
        "D = N = 10, M = \(width), K = \(steps) (linear: \(min(linearSteps, steps))), \(draws) draws of the data, \(seeds) seeds",
      findings: [
        .within(
          "linear, K = 1: closed equations less the kernel's lazy ODE, rms", theory: 0, 0...1e-6,
          because: "single precision", oneStep)
      ]
        + Subject.allCases.flatMap { findings($0, errors[$0] ?? [], units) }
        + [
          .near(
            "networks' dL/dη at η = 0 over −2 tr((X − Y)ᵀK(X − Y))/(N²D)", theory: 1, within: 0.02,
            because: "a step of η = \(smallEta), and no more units", slopes)
        ],
      figures: [
        .init(
          title: "Distance to the exact limit", xLabel: "L·M", yLabel: "rms error of the output",
          curves: Subject.allCases.flatMap {
            [RateReport.Curve].measured($0.name, units, levels($0), guide: -0.5)
          })
      ])
  }

  private func findings(_ subject: Subject, _ errors: Errors, _ units: [Double]) -> [RateReport.Finding] {
    /// Mean over the draws of the rms over the seeds, by depth.
    let levels = depths.indices.map { depth in
      let squares = errors.map { draw in Self.rms(draw[depth]) }
      return squares.reduce(0, +) / Double(errors.count) * units[depth].squareRoot()
    }
    let mean = levels.reduce(0, +) / Double(levels.count)
    let exponent = Bootstrap(draws: draws, seeds: seeds).mean { draw, seeds in
      slope(
        depths.indices.map { depth in
          (units[depth], Self.rms(seeds.map { errors[draw][depth][$0] }))
        })
    }
    let findings: [RateReport.Finding] = [
      .within(
        "\(subject.name): error·√(LM) over its mean (\(mean.short))", theory: 1, 0.8...1.2,
        because: "flat: a fluctuation like 1/√(LM)",
        Estimate(range: levels.map { $0 / mean })),
      .near(
        "\(subject.name): error, exponent in L·M", theory: -0.5, within: 0.1,
        because: "next order in 1/(LM)", exponent),
    ]
    guard subject == .twins, base.activation == .relu else { return findings }
    return findings.map { $0.notJudged("relu's twins miss its kink") }
  }

  private func errors(of subject: Subject, _ experiment: Experiment) throws(TrainingFailure) -> Errors {
    let limits = try limits(of: subject, experiment)
    let problems = (0..<draws).flatMap { draw in depths.map { network(subject, draw, depth: $0) } }
    let outputs = try experiment.map(subject.name, problems, cost: \.operations) {
      problem, trainer throws(TrainingFailure) in
      guard subject == .twins else { return try experiment.trained(problem, trainer) }
      return try NeuralTangentODE.outputs(
        problem, dataset: trainer.drawnData(for: problem), trainer: trainer,
        isCancelled: { experiment.isCancelled })
    }
    return try (0..<draws).map { draw throws(TrainingFailure) in
      try depths.indices.map { depth throws(TrainingFailure) in
        try outputs[draw * depths.count + depth].map { output throws(TrainingFailure) in
          guard let trained = output.trained else { throw .diverged }
          return distance(trained, limits[draw].output)
        }
      }
    }
  }

  /// By draw.
  private func limits(of subject: Subject, _ experiment: Experiment) throws(TrainingFailure) -> [SolvedLimit]
  {
    let problems = (0..<draws).map { network(subject, $0, depth: 1) }
    guard subject == .linear else { return try experiment.kernelLimits(problems, accuracy: 0.001) }
    return try experiment.map("limits", problems) { problem, trainer throws(TrainingFailure) in
      try LinearMeanODE.solve(
        problem, dataset: trainer.drawnData(for: problem), isCancelled: { experiment.isCancelled })
    }
  }

  /// The closed equations after one step against the kernel, at scales below and above the critical one: before that step
  /// linear units are as lazy as they are linear, and the two have nothing else in common.
  private func oneStep(_ experiment: Experiment) throws(TrainingFailure) -> Estimate {
    let problems = (0..<draws).flatMap { draw in
      [0.5, 1, 4].map { scale in
        var problem = RateNetwork(activation: .linear).problem(
          draw: draw, depth: 1, width: 1, steps: 1, scale: scale, seeds: 1)
        problem.scaling.eta = linearEta
        return problem
      }
    }
    return Estimate(
      range: try experiment.map("one step", problems) { problem, trainer throws(TrainingFailure) in
        let data = trainer.drawnData(for: problem)
        let solved = try LinearMeanODE.solve(problem, dataset: data)
        return distance(
          solved.output, try LazyKernelODE.solve(problem, dataset: data, accuracy: 1e-7).output)
      })
  }

  /// How much antithetic networks' losses fall in one small step, over what the kernel says, by draw.
  private func slopeRatios(_ experiment: Experiment) throws(TrainingFailure) -> Estimate {
    let problems = (0..<draws).map { draw in
      var problem = network(.twins, draw, depth: depths[depths.count - 1])
      problem.steps = 1
      problem.scaling.eta = smallEta
      return problem
    }
    let ratios = try experiment.map("first step", problems) { problem, trainer throws(TrainingFailure) in
      let data = trainer.drawnData(for: problem)
      guard let kernel = TrainingKernel(of: problem) else {
        preconditionFailure("rates train by gradient descent")
      }
      let measurement = try trainer.train(problem, dataset: data, isCancelled: { experiment.isCancelled })
      let falls = measurement.seeds.map { Double($0.losses[1] - $0.losses[0]) / smallEta }
      return falls.reduce(0, +) / Double(falls.count) / FirstStep(kernel, data: data).slope
    }
    return Bootstrap(draws: draws, seeds: 1).mean { draw, _ in ratios[draw] }
  }

  private static func rms(_ values: [Double]) -> Double {
    (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
  }
}
