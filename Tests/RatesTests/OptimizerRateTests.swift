import Engine
import Model
import RealModule
import Testing

@testable import Rates

@Suite struct OptimizerRateTests {
  /// Few small networks against what is stated of all.
  @Test func perceptronsKeepTheirRates() throws {
    var rate = OptimizerRate(.quick, of: RateNetwork())
    (rate.draws, rate.seeds, rate.units, rate.splitDepths) = (3, 8, 512, [8, 16, 32])
    (rate.spreadDepths, rate.lazy, rate.firstDraws) = ([8, 32, 128], (depth: 32, width: 32), 20)
    let findings = try rate.report(Experiment(kernel: KernelChoice.available[0], jobs: 2)).findings
    func finding(_ text: String) throws -> RateReport.Finding {
      try #require(findings.first { $0.quantity.hasPrefix(text) })
    }
    for subject in ["sign", "adam", "mini-batches", "cross-entropy"] {
      let ratio = try finding("bias of \(subject), L = 8 over 16").measured
      #expect((1.4...2.8).contains(ratio), "\(subject): \(ratio)")
    }
    #expect((-0.65 ... -0.4).contains(try finding("adam: fluctuation").measured))
    #expect((-1.15 ... -0.85).contains(try finding("feature update of adam, exponent").measured))
    let steps = findings.filter { $0.quantity.hasPrefix("one step") }
    #expect(steps.count == 4)
    for step in steps { #expect(step.verdict == .agreesWithin("0.999 … 1.001"), "\(step)") }
    let first = try finding("first loss of cross-entropy, C = 5, D = 64")
    #expect(abs(first.measured - .log(5)) < 0.03 && first.verdict != .disagrees, "\(first)")
  }

  /// What is known of tanh alone is told of other units, and not compared.
  @Test func valuesOfTanhAreItsOwn() throws {
    var rate = OptimizerRate(.quick, of: RateNetwork(activation: .erf))
    (rate.draws, rate.seeds, rate.units, rate.splitDepths) = (2, 8, 64, [2, 4, 8])
    (rate.spreadDepths, rate.lazy, rate.firstDraws, rate.steps) = ([2, 4], (depth: 4, width: 8), 2, 2)
    let findings = try rate.report(Experiment(kernel: KernelChoice.available[0], jobs: 2)).findings
    let told = findings.filter { $0.quantity.hasPrefix("feature update of adam, S = ") }
    #expect(told.count == 3 && told.allSatisfy { $0.theory.isNaN && $0.reason == "known of tanh alone" })
  }
}
