import Engine
import Limits
import Model
import RealModule

/// The best shape of an embedded network: its error has a part `D/(LM)`, the fluctuation, and a part 1/D, of the
/// embedding's finite rows, so that at given `P = LMD` it is least at `D ∝ P^{1/3}`, where it is `∝ P^{−1/6}`.
///
/// The limit, L fixed and M and D infinite, is not known: networks are compared with the largest run. Its fluctuation is
/// measured and taken away. Its rows are those of the smaller networks and more, so that errors lack what it is off by
/// itself: a constant in the square, which moves no optimum and is given back by the law fitted to each draw.
struct ShapeRate: Rate {
  static let name = "shape"
  static let summary = "the error of embedded networks over shapes, and the best at a size"

  let base: RateNetwork
  /// Many, since the rows of embeddings are as random as their number makes them.
  var draws = 10
  var steps = 15
  var depth = 50
  var seeds = 8
  /// D, each twice the one before.
  var dimensions = [16, 32, 64, 128, 256, 512]
  /// `MD`, each twice the one before.
  var sizes = (7...16).map { 1 << $0 }
  /// The shapes of which errors are stated one by one.
  var known = [(dimension: 96, width: 141), (dimension: 206, width: 141)]
  /// The largest run.
  var reference = (dimension: 1200, width: 600, seeds: 2)

  init(_ effort: RateEffort, of network: RateNetwork) {
    base = network
    guard effort == .quick else { return }
    (dimensions, sizes) = ([16, 32, 64, 128, 256], (7...13).map { 1 << $0 })
    (reference.dimension, reference.width) = (600, 300)
  }

  /// Seeds of the largest runs, which no other network has.
  private static let firstSeed = 1 << 20
  /// Shapes with more noise are no neighbours of the best.
  private static let mostNoise = 1.0

  private func network(
    _ draw: Int, _ shape: NetworkShape, _ initialization: Initialization = .independent, seeds: Int
  ) -> Problem {
    var problem = base.problem(
      draw: draw, depth: shape.depth, width: shape.width, dimension: shape.dimension, steps: steps,
      initialization: initialization, seeds: seeds)
    problem.embedding = .fixed
    (problem.shape.inputDimension, problem.shape.outputDimension) = (5, 5)
    return problem
  }

  /// The shapes of one size, by D.
  private func shapes(_ size: Int) -> [NetworkShape] {
    dimensions.filter { $0 <= size }
      .map { NetworkShape(depth: depth, width: size / $0, dimension: $0) }
      .filter { $0.noise <= Self.mostNoise }
  }

  func report(_ experiment: Experiment) throws(TrainingFailure) -> RateReport {
    let references = try references(experiment)
    let known = known.map { NetworkShape(depth: depth, width: $0.width, dimension: $0.dimension) }
    let shapes = sizes.flatMap(shapes)
    let all = shapes + known
    let outputs = try outputs(
      "shapes", (0..<draws).flatMap { draw in all.map { network(draw, $0, seeds: seeds) } }, experiment)
    let errors = (0..<draws).map { draw in
      Dictionary(
        uniqueKeysWithValues: all.enumerated().map { place, shape in
          (shape, outputs[draw * all.count + place].map(references[draw].squares))
        })
    }
    let found = ShapeFindings(
      base: base, draws: draws, seeds: seeds, shapes: shapes, known: known, bySize: sizes.map(self.shapes),
      reference: Double(reference.dimension), errors: errors)
    return RateReport(
      title: "The best shape of an embedded network",
      setting:
        "S = 1, L = \(depth), N = 10, d_in = d_out = 5, K = \(steps), against D = \(reference.dimension), M = \(reference.width), \(draws) draws of the data, \(seeds) seeds",
      findings: found.findings, figures: found.figures)
  }

  /// By draw. Antithetic pairs fluctuate less.
  private func references(_ experiment: Experiment) throws(TrainingFailure) -> [ShapeReference] {
    let shape = NetworkShape(depth: depth, width: reference.width, dimension: reference.dimension)
    let problems = (0..<draws).flatMap { draw in
      (0..<reference.seeds).map { seed in
        var problem = network(draw, shape, .antithetic, seeds: 1)
        problem.firstSeed = Self.firstSeed + seed
        return problem
      }
    }
    let outputs = try outputs("largest runs", problems, experiment)
    return (0..<draws).map { draw in
      ShapeReference(
        dimension: reference.dimension,
        outputs[draw * reference.seeds..<(draw + 1) * reference.seeds].flatMap(\.self))
    }
  }

  /// By problem and seed.
  private func outputs(
    _ stage: String, _ problems: [Problem], _ experiment: Experiment
  ) throws(TrainingFailure) -> [[EmbeddedOutput]] {
    try experiment.map(stage, problems, cost: \.operations) { problem, trainer throws(TrainingFailure) in
      let dataset = trainer.drawnData(for: problem)
      let states = try trainer.lastStates(
        problem, dataset: dataset, isCancelled: { experiment.isCancelled })
      let embeddings = trainer.embedded(dataset, for: problem).embeddings
      let outputs = states.compactMap { state -> EmbeddedOutput? in
        guard let state, let embeddings else { return nil }
        return EmbeddedOutput(
          state: state.map(Double.init), output: embeddings.outputs(state).map(Double.init))
      }
      guard outputs.count == states.count else { throw .diverged }
      return outputs
    }
  }
}
