import Engine
import Model
import RealModule
import Testing

@testable import Rates

@Suite struct ShapeRateTests {
  /// Points made by the law give it back.
  @Test(arguments: [(0.64, 6.25), (0.02, 0.8)]) func theLawIsFitted(a: Double, b: Double) {
    let law = ShapeLaw(noise: a, dimension: b)
    let points = [(0.01, 32.0), (0.2, 64), (0.5, 16), (0.05, 128)].map { noise, dimension in
      (
        noise: noise, dimension: dimension,
        square: law.square(noise: noise, dimension: dimension, reference: 600)
      )
    }
    let fitted = ShapeLaw(fitting: points, reference: 600)
    #expect(abs(fitted.noise / a - 1) < 1e-9 && abs(fitted.dimension / b - 1) < 1e-9)
  }

  /// Two samples of three rows: a smaller network has the first two of each; what the mean of two runs is off by itself
  /// is taken away, a quarter of their squared difference's half.
  @Test func statesAreComparedOverTheSharedRows() {
    func run(_ shift: Double) -> EmbeddedOutput {
      EmbeddedOutput(state: [1, 2, 9, 3, 4, 9].map { $0 + shift }, output: [5, 6 + shift])
    }
    let reference = ShapeReference(dimension: 3, [run(0.2), run(-0.2)])
    let errors = reference.squares(EmbeddedOutput(state: [1, 2, 3, 6], output: [5, 7]))
    #expect(abs(errors.state - (1 - 0.04)) < 1e-12 && abs(errors.output - (0.5 - 0.02)) < 1e-12)
  }

  /// The states that are told are those that outputs are read out of.
  @Test func lastStatesAreTheOutputs() throws {
    var problem = RateNetwork().problem(draw: 1, depth: 4, width: 3, dimension: 6, steps: 3, seeds: 10)
    problem.embedding = .fixed
    let trainer = Trainer(kernel: KernelChoice.available[0])
    let dataset = trainer.drawnData(for: problem)
    let states = try trainer.lastStates(problem, dataset: dataset)
    let outputs = try trainer.outputs(problem, dataset: dataset)
    let embeddings = try #require(trainer.embedded(dataset, for: problem).embeddings)
    #expect(states.count == 10 && Set(states).count == 10)
    for (state, output) in zip(states, outputs) {
      let (read, own) = (embeddings.outputs(try #require(state)), try #require(output.trained))
      #expect(zip(read, own).allSatisfy { ($0 - $1).magnitude < 1e-5 })
    }
  }

  /// Small networks against a larger one: both parts of the error show.
  @Test func theBestShapeGrowsWithTheSize() throws {
    var rate = ShapeRate(.quick, of: RateNetwork())
    (rate.draws, rate.seeds, rate.dimensions, rate.sizes) = (
      6, 4, [8, 16, 32, 64], [64, 128, 256, 512, 1024]
    )
    (rate.known, rate.reference) = ([(24, 8)], (160, 80, 2))
    let report = try rate.report(Experiment(kernel: KernelChoice.available[0], jobs: 2))
    func finding(_ text: String) throws -> RateReport.Finding {
      try #require(report.findings.first { $0.quantity.hasPrefix(text) })
    }
    let (error, best) = (try finding("least err_h at a size"), try finding("best D"))
    #expect((-0.3 ... -0.05).contains(error.measured), "\(error.measured)")
    #expect((0.2...0.6).contains(best.measured), "\(best.measured)")
    let ratio = try finding("err_h over its line")
    #expect((0.6...1.5).contains(ratio.measured), "\(ratio.measured)")
    #expect(try finding("err_h to the largest run, D = 24").measured > 0)
    #expect(report.figures.count == 4 && report.figures.allSatisfy { !$0.curves.isEmpty })
  }
}
