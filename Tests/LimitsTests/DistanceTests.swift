import Testing

@testable import Limits

@Suite struct DistanceTests {
  @Test func isTheRootMeanSquareOfTheDifference() {
    #expect(distance([1, 2, 3, 4], [1, 2, 3, 8]) == 2)
    #expect(distance([1, .nan], [1, 1]).isNaN)
  }
}
