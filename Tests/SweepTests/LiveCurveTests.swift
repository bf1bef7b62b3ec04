import Phases
import Testing

@testable import Sweep

/// What a trainer tells while it trains costs little, however much it is.
@Suite struct LiveCurveTests {
  private func point(_ step: Int, _ loss: Double = 1) -> LiveCurve.Point { .init(step: step, loss: loss) }

  @Test func keepsAFewPointsOfMany() throws {
    var curve = LiveCurve()
    for step in 0..<100_000 { curve.add(point(step, Double(step)), of: 3) }
    let seed = try #require(curve.latest)
    #expect(curve.seeds.count == 1 && seed.seed == 3 && seed.last == point(99_999, 99_999))
    let points = seed.points
    #expect((100...LiveCurve.Seed.mostPoints + 1).contains(points.count))
    #expect(points.first == point(0, 0) && points.last == seed.last)
    // Evenly, but for the end.
    let strides = Set(zip(points, points.dropFirst()).dropLast().map { $1.step - $0.step })
    #expect(strides.count == 1)
    #expect(points.allSatisfy { $0.loss == Double($0.step) })
  }

  @Test func keepsAllOfAFew() {
    var curve = LiveCurve()
    for step in [0, 10, 20] {
      curve.add(point(step), of: 0)
      curve.add(point(step, .nan), of: 1)
    }
    // A step back is what was told last, and no point of the curve.
    curve.add(point(5, 7), of: 0)
    #expect(curve.seeds.map(\.seed) == [0, 1] && curve.latest?.seed == 0)
    #expect(curve.latest?.last == point(5, 7) && curve.latest?.points.map(\.step) == [0, 10, 20])
    #expect(curve.seeds[1].points.count == 3)
  }

  /// Who looks on is told once, until it looks again; nobody is told of what nobody looks at.
  @Test func tellsOnceOfWhatIsLookedAt() {
    let losses = LiveLosses()
    let (here, there) = (Cell(column: 0, row: 0), Cell(column: 1, row: 0))
    #expect(!losses.add(point(1), of: 0, in: here))
    #expect(losses.read(here)?.latest?.last == point(1) && losses.read(there) == nil)
    #expect(!losses.add(point(2), of: 0, in: here))
    #expect(losses.add(point(1), of: 0, in: there) && !losses.add(point(2), of: 0, in: there))
    #expect(losses.read(there)?.latest?.last == point(2))
    #expect(losses.add(point(3), of: 0, in: there))
    losses.forget([there])
    #expect(losses.read(there) == nil && losses.read(here) != nil)
  }
}
