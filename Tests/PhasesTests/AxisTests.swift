import Testing

@testable import Phases

@Suite struct AxisTests {
  @Test func valuesAreRoundedToSixDigits() {
    #expect(0.12589254117941673.roundedToSixDigits == 0.125893)
    #expect(1258925.4117941673.roundedToSixDigits == 1_258_930)
    #expect((-3.1622776601683795e-12).roundedToSixDigits == -3.16228e-12)
    #expect(0.99999999.roundedToSixDigits == 1)
    #expect(0.0.roundedToSixDigits == 0)
    #expect(Double.nan.roundedToSixDigits.isNaN)
    #expect(1e-300.roundedToSixDigits == 1e-300)
  }

  @Test func numbersPrintShort() {
    #expect(16.0.shortest == "16")
    #expect(Float(0.1).shortest == "0.1")
    #expect((-Double.nan).shortest == "nan")
    #expect((-Float.infinity).shortest == "-inf")
  }

  @Test func everyAxisInterpolatesWithinItsNeighbours() throws {
    for parameter in Parameter.allCases where parameter.mayBeAxis {
      let axis = try Axis(parameter, low: 1, high: 1000, count: 7)
      #expect(axis.values.first == 1 && axis.values.last == 1000)
      var last = 0.0
      for units in stride(from: 0, through: axis.positions.upperBound.units, by: 16) {
        let value = axis.value(at: Position(units: units))
        #expect(value >= last)
        #expect(value == parameter.rounded(value))
        last = value
      }
      #expect(axis.value(at: Position(units: -5)) == 1)
      #expect(axis.value(at: Position(units: 1 << 40)) == 1000)
    }
  }

  @Test(arguments: Parameter.allCases.filter { !$0.mayBeAxis })
  func otherParametersCannotBeAxes(_ parameter: Parameter) {
    #expect(throws: Complaint.self) { try Axis(parameter, low: 1, high: 10, count: 3) }
  }

  @Test func halfwayIsTheGeometricMean() throws {
    let axis = try Axis(.alpha, low: 0.1, high: 100, count: 4)
    #expect(axis.values == [0.1, 1, 10, 100])
    #expect(axis.value(at: Position(units: 128)) == 0.316228)
    #expect(axis.value(at: Position(units: 256 + 64)) == 1.77828)
  }

  @Test(arguments: [
    (1.0, 10.0, 1), (1, 10, 1001), (10, 1, 5), (0, 1, 5), (-1, 1, 5), (1, .nan, 5), (1, .infinity, 5),
  ])
  func badSpansAreRefused(low: Double, high: Double, count: Int) {
    #expect(throws: Complaint.self) { try Axis(.alpha, low: low, high: high, count: count) }
  }

  @Test func badListsAreRefused() {
    #expect(throws: Complaint.self) { try Axis(.alpha, values: []) }
    #expect(throws: Complaint.self) { try Axis(.alpha, values: [1, 1]) }
    #expect(throws: Complaint.self) { try Axis(.alpha, values: [2, 1]) }
    #expect(throws: Complaint.self) { try Axis(.depth, values: [1.5, 3]) }
    #expect(throws: Complaint.self) { try Axis(.depth, values: [1, 2e6]) }
    #expect(throws: Complaint.self) { try Axis(.alpha, values: [1, 1.0000001]) }
  }

  @Test func levelsOfPositions() {
    #expect([0, 256, 512, 128, 384, 64, 1, 3].map { Position(units: $0).level } == [0, 0, 0, 1, 1, 2, 8, 8])
    #expect(Cell(column: Position(units: 128), row: Position(units: 64)).level == 2)
  }

  /// Canonical positions stand for their values one to one.
  @Test func canonicalPositionsAreUnique() throws {
    for axis in [
      try Axis(.depth, low: 1, high: 64, count: 13), try Axis(.depth, values: [1, 2, 3, 9, 10, 40]),
      try Axis(.alpha, low: 1, high: 1.0001, count: 10),
    ] {
      for level in 0...Position.finestLevel {
        let grid = axis.grid(level: level, in: axis.positions)
        let values = grid.map(axis.value)
        #expect(Set(values).count == values.count, "level \(level)")
        #expect(values == values.sorted())
        #expect(grid.allSatisfy { axis.canonical($0) == $0 && $0.level <= level })
      }
    }
  }

  @Test func halfwayBetweenTwoAndThreeIsTwo() throws {
    let axis = try Axis(.depth, values: [1, 2, 3, 4, 8])
    #expect(axis.canonical(Position(units: 256 + 128)) == Position(base: 1))
    #expect(axis.canonical(Position(units: 512 + 128)) == Position(base: 2))
    #expect(axis.canonical(Position(units: 768 + 128)) == Position(units: 768 + 128))
    #expect(axis.value(at: Position(units: 768 + 128)) == 6)
  }
}
