import Engine
import Model
import Testing

@testable import Rates

@Suite struct HeadRateTests {
  /// Few small networks of heads and of transformers against what is stated of all.
  @Test func headsHaveTheirRates() throws {
    var rate = HeadRate(.quick, of: RateNetwork())
    (rate.draws, rate.seeds, rate.units, rate.splitDepths) = (3, 8, 512, [8, 16, 32])
    (rate.spreadDepth, rate.spreadWidths, rate.lazy.width) = (16, [4, 16, 64], 32)
    let findings = try rate.report(Experiment(kernel: KernelChoice.available[0], jobs: 2)).findings
    func measured(_ text: String) throws -> Double {
      try #require(findings.first { $0.quantity.hasPrefix(text) }).measured
    }
    for subject in ["heads", "transformer"] {
      let ratio = try measured("bias of \(subject), L = 8 over 16")
      #expect((1.4...2.8).contains(ratio), "\(subject): \(ratio)")
    }
    #expect((-0.65 ... -0.4).contains(try measured("fluctuation of heads")))
    #expect((0.9...1.1).contains(try measured("D = 64: ξ")))
    #expect((-1.15 ... -0.85).contains(try measured("feature update of heads, exponent")))
    let steps = findings.filter { $0.quantity.hasPrefix("one step") }
    #expect(steps.count == 4)
    for step in steps { #expect(step.verdict == .agreesWithin("0.999 … 1.001"), "\(step)") }
  }
}
