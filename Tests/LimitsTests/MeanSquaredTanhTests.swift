import Testing

@testable import Limits

@Suite struct MeanSquaredTanhTests {
  @Test func quadratureMeetsItsLimits() {
    #expect(abs(meanSquaredTanh(1e-4) / 1e-8 - 1) < 1e-6)
    // E tanh²(Z), from 10^7-point Simpson integration on [−12, 12].
    #expect(abs(meanSquaredTanh(1) - 0.394294) < 1e-6)
    #expect(abs(meanSquaredTanh(1 + 1e-9) - meanSquaredTanh(1)) < 1e-8)
    let large = 1e6
    #expect(abs((1 - meanSquaredTanh(large)) * large - 2 / (2 * Double.pi).squareRoot()) < 1e-6)
  }
}
