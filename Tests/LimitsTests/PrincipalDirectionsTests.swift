import Testing

@testable import Limits

@Suite struct PrincipalDirectionsTests {
  /// Lengths 5 along (3, 4, 0)/5, 2 along (−4, 3, 0)/5 and 1 along the third axis.
  @Test func ofAKnownEllipsoid() {
    let axes = [[0.6, 0.8, 0], [-0.8, 0.6, 0], [0, 0, 1]]
    let vectors = zip(axes, [5.0, 2, 1]).flatMap { axis, length in
      [axis.map { $0 * length }, axis.map { -$0 * length }]
    }
    let principal = PrincipalDirections(of: vectors)
    for (found, expected) in [(principal.first, [0.6, 0.8, 0]), (principal.second, [0.8, -0.6, 0])] {
      for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-6) }
    }
    #expect(abs(principal.shares.x - 25.0 / 30) < 1e-9 && abs(principal.shares.y - 4.0 / 30) < 1e-6)
    let point = principal.project([3, 4, 7])
    #expect(abs(point.x - 5) < 1e-5 && abs(point.y) < 1e-5)
  }

  @Test func ofPointsThatDoNotMove() {
    let principal = PrincipalDirections(of: [[0, 0], [0, 0]])
    #expect(principal.shares == SIMD2(0, 0) && principal.project([0, 0]) == SIMD2(0, 0))
  }

  @Test func ofOneCoordinate() {
    let principal = PrincipalDirections(of: [[-2], [1]])
    #expect(principal.first == [1] && principal.shares == SIMD2(1, 0))
    #expect(principal.project([-3]) == SIMD2(-3, 0))
  }
}
