import Engine
import Limits
import Model

/// What is measured of a cell, or follows from what it is, in the order of the CSV. Its row (`QuantityRows.swift`) is
/// all that there is to say of it: columns, colourings, conditions, figures in panes and the glossary are made from
/// the rows.
package struct Quantity: Hashable, Sendable {
  /// In the built-in table; behind that stand those that a trainer declares.
  package let place: Int
  /// Of a declared one.
  private let declared: DeclaredRow?

  private init(place: Int) { (self.place, declared) = (place, nil) }

  /// What a trainer declares at this place of its declaration.
  init(_ quantity: Declaration.Quantity, at place: Int) {
    self.place = Self.count + place
    declared = DeclaredRow(quantity, at: place)
  }

  package struct Row: Sendable {
    /// Its column of the CSV and its member in JSON lines, and what conditions call it.
    package let name: String
    /// What screens call it, with Greek letters and without; either may be typed.
    package let symbols: (greek: String, ascii: String)?
    /// What it is, in a few words of the field.
    package let title: String
    /// How it is computed.
    package let definition: String
    /// How the grid is coloured by it; `nil` where it is no colouring.
    package let coloring: Coloring?
    /// Whether only tables of cells that it was asked of have its column, behind all others.
    package let isOccasional: Bool
    /// What a network must have for it to be defined, the most telling first.
    package let needs: [Need]
    /// Where its value comes from.
    package let source: Source

    init(
      _ name: String, symbols: (greek: String, ascii: String)? = nil, _ title: String, _ definition: String,
      coloring: Coloring? = nil, isOccasional: Bool = false, needs: [Need] = [], _ source: Source
    ) {
      self.name = name
      self.symbols = symbols
      self.title = title
      self.definition = definition
      self.coloring = coloring
      self.isOccasional = isOccasional
      self.needs = needs
      self.source = source
    }
  }

  /// The colouring of the grid by a quantity.
  package struct Coloring: Sendable {
    /// What `:colour` calls it.
    package let name: String
    /// The quantity's title in fewer words, for narrow grids.
    package let short: String?
    package let ends: Ends
    package let steps: Steps

    init(_ name: String, short: String? = nil, _ ends: Ends, _ steps: Steps = .ratios) {
      self.name = name
      self.short = short
      self.ends = ends
      self.steps = steps
    }
  }

  /// The values at the ends of a colour scale.
  package enum Ends: Sendable {
    /// Fixed, so that colours do not change while cells come in.
    case fixed(ClosedRange<Double>)
    /// From the power of ten at or below the least value to 1.5 times the median of another quantity over the cells:
    /// what is far above that is all the same colour.
    case below(Quantity)
    /// The least and the greatest of the cells.
    case seen
  }

  /// What equal steps of a colour scale are.
  package enum Steps: Sendable {
    /// Equal ratios: the scale is logarithmic.
    case ratios
    /// Equal differences: it is linear.
    case differences
    /// Ratios where all values are positive and span more than a decade, else differences.
    case byValues
  }

  /// Where a value comes from. What seeds have, a cell has as the median over them.
  package enum Source: Sendable {
    /// From a seed.
    case seed(@Sendable (SeedReading) -> Float)
    /// From a seed, listed after every measured step: what training changed.
    case step(@Sendable (SeedReading) -> Float)
    /// From the whole ensemble, after the last step.
    case ensemble(@Sendable (Measurement) -> Float)
    /// From what was measured of the limits; `nil` where nobody asked for it.
    case limits(@Sendable (LimitDistances) -> Double?)
    /// From the parameters, which have columns of their own: it needs none.
    case parameters(@Sendable (Problem) -> Double)
  }
}

/// One seed as measured after a step: what a quantity's value is read from.
package struct SeedReading {
  package let seed: SeedView
  /// Index in the problem's `measuredSteps`.
  package let measuredStep: Int
  package let evidence: Evidence
  package let order: OrderParameters

  /// - Parameter evidence: of the same seed at the same step.
  package init(_ seed: SeedView, measuredStep: Int, evidence: Evidence) {
    self.seed = seed
    self.measuredStep = measuredStep
    self.evidence = evidence
    order = seed.orderParameters(measuredStep)
  }
}

extension Quantity: CaseIterable {
  /// Those that are built in.
  package static let allCases = (0..<count).map(Quantity.init(place:))
  /// How many these are.
  static let count = 27

  package static var initialLoss: Quantity { Quantity(place: 0) }
  package static var finalLoss: Quantity { Quantity(place: 1) }
  package static var peakLoss: Quantity { Quantity(place: 2) }
  package static var initialDisplacement: Quantity { Quantity(place: 3) }
  package static var localFeatureUpdate: Quantity { Quantity(place: 4) }
  package static var relativeFeatureUpdate: Quantity { Quantity(place: 5) }
  package static var driftNonlinearity: Quantity { Quantity(place: 6) }
  package static var inputWeightChange: Quantity { Quantity(place: 7) }
  package static var outputWeightChange: Quantity { Quantity(place: 8) }
  package static var preactivationChange: Quantity { Quantity(place: 9) }
  package static var outputChange: Quantity { Quantity(place: 10) }
  package static var outputSpread: Quantity { Quantity(place: 11) }
  package static var limitDistance: Quantity { Quantity(place: 12) }
  package static var limitDistanceError: Quantity { Quantity(place: 13) }
  package static var limitOutputNorm: Quantity { Quantity(place: 14) }
  package static var tangentDistance: Quantity { Quantity(place: 15) }
  package static var tangentLimitDistance: Quantity { Quantity(place: 16) }
  package static var tangentLimitError: Quantity { Quantity(place: 17) }
  package static var relativeScale: Quantity { Quantity(place: 18) }
  package static var heldOutInitialLoss: Quantity { Quantity(place: 19) }
  package static var heldOutFinalLoss: Quantity { Quantity(place: 20) }
  package static var heldOutLimitDistance: Quantity { Quantity(place: 21) }
  package static var heldOutTangentDistance: Quantity { Quantity(place: 22) }
  package static var heldOutTangentLimitDistance: Quantity { Quantity(place: 23) }
  package static var heldOutTangentLimitError: Quantity { Quantity(place: 24) }
  package static var accuracy: Quantity { Quantity(place: 25) }
  package static var heldOutAccuracy: Quantity { Quantity(place: 26) }

  private static let rows = allCases.map(\.described)
  /// The rows' sources and needs, apart because every cell goes through them.
  static let sources = rows.map(\.source)
  private static let needs = rows.map(\.needs)

  private static let seedReads: [(place: Int, read: @Sendable (SeedReading) -> Float)] =
    sources.enumerated().compactMap { place, source in
      switch source {
      case .seed(let read), .step(let read): (place, read)
      case .ensemble, .limits, .parameters: nil
      }
    }
  static let ofEnsembles: [(place: Int, read: @Sendable (Measurement) -> Float)] =
    sources.enumerated().compactMap { place, source in
      if case .ensemble(let read) = source { (place, read) } else { nil }
    }

  /// The medians over the seeds by the quantities' places, `nan` of what seeds do not have.
  static func medians(of readings: [SeedReading]) -> [Float] {
    var medians = [Float](repeating: .nan, count: count)
    let count = readings.count
    withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, seedReads.count * count)) { values in
      for (seed, reading) in readings.enumerated() {
        for (row, quantity) in seedReads.enumerated() {
          values.initializeElement(at: row * count + seed, to: quantity.read(reading))
        }
      }
      for (row, quantity) in seedReads.enumerated() {
        medians[quantity.place] = [Float].finiteMedian(count: count) { values[row * count + $0] }
      }
    }
    return medians
  }

  package var row: Row { declared?.row ?? Self.rows[place] }
  package var name: String { row.name }
  package var source: Source { declared?.row.source ?? Self.sources[place] }
  package var needs: [Need] { declared == nil ? Self.needs[place] : [] }
  /// What screens call it: its name where it has no symbol.
  package var symbols: (greek: String, ascii: String) { row.symbols ?? (row.name, row.name) }

  /// Its value of a seed; `nil` where a single seed has none.
  package func value(of seed: SeedReading) -> Float? {
    switch source {
    case .seed(let read), .step(let read): read(seed)
    case .ensemble, .limits, .parameters: nil
    }
  }

  var isOfSeeds: Bool {
    switch source {
    case .seed, .step: true
    case .ensemble, .limits, .parameters: false
    }
  }

  /// What stands over a grid that is coloured by it: its title, and a shorter one where there is one.
  package var headings: [String] { [row.title] + (row.coloring?.short.map { [$0] } ?? []) }

  /// Whether it is measured on request.
  package var isAskedFor: Bool { if case .limits = source { true } else { false } }
}

/// The row of a declared quantity, by reference so that quantities stay small.
private final class DeclaredRow: Hashable, Sendable {
  let row: Quantity.Row

  init(_ quantity: Declaration.Quantity, at place: Int) {
    row = Quantity.Row(
      quantity.name, symbols: quantity.symbol == quantity.name ? nil : Self.symbols(quantity),
      quantity.meaning.isEmpty ? quantity.name : quantity.meaning, quantity.meaning,
      coloring: Quantity.Coloring(
        quantity.name.replacing("_", with: "-"), short: quantity.name, .seen, .byValues),
      .step { $0.evidence.declared[place] })
  }

  private static func symbols(_ quantity: Declaration.Quantity) -> (greek: String, ascii: String) {
    let isPlain = quantity.symbol.utf8.count == quantity.symbol.count
    return (quantity.symbol, isPlain ? quantity.symbol : quantity.name)
  }

  static func == (a: DeclaredRow, b: DeclaredRow) -> Bool {
    a === b || (a.row.name, a.row.title) == (b.row.name, b.row.title)
  }

  func hash(into hasher: inout Hasher) { hasher.combine(row.name) }
}
