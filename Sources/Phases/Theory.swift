import Engine
import EngineInterface
import Limits
import Model

/// Where the theory expects the boundaries (README, What is measured), for data of a given rms.
package struct Theory: Hashable, Sendable {
  /// `r = rms X`: 1 for the Gaussian data.
  package let rms: Double
  /// `c`: lazy from `S = c` on. 3.7 was measured at the threshold `φ = 0.3`; as φ falls like 1/S there, another
  /// threshold moves it in proportion, but never below the critical scale, up to which features always move.
  package let lazyFrom: Double
  /// The initial displacement ξ from which on noise dominates: 0.5 unless set.
  package let noise: Double

  package init(rms: Double = 1, thresholds: Thresholds = Thresholds()) {
    self.rms = rms
    lazyFrom = max(1, 3.7 * 0.3 / thresholds.feature)
    noise = thresholds.noise
  }

  /// A predicted boundary: where its `margin` passes 1.
  package enum Boundary: String, CaseIterable, Hashable, Sendable {
    /// `S = c`, feature learning below.
    case lazy
    /// `α σ_v = c′√(LM)`, divergent above.
    case divergent
  }

  /// How far a configuration is beyond a boundary, as a ratio: above 1 is beyond.
  package func margin(_ boundary: Boundary, of configuration: Problem) -> Double {
    switch boundary {
    case .lazy:
      return configuration.relativeScale / lazyFrom
    case .divergent:
      let (shape, scaling) = (configuration.shape, configuration.scaling)
      let units = Double(shape.depth) * Double(shape.width)
      return scaling.alpha * scaling.sigmaV / (noiseConstant(of: configuration) * units.squareRoot())
    }
  }

  /// The fluctuation over seeds as theory has it, up to a factor: the paper's line
  /// `((0.05 + 0.3 S)√D + 0.4)/√(LM)` (its residual-scale figure).
  package func fluctuation(of configuration: Problem) -> Double {
    let shape = configuration.shape
    let root = Double(shape.dimension).squareRoot()
    let units = Double(shape.depth) * Double(shape.width)
    return ((0.05 + 0.3 * configuration.relativeScale) * root + 0.4) / units.squareRoot()
  }

  /// The regime that the theory predicts.
  package func regime(of configuration: Problem) -> Regime {
    TheoryComparison.Place(configuration, theory: self).regime
  }

  /// `c′ = ξ r/√(E σ(σ_u r Z/√D)²)` at the noise threshold ξ: 0.8 for unit data at 0.5.
  package func noiseConstant(of configuration: Problem) -> Double {
    let gain = configuration.scaling.sigmaU * rms / Double(configuration.shape.dimension).squareRoot()
    return noise * rms / configuration.activation.meanSquare(gain).squareRoot()
  }

  /// Where a boundary crosses a row, as a position along the columns, or nothing if it does not.
  package func crossing(_ boundary: Boundary, in study: Study, row: Position) -> Position? {
    crossing(boundary, along: study.columns) { study.configuration(for: Cell(column: $0, row: row)) }
  }

  /// Where a boundary crosses a column, as a position along the rows, or nothing if it does not.
  package func crossing(_ boundary: Boundary, in study: Study, column: Position) -> Position? {
    crossing(boundary, along: study.rows) { study.configuration(for: Cell(column: column, row: $0)) }
  }

  /// Bisection, as margins are monotonic along every axis.
  private func crossing(
    _ boundary: Boundary, along axis: Axis, configuration: (Position) -> Problem
  ) -> Position? {
    func isBeyond(_ position: Position) -> Bool { margin(boundary, of: configuration(position)) > 1 }
    var (low, high) = (axis.positions.lowerBound, axis.positions.upperBound)
    let below = isBeyond(low)
    guard below != isBeyond(high) else { return nil }
    while high.units - low.units > 1 {
      let middle = Position(units: (low.units + high.units) / 2)
      if isBeyond(middle) == below { low = middle } else { high = middle }
    }
    return high
  }
}
