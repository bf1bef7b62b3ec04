import Engine
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
  /// `d_in` and `d_out` of samples that are embedded; else both are `dimension`.
  package var inputs, outputs: Int
  package var isEmbedded = false
  /// Whether targets are labels, 1 at the place of the class and else 0.
  package var hasLabels = false
  /// What the user should know of how the files were read.
  package var notices: [String] = []
  /// Whether the columns were centred and scaled to the variance 1.
  package var isStandardised: Bool
  /// The files of held-out samples, whose rows are the last of the arrays; `nil` where the arrays are of two files alone.
  package var heldOut: HeldOutFiles?
  /// The arrays themselves, for what follows from them without training.
  package var dataset: Dataset?

  package init(
    x: String, y: String, digest: UInt64, samples: Int, dimension: Int, rms: Double,
    isStandardised: Bool = false, dataset: Dataset? = nil
  ) {
    self.x = x
    self.y = y
    self.digest = digest
    self.samples = samples
    self.dimension = dimension
    (inputs, outputs) = (dimension, dimension)
    self.rms = rms
    self.isStandardised = isStandardised
    self.dataset = dataset
  }

  /// The digest stands for the arrays.
  package static func == (a: OwnData, b: OwnData) -> Bool {
    (a.inputs, a.outputs, a.isEmbedded, a.hasLabels) == (b.inputs, b.outputs, b.isEmbedded, b.hasLabels)
      && (a.x, a.y, a.digest, a.samples, a.dimension, a.rms) == (
        b.x, b.y, b.digest, b.samples, b.dimension, b.rms
      )
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

/// The user's own held-out samples.
package struct HeldOutFiles: Hashable, Sendable {
  package var x: String
  package var y: String
  package var samples: Int

  package init(x: String, y: String, samples: Int) { (self.x, self.y, self.samples) = (x, y, samples) }
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
  /// A choice at its default is not among them, nor what is not always written.
  package var fixed: [Parameter: Parameter.Value]
  package var firstSeed = 0
  package var seedCount = 8
  package var dataSeed = 0
  package var ownData: OwnData?
  package var thresholds = Thresholds()
  /// What parameters and quantities there are.
  package internal(set) var vocabulary = Vocabulary.builtIn
  /// How the program is started that trains the cells; `nil` where nobody said so, and of the built-in networks.
  package var trainer: StudyTrainer?

  /// - Parameter vocabulary: that the axes and what is fixed are of.
  package init(
    name: String, columns: Axis, rows: Axis, fixed: [Parameter: Parameter.Value] = [:],
    vocabulary: Vocabulary = .builtIn
  ) {
    self.vocabulary = vocabulary
    thresholds.rules = vocabulary.rules
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

  /// Fixes a parameter in every cell.
  package mutating func fix(_ parameter: Parameter, at value: Parameter.Value) {
    let isUsual = value == parameter.defaultValue
    let isLeftOut = parameter.choices != nil || !parameter.isAlwaysWritten
    // A default that follows from other parameters may not be this one.
    fixed[parameter] = isUsual && isLeftOut && !parameter.field.follows ? nil : value
  }

  /// What a parameter is where the study does not say; `nil` where that follows from the dimension.
  package func defaultValue(of parameter: Parameter) -> Parameter.Value? {
    guard parameter.field.traits.contains(.followsParts) else { return parameter.defaultValue }
    var problem = problem(for: Cell(column: 0, row: 0))
    parameter.field.reset(&problem)
    return parameter.field.value(problem)
  }

  /// The fixed value, or the default of a choice.
  func setting(_ parameter: Parameter) -> Parameter.Value? {
    fixed[parameter] ?? (parameter.choices == nil ? nil : parameter.defaultValue)
  }

  /// The explicit number of a parameter at a cell.
  private func number(_ parameter: Parameter, at cell: Cell) -> Double? {
    if parameter == columns.parameter { return columns.value(at: cell.column) }
    if parameter == rows.parameter { return rows.value(at: cell.row) }
    return fixed[parameter]?.number
  }

  /// What to train for a cell. Total: an invalid study gives values at the edge of what is allowed.
  ///
  /// With a residual scale r, `σ_v = r LM/α`; where σ_v is explicit and α is not, `α = r LM/σ_v`. With a budget P, M is the
  /// whole number next to `P/(LD)`, and at least 1.
  package func problem(for cell: Cell) -> Problem {
    var problem = Problem.standard
    problem.data = data
    problem.firstSeed = firstSeed
    problem.seedCount = seedCount
    problem.declared = vocabulary.declaration?.defaults
    for (parameter, value) in fixed { parameter.field.set(value, &problem) }
    rows.parameter.field.set(.number(rows.value(at: cell.row)), &problem)
    columns.parameter.field.set(.number(columns.value(at: cell.column)), &problem)
    for parameter in vocabulary.followers where !sets(parameter) { parameter.field.reset(&problem) }
    if let budget = number(.budget, at: cell) {
      let layer = Double(problem.shape.depth) * Double(problem.shape.dimension)
      Parameter.width.field.set(.number((budget / layer).rounded()), &problem)
    }
    if let residual = number(.residualScale, at: cell) {
      let scaled = residual * Double(problem.shape.depth) * Double(problem.shape.width)
      if sets(.sigmaV) {
        problem.scaling.alpha = scaled / problem.scaling.sigmaV
      } else {
        problem.scaling.sigmaV = scaled / problem.scaling.alpha
      }
    }
    return problem
  }

  /// The value that is written along the columns: the axis' own value, or that of its label.
  package func columnLabel(at position: Position) -> Double {
    guard let label = columns.label else { return columns.value(at: position) }
    return label.value(in: problem(for: Cell(column: position, row: Position(base: 0))))
  }

  /// The value that is written along the rows: the axis' own value, or that of its label.
  package func rowLabel(at position: Position) -> Double {
    guard let label = rows.label else { return rows.value(at: position) }
    return label.value(in: problem(for: Cell(column: Position(base: 0), row: position)))
  }
}

/// What a study is called where people see it. Its name stays what it was made from, because kept directories are found
/// by it.
extension Study {
  /// Its name, or its axes where the name is that of a built-in study with others: `eta-depth`.
  package var shownName: String {
    guard let original = original, !original.hasAxes(of: self) else { return name }
    return [columns, rows].map { ($0.label ?? $0.parameter).name }.joined(separator: "-")
  }

  /// The same with what is fixed otherwise than in the built-in study, for a figure that goes its own ways.
  package var title: String {
    guard let original else { return name }
    let changed = vocabulary.parameters.compactMap { parameter in
      // A choice that is not fixed may follow from others.
      let chosen = fixed[parameter] ?? (parameter.choices == nil ? nil : defaultValue(of: parameter))
      return chosen.flatMap { value in
        let usual = original.fixed[parameter] ?? original.defaultValue(of: parameter)
        return value == usual ? nil : parameter.phrase(value)
      }
    }
    return ([shownName] + changed).joined(separator: ", ")
  }

  /// Axes with their ranges, and what is fixed otherwise than by default, in one line.
  package var summary: String {
    let axes = [columns, rows].map { axis in
      let (low, high) = (axis.values[0].shortest, axis.values[axis.count - 1].shortest)
      return axis.count == 1
        ? "\(axis.parameter.symbol) \(low)" : "\(axis.parameter.symbol) \(low) … \(high) (\(axis.count))"
    }
    let settings = vocabulary.parameters.compactMap { parameter in
      fixed[parameter].flatMap { $0 == defaultValue(of: parameter) ? nil : parameter.phrase($0, " ") }
    }
    let seeds =
      firstSeed == 0
      ? "\(seedCount) seed\(seedCount == 1 ? "" : "s")" : "seeds \(firstSeed) … \(firstSeed + seedCount - 1)"
    let data = ownData != nil ? ["own data"] : dataSeed == 0 ? [] : ["data seed \(dataSeed)"]
    return ([axes.joined(separator: " × ")] + settings + [seeds] + data).joined(separator: ", ")
  }

  /// The built-in study of the name.
  private var original: Study? { Study.builtIns.first { $0.name == name } }

  private func hasAxes(of other: Study) -> Bool {
    columns.parameter == other.columns.parameter && rows.parameter == other.rows.parameter
  }
}
