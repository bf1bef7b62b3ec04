import Engine
import Model
import Testing

@testable import Rates

/// What the rates say of networks that are not the paper's.
@Suite struct RateNetworkTests {
  @Test func thePapersAreTheStandardOnes() {
    var problem = RateNetwork().problem(draw: 0, depth: 64, width: 16, steps: 50, seeds: 8)
    #expect(RateNetwork().isStandard && RateNetwork().words.isEmpty && problem == .standard)
    problem.activation = .gelu
    let other = RateNetwork(activation: .gelu)
    #expect(other.problem(draw: 0, depth: 64, width: 16, steps: 50, seeds: 8) == problem)
    #expect(!other.isStandard && other.words == "gelu units")
    #expect(RateNetwork().displacement == 0.628 && RateNetwork(activation: .linear).displacement == 1)
  }

  /// Draws are numbered from the one that is asked for, and the paper's networks stay the paper's.
  @Test func drawsBeginWhereTheyAreAskedTo() {
    let later = RateNetwork(firstDraw: 7)
    let problem = later.problem(draw: 2, depth: 64, width: 16, steps: 50, seeds: 8)
    #expect(problem.data == .gaussian(seed: 9) && later.isStandard && later.words.isEmpty)
  }

  private func experiment() -> Experiment { Experiment(kernel: KernelChoice.available[0], jobs: 2) }

  /// The initial displacement is what the activation's own second moment makes it.
  @Test(arguments: ActivationName.allCases) func theConstantIsTheActivations(_ activation: ActivationName)
    throws
  {
    var rate = InitializationRate(.quick, of: RateNetwork(activation: activation))
    (rate.seeds, rate.draws, rate.depths, rate.widths) = (16, 3, [16, 64], [8, 16])
    let findings = try rate.report(experiment()).findings
    let constant = try #require(findings.first { $0.quantity == "forward, constant over √D/√(LM)" })
    #expect(constant.theory == RateNetwork(activation: activation).displacement)
    let own = try #require(findings.first { $0.quantity.hasSuffix("of the drawn samples") })
    #expect(abs(own.measured - 1) < 0.06, "\(own.measured)")
    #expect(!findings.contains { $0.verdict == .notJudged })
  }

  /// What the paper states of tanh is held against no other activation.
  @Test(arguments: ActivationName.allCases) func thePapersLineIsOfTanhAlone(_ activation: ActivationName)
    throws
  {
    var rate = DimensionRate(.quick, of: RateNetwork(activation: activation))
    (rate.draws, rate.steps, rate.depth, rate.width, rate.dimensions, rate.seeds) = (
      2, [10], 4, 4, [2, 4], 2
    )
    let report = try rate.report(experiment()).titled(rate.base)
    let finding = try #require(report.findings.first { $0.quantity.contains("the paper's line") })
    #expect((finding.reason == "known of tanh alone") == (activation != .tanh))
    if activation != .tanh { #expect(finding.verdict == .notJudged) }
    #expect(finding.theory.isNaN == (activation != .tanh) && finding.measured.isFinite)
    let isNamed = ([report.title] + report.figures.map(\.title)).map { $0.hasSuffix(", \(activation) units") }
    #expect(isNamed.allSatisfy { $0 == (activation != .tanh) })
  }

  @Test func whatIsNotJudgedKeepsItsMeasurement() {
    let finding = RateReport.Finding.near(
      "b", theory: 1, within: 0.1, because: "finite", Estimate(value: 3, low: 2, high: 4))
    #expect(finding.known(ofStandard: RateNetwork()) == finding)
    let other = finding.known(ofStandard: RateNetwork(activation: .relu))
    #expect((other.measured, other.low, other.high) == (3, 2, 4) && other.theory.isNaN)
    #expect(other.verdict == .notJudged && other.reason == "known of tanh alone")
  }
}
