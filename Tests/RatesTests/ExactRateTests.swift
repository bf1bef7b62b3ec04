import Engine
import Model
import Testing

@testable import Rates

@Suite struct ExactRateTests {
  private func report(_ activation: ActivationName) throws -> RateReport {
    var rate = ExactRate(.quick, of: RateNetwork(activation: activation))
    (rate.draws, rate.steps, rate.seeds, rate.depths) = (2, 4, 8, [64, 256])
    return try rate.report(Experiment(kernel: KernelChoice.available[0], jobs: 2))
  }

  /// Networks and twins of few units against every limit; the twins of relu are told, not judged.
  @Test(arguments: [ActivationName.tanh, .relu, .linear])
  func networksTendToTheExactLimits(activation: ActivationName) throws {
    let findings = try report(activation).findings
    func finding(_ text: String) throws -> RateReport.Finding {
      try #require(findings.first { $0.quantity.contains(text) })
    }
    let (oneStep, slope) = (try finding("K = 1"), try finding("dL/dη"))
    #expect(oneStep.high < 1e-6 && abs(slope.measured - 1) < 0.05)
    for subject in ["linear networks, S = 1", "networks of large scale"] {
      let level = try finding("\(subject): error·√(LM)")
      #expect(level.low > 0.7 && level.high < 1.3, "\(level)")
    }
    let twins = findings.filter { $0.quantity.hasPrefix("tangent twins") }
    #expect(twins.count == 2)
    #expect(twins.allSatisfy { ($0.verdict == .notJudged) == (activation == .relu) })
  }
}
