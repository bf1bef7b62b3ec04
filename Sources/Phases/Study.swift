import Engine
import EngineInterface
import Model

/// The user's own data, as read: what a study must know of the two arrays.
package struct OwnData: Hashable, Sendable {
  package var x: String
  package var y: String
  /// Of the bytes of both files.
  package var digest: UInt64
  package var samples: Int
  package var dimension: Int
  /// `rms X`
  package var rms: Double

  package init(x: String, y: String, digest: UInt64, samples: Int, dimension: Int, rms: Double) {
    self.x = x
    self.y = y
    self.digest = digest
    self.samples = samples
    self.dimension = dimension
    self.rms = rms
  }
}

/// A phase diagram to measure: two axes and everything that stays fixed.
///
/// Studies made by `Study.builtIn`, `Study.init(toml:)` and `StudyOverrides.applied` are valid.
package struct Study: Hashable, Sendable {
  /// Also the stem of snapshot names, therefore made of letters, digits, `.`, `_` and `-`.
  package var name: String
  package var columns: Axis
  package var rows: Axis
  /// The parameters set explicitly; the others take their defaults, σ_u and σ_v follow √D of the cell.
  package var fixed: [Parameter: Double]
  package var stepRule = Scaling.StepRule.matched
  package var firstSeed = 0
  package var seedCount = 8
  package var dataSeed = 0
  package var ownData: OwnData?
  package var thresholds = Thresholds()

  package init(name: String, columns: Axis, rows: Axis, fixed: [Parameter: Double] = [:]) {
    self.name = name
    self.columns = columns
    self.rows = rows
    self.fixed = fixed
  }

  package var lattice: Lattice { Lattice(columns: columns, rows: rows) }

  package var theory: Theory { Theory(rms: ownData?.rms ?? 1, thresholds: thresholds) }

  package var data: DataSource {
    ownData.map { .files(x: $0.x, y: $0.y, digest: $0.digest) } ?? .gaussian(seed: dataSeed)
  }

  /// Whether the value comes from the study, not from a default or another parameter.
  package func sets(_ parameter: Parameter) -> Bool {
    parameter == columns.parameter || parameter == rows.parameter || fixed[parameter] != nil
  }

  /// The explicit value of a parameter at a cell, or its default, if it has one.
  private func value(_ parameter: Parameter, at cell: Cell) -> Double? {
    if parameter == columns.parameter { return columns.value(at: cell.column) }
    if parameter == rows.parameter { return rows.value(at: cell.row) }
    return fixed[parameter] ?? parameter.defaultValue
  }

  /// What to train for a cell. Total: an invalid study gives values at the edge of what is allowed.
  ///
  /// With a residual scale r, `σ_v = r LM/α`; where σ_v is explicit and α is not, `α = r LM/σ_v`.
  package func configuration(for cell: Cell) -> Problem {
    func whole(_ parameter: Parameter) -> Int {
      let value = value(parameter, at: cell) ?? 1
      return value.isFinite ? Int(min(max(value, 1), parameter.allowed.upperBound)) : 1
    }
    let shape = Shape(
      depth: whole(.depth), width: whole(.width), dimension: whole(.dimension), samples: whole(.samples))
    let follows = Double(shape.dimension).squareRoot()
    var alpha = value(.alpha, at: cell) ?? 1
    var sigmaV = value(.sigmaV, at: cell) ?? follows
    if let residual = value(.residualScale, at: cell) {
      let scaled = residual * Double(shape.depth) * Double(shape.width)
      if sets(.sigmaV) { alpha = scaled / sigmaV } else { sigmaV = scaled / alpha }
    }
    return Problem(
      shape: shape,
      scaling: Scaling(
        alpha: alpha, sigmaU: value(.sigmaU, at: cell) ?? follows, sigmaV: sigmaV,
        eta: value(.eta, at: cell) ?? 1, stepRule: stepRule),
      steps: whole(.steps), data: data, firstSeed: firstSeed, seedCount: seedCount)
  }

  /// What stands along the columns: the axis' own value, or that of its label.
  package func columnLabel(at position: Position) -> Double {
    guard let label = columns.label else { return columns.value(at: position) }
    return label.value(in: configuration(for: Cell(column: position, row: Position(base: 0))))
  }

  /// What stands along the rows: the axis' own value, or that of its label.
  package func rowLabel(at position: Position) -> Double {
    guard let label = rows.label else { return rows.value(at: position) }
    return label.value(in: configuration(for: Cell(column: Position(base: 0), row: position)))
  }
}

extension Parameter {
  /// The parameter's value in a configuration.
  package func value(in configuration: Problem) -> Double {
    switch self {
    case .alpha: configuration.scaling.alpha
    case .depth: Double(configuration.shape.depth)
    case .width: Double(configuration.shape.width)
    case .dimension: Double(configuration.shape.dimension)
    case .samples: Double(configuration.shape.samples)
    case .steps: Double(configuration.steps)
    case .sigmaU: configuration.scaling.sigmaU
    case .sigmaV: configuration.scaling.sigmaV
    case .residualScale: configuration.scaling.residualScale(configuration.shape)
    case .eta: configuration.scaling.eta
    }
  }
}
