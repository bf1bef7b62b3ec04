import Model

/// The arrays of an ensemble's memory and their sizes, in the order in which they stand. The memory that is asked for and
/// the place of every array follow from these two lists.
///
/// What belongs to a block stands together, in the order of the depth, so that a pass reads memory in one stream; so does
/// what belongs to a slice of it, so that no two members of a team write to one cache line.
package struct EnsembleLayout: Sendable {
  package enum Part: CaseIterable {
    /// For every block `h`, then its slices; `h_L` at the end.
    case blocks
    /// For every block its slices, as they were before training.
    case initialBlocks
    case targets, adjoint, preactivationAdjoint
    /// Working space of `Kernel.measure`.
    case drift, nonlinearDrift, inputChange, outputChange, initialValues, valueChange, linearChange
    /// With lanes of units, the sums of each slice, twice.
    case sums
    /// With lanes of units, each team member's own `h_l` or `B_l`.
    case copies
    case branch, inputStep, outputStep
    /// Of the optimizer's step.
    case stepMemory
    /// Of `EmbeddingArrays`.
    case embedding
  }

  /// An array of a slice of a block.
  package enum SlicePart: CaseIterable {
    case inputWeights, outputWeights
    /// `σ(P)`; `P_0` in the initial blocks.
    case values
    /// `σ′(P)`, where it does not follow from `σ(P)`.
    case slopes
    /// What the optimizer keeps, of `U` and then of `V`; not in the initial blocks.
    case moments
  }

  package let shape: Shape
  package let parts: Parts
  /// `C`
  package let columns: Int
  /// Columns of every slice but the last, which may have fewer.
  package let sliceWidth: Int
  package let sliceCount: Int
  /// Columns of a slice, with lanes of units: a slice's share of a block stays in the first-level cache.
  private static let sliceColumns = 16

  package init(_ shape: Shape, _ parts: Parts) {
    self.shape = shape
    self.parts = parts
    switch LaneAxis(shape) {
    case .seeds:
      columns = shape.width
      sliceWidth = columns
    case .units:
      columns = (shape.width + Ensemble.laneCount - 1) / Ensemble.laneCount
      sliceWidth = min(columns, Self.sliceColumns)
    }
    sliceCount = (columns + sliceWidth - 1) / sliceWidth
  }

  // Sizes are in double precision, because absurd shapes overflow an integer.

  private var state: Double { Double(shape.samples) * Double(shape.dimension) }
  private var weights: Double { Double(columns) * Double(shape.dimension) }
  private var units: Double { Double(shape.samples) * Double(columns) }
  private var initialSlices: Double {
    slices - Double(sliceCount) * Double(sliceWidth) * entriesPerColumn(.moments)
  }
  private var slices: Double { Double(sliceCount) * Double(sliceWidth) * sliceColumn }
  /// Entries of one column of a slice.
  private var sliceColumn: Double { SlicePart.allCases.reduce(0) { $0 + entriesPerColumn($1) } }

  /// Entries that an array of a slice has for a column.
  private func entriesPerColumn(_ part: SlicePart) -> Double {
    switch part {
    case .inputWeights, .outputWeights: Double(shape.dimension)
    case .values: Double(shape.samples)
    case .slopes: parts.activation.slopeFollowsFromValue ? 0 : Double(shape.samples)
    case .moments: 2 * Double(parts.optimizer.momentCount) * Double(shape.dimension)
    }
  }

  package func size(_ part: Part) -> Double {
    switch part {
    case .blocks: Double(shape.depth) * (state + slices) + state
    case .initialBlocks: Double(shape.depth) * initialSlices
    case .targets:
      parts.embedding == .none
        ? state : Double(shape.samples) * Double(shape.tokens) * Double(shape.outputDimension)
    case .adjoint, .drift, .nonlinearDrift: state
    case .inputChange, .outputChange: weights
    case .preactivationAdjoint, .initialValues, .valueChange, .linearChange: units
    case .sums: 2 * Double(sliceCount) * state
    case .copies: Double(sliceCount) * state
    case .branch, .inputStep, .outputStep: 1
    case .stepMemory: 6
    case .embedding: EmbeddingArrays.entryCount(shape, parts)
    }
  }

  /// Entries of all arrays together.
  package var entryCount: Double { Part.allCases.reduce(0) { $0 + size($1) } }

  /// Entries before an array.
  func offset(_ part: Part) -> Int {
    Part.allCases.prefix { $0 != part }.reduce(0) { $0 + Int(size($1)) }
  }

  /// Room that a slice has for an array, and entries of the slice before it.
  func size(_ part: SlicePart) -> Int { sliceWidth * Int(entriesPerColumn(part)) }

  func offset(_ part: SlicePart) -> Int {
    SlicePart.allCases.prefix { $0 != part }.reduce(0) { $0 + size($1) }
  }

  /// Entries from one slice of a block to the next.
  var sliceStride: Int { sliceWidth * Int(sliceColumn) }
  /// The same of the initial blocks.
  var initialSliceStride: Int { sliceStride - size(.moments) }
}
