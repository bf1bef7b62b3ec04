import Model

/// What the eight lanes of a vector are.
package enum LaneAxis: String, Hashable, Sendable {
  /// Eight networks in lockstep. No lane can influence another.
  case seeds
  /// Eight units of one network; states and adjoints have the same value in every lane.
  case units

  /// Blocks wide enough to fill vectors with their own units, and to pay for the sums across lanes. Like
  /// everything that decides an order of summation it depends on the shape alone.
  package init(_ shape: Shape) { self = shape.width >= Self.leastUnits ? .units : .seeds }

  /// Measured at D = N = 10 on AVX2: at M = 96 lanes of units cost 17 % more with eight seeds, the same with five and
  /// 40 % less with one; at M = 48 they cost more with any number of seeds, as cells share vectors.
  static let leastUnits = 96
}

/// The working memory of an ensemble: eight networks of one shape, or one wide network (`LaneAxis`).
///
/// Every entry of every array is eight consecutive floats, so that all arithmetic is vector times vector. What
/// belongs to a block stands together, in the order of the depth, so that a pass reads memory in one stream; so does
/// what belongs to a slice of it (`offset`), so that no two members of a team write to one cache line. The
/// memory is 64-byte aligned and belongs to whoever made the ensemble; a kernel only reads and writes through it.
///
/// `C` below is the number of vectors that hold a block's units: M for lanes of seeds, M/8 rounded up for lanes of
/// units, where lanes past M have zero weights and stay so.
package struct Ensemble {
  package typealias Lanes = UnsafeMutablePointer<SIMD8<Float>>

  /// Lanes in a vector.
  package static let laneCount = 8
  /// Columns of a slice, with lanes of units: a slice's share of a block stays in the first-level cache.
  private static let sliceColumns = 16

  package let shape: Shape
  package let activation: ActivationName
  package let lanes: LaneAxis
  /// `C`
  package let columns: Int

  /// Columns of every slice but the last, which may have fewer.
  private let sliceWidth: Int
  /// Entries from one slice of a block to the next: `U`, `V` and `σ(P)`, or `U_0`, `V_0` and `P_0`; then `σ′(P)`, where it
  /// does not follow from `σ(P)`, or as much room.
  package let sliceStride: Int

  private let blocks: Lanes
  private let initialBlocks: Lanes
  /// Entries from one block to the next.
  package let blockStride: Int

  /// `Y`, shape (N, D).
  package let targets: Lanes
  /// `B_l`, the gradient of half the loss with respect to `h_l`, shape (N, D).
  package let adjoint: Lanes
  /// `σ′(P_l) ∘ V_lᵀ B_l` of the block at hand, shape (N, C).
  package let preactivationAdjoint: Lanes
  /// Working space of `Kernel.measure`: two arrays over (N, D), two over (C, D), three over (N, C).
  package let scratch: Lanes
  /// With lanes of units, the sums of each slice, twice: shape (2, slices, N, D).
  private let slices: Lanes
  /// With lanes of units, each team member's own `h_l` or `B_l`, shape (slices, N, D).
  private let copies: Lanes

  /// One entry: `α/(LM)`, the multiplier of a block.
  package let branch: Lanes
  /// One entry: `η_u · η/α`.
  package let inputStep: Lanes
  /// One entry: `η_v · η/α`.
  package let outputStep: Lanes

  package static func columns(_ shape: Shape) -> Int {
    LaneAxis(shape) == .seeds ? shape.width : (shape.width + laneCount - 1) / laneCount
  }

  /// Slices of a block's columns, each summed by itself, then together in order: one with lanes of seeds.
  package static func sliceCount(_ shape: Shape) -> Int {
    let columns = columns(shape)
    return (columns + sliceWidth(shape) - 1) / sliceWidth(shape)
  }

  private static func sliceWidth(_ shape: Shape) -> Int {
    LaneAxis(shape) == .seeds ? columns(shape) : min(columns(shape), sliceColumns)
  }

  /// Entries of every array together, in double precision, because absurd shapes overflow an integer.
  package static func entryCount(_ shape: Shape, _ activation: ActivationName) -> Double {
    let (l, d, n) = (Double(shape.depth), Double(shape.dimension), Double(shape.samples))
    let c = Double(columns(shape))
    let slices = Double(sliceCount(shape)) * Double(sliceWidth(shape))
    let perBlock = n * d + 2 * slices * (2 * d + Double(keptPerUnit(activation)) * n)
    let scratch = 2 * c * d + 3 * n * c + 2 * n * d
    return l * perBlock + 3 * n * d + n * c + scratch + 3 * Double(sliceCount(shape)) * n * d + 3
  }

  /// What a pass keeps of every unit and sample: `σ(P)`, and `σ′(P)` where it does not follow.
  private static func keptPerUnit(_ activation: ActivationName) -> Int {
    activation.slopeFollowsFromValue ? 1 : 2
  }

  /// Lays the arrays out behind one another from `base`, which must hold `entryCount(shape, activation)` entries.
  package init(shape: Shape, activation: ActivationName, base: Lanes) {
    let (l, d, n) = (shape.depth, shape.dimension, shape.samples)
    let c = Self.columns(shape)
    var next = base
    func take(_ count: Int) -> Lanes {
      defer { next += count }
      return next
    }
    self.shape = shape
    self.activation = activation
    lanes = LaneAxis(shape)
    columns = c
    sliceWidth = Self.sliceWidth(shape)
    sliceStride = sliceWidth * (2 * d + Self.keptPerUnit(activation) * n)
    blockStride = n * d + Self.sliceCount(shape) * sliceStride
    blocks = take(l * blockStride + n * d)
    initialBlocks = take(l * (blockStride - n * d))
    targets = take(n * d)
    adjoint = take(n * d)
    preactivationAdjoint = take(n * c)
    scratch = take(2 * c * d + 3 * n * c + 2 * n * d)
    slices = take(2 * Self.sliceCount(shape) * n * d)
    copies = take(Self.sliceCount(shape) * n * d)
    branch = take(1)
    inputStep = take(1)
    outputStep = take(1)
  }

  /// The columns of slice `index`: all of them with lanes of seeds.
  package func columns(ofSlice index: Int) -> Range<Int> {
    let first = index * sliceWidth
    return first..<min(first + sliceWidth, columns)
  }

  /// Where an array over (C, D) has the D entries of a column.
  package func offset(column: Int) -> Int {
    column / sliceWidth * sliceStride + column % sliceWidth * shape.dimension
  }

  /// Where an array over (N, C) has the entry of a sample and a column.
  package func offset(sample: Int, column: Int) -> Int {
    let slice = column / sliceWidth
    let columns = columns(ofSlice: slice)
    return slice * sliceStride + sample * columns.count + column - columns.lowerBound
  }

  /// `h_l` for l = 0 … L, shape (N, D); `h_0` are the samples X. It stands first in block l + 1, counted from 1.
  package func state(_ layer: Int) -> Lanes { blocks + layer * blockStride }

  /// `U` of the block that `state(layer)` enters, shape (C, D); layer = 0 … L−1.
  package func inputWeights(_ layer: Int) -> Lanes {
    state(layer) + shape.samples * shape.dimension
  }

  /// `V`, shape (C, D).
  package func outputWeights(_ layer: Int) -> Lanes { inputWeights(layer) + sliceWidth * shape.dimension }

  /// `σ(P)`, shape (N, C).
  package func values(_ layer: Int) -> Lanes { outputWeights(layer) + sliceWidth * shape.dimension }

  /// `σ′(P)`, shape (N, C), where it does not follow from `σ(P)`.
  package func slopes(_ layer: Int) -> Lanes { values(layer) + sliceWidth * shape.samples }

  /// `U_0`, shape (C, D).
  package func initialInputWeights(_ layer: Int) -> Lanes {
    initialBlocks + layer * (blockStride - shape.samples * shape.dimension)
  }

  /// `V_0`, shape (C, D).
  package func initialOutputWeights(_ layer: Int) -> Lanes {
    initialInputWeights(layer) + sliceWidth * shape.dimension
  }

  /// `P` before training, shape (N, C).
  package func initialPreactivation(_ layer: Int) -> Lanes {
    initialOutputWeights(layer) + sliceWidth * shape.dimension
  }

  /// Where slice `slice` of a block leaves its sums, shape (N, D); neighbouring blocks do not share it.
  package func sums(layer: Int, slice: Int) -> Lanes {
    let count = shape.samples * shape.dimension
    return slices + ((layer & 1) * Self.sliceCount(shape) + slice) * count
  }

  /// A team member's own state or adjoint, shape (N, D). A team has at most as many members as there are slices.
  package func copy(of member: Int) -> Lanes { copies + member * shape.samples * shape.dimension }

  /// Starts `U` and `V` from `U_0` and `V_0`.
  package func resetWeights() {
    for layer in 0..<shape.depth {
      for slice in 0..<Self.sliceCount(shape) {
        let offset = slice * sliceStride
        (inputWeights(layer) + offset).update(
          from: initialInputWeights(layer) + offset, count: 2 * sliceWidth * shape.dimension)
      }
    }
  }

  /// Where unit `unit` of a lane's network stands: its column, and its lane.
  package func place(unit: Int, lane: Int) -> (column: Int, lane: Int) {
    switch lanes {
    case .seeds: (unit, lane)
    case .units: (unit / Self.laneCount, unit % Self.laneCount)
    }
  }

  /// Weights of one lane's network, (M, D), from the array of a block.
  package func weights(_ entries: Lanes, lane: Int) -> [Float] {
    let d = shape.dimension
    return (0..<shape.width * d).map { i in
      let place = place(unit: i / d, lane: lane)
      return entries[offset(column: place.column) + i % d][place.lane]
    }
  }

  /// The networks that an ensemble of this shape trains at once.
  package static func networkCount(_ shape: Shape) -> Int { LaneAxis(shape) == .seeds ? laneCount : 1 }
}
