import RealModule
import Testing

@testable import Limits

@Suite struct PowerLawFitTests {
  @Test(arguments: [-1, -0.5, 0.25]) func findsAnExactPower(exponent: Double) throws {
    let fit = try #require(PowerLawFit([1, 2, 5, 17, 40].map { ($0, 3 * Double.pow($0, exponent)) }))
    #expect(abs(fit.exponent - exponent) < 1e-12 && fit.uncertainty < 1e-10)
  }

  /// y = 1, 2, 4, 16 at x = 1, 2, 4, 8, in logarithms of 2: 0, 1, 2, 4; slope 1.3, residual variance 0.15, s.e. √0.03.
  @Test func intervalsAreStudents() throws {
    let fit = try #require(PowerLawFit([(1, 1), (2, 2), (4, 4), (8, 16)]))
    #expect(abs(fit.exponent - 1.3) < 1e-12)
    #expect(abs(fit.uncertainty - studentQuantile(.ninetyFive, freedom: 2) * 0.03.squareRoot()) < 1e-12)
  }

  /// From a table.
  @Test(
    arguments: [
      (1, 6.314, 12.706), (2, 2.920, 4.303), (3, 2.353, 3.182), (5, 2.015, 2.571), (10, 1.812, 2.228),
      (30, 1.697, 2.042),
    ])
  func quantiles(freedom: Int, ninety: Double, ninetyFive: Double) {
    #expect(abs(studentQuantile(.ninety, freedom: freedom) / ninety - 1) < 0.003)
    #expect(abs(studentQuantile(.ninetyFive, freedom: freedom) / ninetyFive - 1) < 0.011)
  }

  @Test func tooFewPoints() {
    #expect(PowerLawFit([(1, 1), (2, 2), (4, 4)]) == nil)
    #expect(PowerLawFit([(1, 1), (2, 2), (4, 4), (4, 5), (.nan, 1), (8, 0)]) == nil)
  }
}
