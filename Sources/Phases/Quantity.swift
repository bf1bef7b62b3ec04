import Engine
import Limits
import Model

/// What is measured of a cell, or follows from what it is, in the order of the CSV. Its row (`QuantityRows.swift`) is
/// all that there is to say of it: columns, colourings, conditions, figures in panes and the glossary are made from
/// the rows.
package enum Quantity: Int, CaseIterable, Hashable, Sendable {
  case initialLoss, finalLoss, peakLoss
  case initialDisplacement, localFeatureUpdate, relativeFeatureUpdate, driftNonlinearity
  case inputWeightChange, outputWeightChange, preactivationChange, outputChange
  case outputSpread
  case limitDistance, limitDistanceError, limitOutputNorm, tangentDistance
  case tangentLimitDistance, tangentLimitError
  case relativeScale
  case heldOutInitialLoss, heldOutFinalLoss, heldOutLimitDistance, heldOutTangentDistance
  case heldOutTangentLimitDistance, heldOutTangentLimitError
  case accuracy, heldOutAccuracy

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

  /// The colouring of the grid by a quantity. Its scale is logarithmic.
  package struct Coloring: Sendable {
    /// What `:colour` calls it.
    package let name: String
    /// The quantity's title in fewer words, for narrow grids.
    package let short: String?
    package let ends: Ends

    init(_ name: String, short: String? = nil, _ ends: Ends) {
      self.name = name
      self.short = short
      self.ends = ends
    }
  }

  /// The values at the ends of a colour scale.
  package enum Ends: Sendable {
    /// Fixed, so that colours do not change while cells come in.
    case fixed(ClosedRange<Double>)
    /// From the power of ten at or below the least value to 1.5 times the median of another quantity over the cells:
    /// what is far above that is all the same colour.
    case below(Quantity)
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

extension Quantity {
  private static let rows = allCases.map(\.described)
  /// The rows' sources and needs, apart because every cell goes through them.
  static let sources = rows.map(\.source)
  private static let needs = rows.map(\.needs)

  package var row: Row { Self.rows[rawValue] }
  package var name: String { row.name }
  package var source: Source { Self.sources[rawValue] }
  package var needs: [Need] { Self.needs[rawValue] }
  /// What screens call it: its name where it has no symbol.
  package var symbols: (greek: String, ascii: String) { row.symbols ?? (row.name, row.name) }

  /// Its value of a seed; `nil` where a single seed has none.
  package func value(of seed: SeedReading) -> Float? {
    switch source {
    case .seed(let read), .step(let read): read(seed)
    case .ensemble, .limits, .parameters: nil
    }
  }

  /// What every table has a column for.
  package static let columns = allCases.filter {
    if case .parameters = $0.source { false } else { !$0.row.isOccasional }
  }

  /// What tables of cells that it was asked of have a column for.
  package static let occasionalColumns = allCases.filter(\.row.isOccasional)

  /// What is measured on held-out samples.
  package static let heldOut = allCases.filter {
    $0.needs.contains(.heldOutSamples) && !$0.needs.contains(.labels)
  }

  /// What only targets that are labels have, on training samples and on held-out ones.
  package static let ofLabels = allCases.filter { $0.needs.contains(.labels) }

  private var isOfSeeds: Bool {
    switch source {
    case .seed, .step: true
    case .ensemble, .limits, .parameters: false
    }
  }

  /// What every seed has a value of.
  package static let ofSeeds = columns.filter(\.isOfSeeds)
  /// The same of what is measured on held-out samples, or of labels.
  package static let occasionalOfSeeds = allCases.filter { $0.row.isOccasional && $0.isOfSeeds }

  /// What is listed after every measured step.
  package static let ofSteps = ofSeeds.filter { if case .step = $0.source { true } else { false } }

  /// What the grid can be coloured by, in the order in which `c` goes round: first those that are looked at most.
  package static let colorings: [Quantity] = {
    let first: [Quantity] = [.finalLoss, .relativeFeatureUpdate, .driftNonlinearity]
    return first + allCases.filter { $0.row.coloring != nil && !first.contains($0) }
  }()

  /// What stands over a grid that is coloured by it: its title, and a shorter one where there is one.
  package var headings: [String] { [row.title] + (row.coloring?.short.map { [$0] } ?? []) }

  /// Whether it is measured on request.
  package var isAskedFor: Bool { if case .limits = source { true } else { false } }

  /// A line for each quantity: its name, what else may be typed for it, and what it is.
  package static var glossary: [(names: [String], meaning: String)] {
    allCases.map(\.row).map { row in
      let symbols = row.symbols.map { $0.greek == $0.ascii ? [$0.greek] : [$0.greek, $0.ascii] } ?? []
      return ([row.name] + symbols, "\(row.title): \(row.definition)")
    }
  }
}
