import Model

/// The arrays of the slices of one residual branch: what each has of its units or heads.
package struct BranchLayout: Sendable {
  /// An array of a slice.
  package enum Part: CaseIterable {
    case inputWeights, outputWeights
    /// `σ(P)` of units, `c = A w` of heads.
    case values
    /// `σ′(P)` of units, where it does not follow from `σ(P)`.
    case slopes
    /// `q`, `k` and `w` of heads.
    case preactivations
    /// What the optimizer keeps, of the reading weights and then of the writing ones.
    case moments
  }

  /// An array of a slice before training.
  package enum InitialPart: CaseIterable {
    case inputWeights, outputWeights, preactivations
  }

  package let branch: Branch
  /// Vectors that hold its units or heads: M, or with lanes of units M/8 rounded up.
  package let columns: Int
  /// Of every slice but the last, which may have fewer.
  package let sliceWidth: Int
  package let sliceCount: Int
  private let shape: Shape
  private let keepsSlopes: Bool
  private let momentCount: Int

  /// Columns of a slice, with lanes of units: a slice's share of a block stays in the first-level cache.
  private static let sliceColumns = 16

  init(_ branch: Branch, _ shape: Shape, _ parts: Parts, lanes: LaneAxis) {
    self.branch = branch
    self.shape = shape
    keepsSlopes = !branch.isHeads && !parts.activation.slopeFollowsFromValue
    momentCount = parts.optimizer.momentCount
    switch lanes {
    case .seeds:
      columns = branch.width
      sliceWidth = columns
    case .units:
      columns = (branch.width + LaneAxis.count - 1) / LaneAxis.count
      sliceWidth = min(columns, Self.sliceColumns)
    }
    sliceCount = (columns + sliceWidth - 1) / sliceWidth
  }

  var isHeads: Bool { branch.isHeads }

  // Sizes are in double precision, because absurd shapes overflow an integer.

  private var rows: Double { Double(shape.samples) * Double(shape.tokens) }

  /// Entries that an array of a slice has for a column.
  private func entriesPerColumn(_ part: Part) -> Double {
    let (inputs, outputs) = (Double(branch.inputs), Double(branch.outputs))
    switch part {
    case .inputWeights: return inputs * Double(shape.dimension)
    case .outputWeights: return outputs * Double(shape.dimension)
    case .values: return outputs * rows
    case .slopes: return keepsSlopes ? rows : 0
    case .preactivations: return isHeads ? inputs * rows : 0
    case .moments: return Double(momentCount) * (inputs + outputs) * Double(shape.dimension)
    }
  }

  private func entriesPerColumn(_ part: InitialPart) -> Double {
    switch part {
    case .inputWeights: entriesPerColumn(Part.inputWeights)
    case .outputWeights: entriesPerColumn(Part.outputWeights)
    case .preactivations: Double(branch.inputs) * rows
    }
  }

  // Of a whole block.

  var inputWeights: Double { Double(columns) * entriesPerColumn(Part.inputWeights) }
  var outputWeights: Double { Double(columns) * entriesPerColumn(Part.outputWeights) }
  var values: Double { Double(columns) * entriesPerColumn(.values) }
  var preactivations: Double { Double(columns) * entriesPerColumn(InitialPart.preactivations) }

  /// Entries of all slices of a block.
  var slices: Double {
    Double(sliceCount) * Double(sliceWidth) * Part.allCases.reduce(0) { $0 + entriesPerColumn($1) }
  }
  var initialSlices: Double {
    Double(sliceCount) * Double(sliceWidth) * InitialPart.allCases.reduce(0) { $0 + entriesPerColumn($1) }
  }

  // Of arrays in their slice.

  /// Where an array stands: entries of the slice before it, and its own.
  package struct Place {
    package var offset, size: Int
  }

  func place(_ part: Part) -> Place {
    Place(
      offset: Part.allCases.prefix { $0 != part }.reduce(0) { $0 + size($1) }, size: size(part))
  }

  func place(_ part: InitialPart) -> Place {
    Place(
      offset: InitialPart.allCases.prefix { $0 != part }.reduce(0) { $0 + size($1) }, size: size(part))
  }

  private func size(_ part: Part) -> Int { sliceWidth * Int(entriesPerColumn(part)) }
  private func size(_ part: InitialPart) -> Int { sliceWidth * Int(entriesPerColumn(part)) }

  /// Entries from one slice of a block to the next.
  var sliceStride: Int { Part.allCases.reduce(0) { $0 + size($1) } }
  var initialSliceStride: Int { InitialPart.allCases.reduce(0) { $0 + size($1) } }
}

/// The numbers that arrays of a branch are found by.
struct BranchPlaces {
  /// Entries of a layer before the branch's state, and before its initial slices.
  var offset, initialOffset: Int
  let sliceStride, initialSliceStride: Int
  let sliceWidth, columns, inputs, outputs, keyDimension: Int
  let inputWeights, outputWeights, values, slopes, preactivations, moments: BranchLayout.Place
  let initialInputWeights, initialOutputWeights, initialPreactivations: BranchLayout.Place

  init(_ layout: BranchLayout, offset: Int, initialOffset: Int) {
    self.offset = offset
    self.initialOffset = initialOffset
    sliceStride = layout.sliceStride
    initialSliceStride = layout.initialSliceStride
    sliceWidth = layout.sliceWidth
    columns = layout.columns
    inputs = layout.branch.inputs
    outputs = layout.branch.outputs
    keyDimension = layout.isHeads ? layout.branch.outputs : 0
    inputWeights = layout.place(BranchLayout.Part.inputWeights)
    outputWeights = layout.place(BranchLayout.Part.outputWeights)
    values = layout.place(.values)
    slopes = layout.place(.slopes)
    preactivations = layout.place(BranchLayout.Part.preactivations)
    moments = layout.place(.moments)
    initialInputWeights = layout.place(BranchLayout.InitialPart.inputWeights)
    initialOutputWeights = layout.place(BranchLayout.InitialPart.outputWeights)
    initialPreactivations = layout.place(BranchLayout.InitialPart.preactivations)
  }
}
