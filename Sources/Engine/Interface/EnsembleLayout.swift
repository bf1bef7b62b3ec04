import Model

/// The arrays of an ensemble's memory and their sizes, in the order in which they stand. The memory that is asked for and
/// the place of every array follow from these lists.
///
/// What belongs to a block stands together, in the order of the depth, so that a pass reads memory in one stream; so does
/// what belongs to a slice of it, so that no two members of a team write to one cache line.
package struct EnsembleLayout: Sendable {
  package enum Part: CaseIterable {
    /// For every block `h`, then its slices; `h_L` at the end.
    case blocks
    /// For every block its slices' initial weights and pre-activations.
    case initialBlocks
    case targets, adjoint, preactivationAdjoint, valueAdjoint, attention, attentionAdjoint
    /// Working space of `Kernel.measure`.
    case drift, nonlinearDrift, inputChange, outputChange, initialValues, valueChange, linearChange
    case preactivationChange, localChange
    /// With lanes of units, the sums of each slice, twice.
    case sums
    /// With lanes of units, each team member's own `h_l` or `B_l`.
    case copies
    /// With a norm, each member's `h/rms`, the adjoint of that, and `1/rms`.
    case normalised, normalisedAdjoint, inverseNorms
    case branch, inputStep, outputStep
    /// Of the optimizer's step.
    case stepMemory
    /// Of `EmbeddingArrays`.
    case embedding
  }

  package let shape: Shape
  package let parts: Parts
  package let lanes: LaneAxis
  /// What a layer is made of.
  package let branches: [BranchLayout]
  /// Slices that a block is cut into.
  package let sliceCount: Int

  package init(_ shape: Shape, _ parts: Parts) {
    self.shape = shape
    self.parts = parts
    let lanes = LaneAxis(shape, parts.block)
    self.lanes = lanes
    branches = parts.block.branches(shape).map { BranchLayout($0, shape, parts, lanes: lanes) }
    sliceCount = branches[0].sliceCount
  }

  /// Members of a team that attend at the same time. Of few blocks there is little to share, so that what each needs stays
  /// small beside the rest.
  package var attentionMembers: Int { max(1, min(shape.samples, shape.depth, 64)) }

  /// Members of a team that find something to do in a pass: of lanes of units a slice each, else a sample and two
  /// coordinates.
  package var mostMembers: Int {
    if lanes == .units { return sliceCount }
    let most = min(shape.samples, (shape.dimension + 1) / 2)
    return branches.contains(where: \.isHeads) ? min(most, attentionMembers) : most
  }

  /// Those that it is worth while for: of lanes of seeds some 5 µs a block, between meetings.
  package var usefulMembers: Int {
    guard lanes == .seeds, mostMembers > 1 else { return mostMembers }
    let operations =
      branches.map { 2 * Double(LaneAxis.count * shape.rows) * ($0.inputWeights + $0.outputWeights) }.min()
      ?? 0
    return max(1, Int(min(operations / 250_000, Double(mostMembers))))
  }

  // Sizes are in double precision, because absurd shapes overflow an integer.

  private var state: Double { Double(shape.samples) * Double(shape.tokens) * Double(shape.dimension) }

  private func most(_ size: (BranchLayout) -> Double) -> Double { branches.map(size).max() ?? 0 }

  package func size(_ part: Part) -> Double {
    let hasNorm = parts.norm != .none
    switch part {
    case .blocks:
      return Double(shape.depth) * branches.reduce(0) { $0 + state + $1.slices } + state
    case .initialBlocks: return Double(shape.depth) * branches.reduce(0) { $0 + $1.initialSlices }
    case .targets:
      return state / Double(shape.dimension) * Double(shape.outputs(parts.embedding))
    case .adjoint, .drift, .nonlinearDrift: return state
    case .inputChange: return most(\.inputWeights)
    case .outputChange: return most(\.outputWeights)
    case .preactivationAdjoint: return most(\.preactivations)
    case .initialValues, .valueChange, .linearChange: return most(\.values)
    case .valueAdjoint: return most { $0.isHeads ? $0.values : 0 }
    case .preactivationChange, .localChange: return most { $0.isHeads ? $0.preactivations : 0 }
    case .attention, .attentionAdjoint:
      return most { $0.isHeads ? Double(attentionMembers) * Double(shape.tokens) * Double(shape.tokens) : 0 }
    case .sums: return 2 * Double(sliceCount) * state
    case .copies: return Double(sliceCount) * state
    case .normalised, .normalisedAdjoint: return hasNorm ? Double(sliceCount) * state : 0
    case .inverseNorms: return hasNorm ? Double(sliceCount) * Double(shape.samples) * Double(shape.tokens) : 0
    case .branch: return Double(branches.count)
    case .inputStep, .outputStep: return 1
    case .stepMemory: return 6
    case .embedding: return EmbeddingArrays.entryCount(shape, parts)
    }
  }

  /// Entries of all arrays together.
  package var entryCount: Double { Part.allCases.reduce(0) { $0 + size($1) } }

  /// Entries before an array.
  func offset(_ part: Part) -> Int {
    Part.allCases.prefix { $0 != part }.reduce(0) { $0 + Int(size($1)) }
  }
}
