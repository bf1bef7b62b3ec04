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
/// Every entry of every array is eight consecutive floats, so that all arithmetic is vector times vector. `EnsembleLayout` says
/// where the arrays stand. The memory is 64-byte aligned and belongs to whoever made the ensemble; a kernel only reads
/// and writes through it.
///
/// `C` below is the number of vectors that hold a block's units: M for lanes of seeds, M/8 rounded up for lanes of
/// units, where lanes past M have zero weights and stay so.
package struct Ensemble {
  /// Lanes in a vector.
  package static let laneCount = 8

  package let shape: Shape
  package let activation: ActivationName
  package let loss: LossName
  package let optimizer: OptimizerName
  package let lanes: LaneAxis
  /// `C`
  package let columns: Int
  package let sliceCount: Int

  private let sliceWidth: Int
  private let sliceStride, initialSliceStride: Int
  private let blocks: Entries
  private let initialBlocks: Entries
  /// Entries from one block to the next.
  private let blockStride: Int
  /// Of an array in its slice: entries before it, and its own.
  private let inputPlace, outputPlace, valuePlace, slopePlace, momentPlace: (offset: Int, size: Int)

  /// `Y`, shape (N, d_out).
  package let targets: Entries
  /// `B_l`, the gradient of half the loss with respect to `h_l`, shape (N, D).
  package let adjoint: Entries
  /// `σ′(P_l) ∘ V_lᵀ B_l` of the block at hand, shape (N, C).
  package let preactivationAdjoint: Entries
  /// Working space of `Kernel.measure`, shape (N, D) each.
  package let drift, nonlinearDrift: Entries
  /// The same, (C, D) each.
  package let inputChange, outputChange: Entries
  /// The same, (N, C) each.
  package let initialValues, valueChange, linearChange: Entries
  private let sums: Entries
  private let copies: Entries

  /// One entry: `α/(LM)`, the multiplier of a block.
  package let branch: Entries
  /// One entry: the rate of the input weights.
  package let inputStep: Entries
  /// One entry: the rate of the output weights.
  package let outputStep: Entries
  /// Six entries: how moments forget in the step that is to be taken.
  let stepMemory: Entries
  /// `nil` where samples are states and states are outputs.
  package let embedding: EmbeddingArrays?

  /// - Parameter base: has room for `layout.entryCount` entries.
  package init(_ layout: EnsembleLayout, base: UnsafeMutablePointer<SIMD8<Float>>) {
    func part(_ part: EnsembleLayout.Part) -> Entries {
      Entries(base + layout.offset(part), count: Int(layout.size(part)))
    }
    func place(_ part: EnsembleLayout.SlicePart) -> (offset: Int, size: Int) {
      (layout.offset(part), layout.size(part))
    }
    shape = layout.shape
    activation = layout.parts.activation
    loss = layout.parts.loss
    optimizer = layout.parts.optimizer
    lanes = LaneAxis(shape)
    columns = layout.columns
    sliceCount = layout.sliceCount
    sliceWidth = layout.sliceWidth
    sliceStride = layout.sliceStride
    initialSliceStride = layout.initialSliceStride
    blockStride = shape.samples * shape.dimension + sliceCount * sliceStride
    inputPlace = place(.inputWeights)
    outputPlace = place(.outputWeights)
    valuePlace = place(.values)
    slopePlace = place(.slopes)
    momentPlace = place(.moments)
    blocks = part(.blocks)
    initialBlocks = part(.initialBlocks)
    targets = part(.targets)
    adjoint = part(.adjoint)
    preactivationAdjoint = part(.preactivationAdjoint)
    drift = part(.drift)
    nonlinearDrift = part(.nonlinearDrift)
    inputChange = part(.inputChange)
    outputChange = part(.outputChange)
    initialValues = part(.initialValues)
    valueChange = part(.valueChange)
    linearChange = part(.linearChange)
    sums = part(.sums)
    copies = part(.copies)
    branch = part(.branch)
    inputStep = part(.inputStep)
    outputStep = part(.outputStep)
    stepMemory = part(.stepMemory)
    var room = part(.embedding)
    embedding =
      layout.parts.embedding == .none
      ? nil
      : EmbeddingArrays(layout.shape, layout.parts, memory: stepMemory, targets: targets) { count in
        defer { room = room.from(count) }
        room.check(0, count: count)
        return Entries(room.base, count: count)
      }
  }

  /// Where samples are loaded: `h_0`, or `x`, shape (N, d_in), of embeddings that are trained.
  package var input: Entries {
    embedding.flatMap { $0.isTrained ? $0.samples : nil } ?? state(0)
  }

  /// What is compared with the targets: `h_L`, or `y`; shape (N, d_out).
  package var output: Entries { embedding?.output ?? state(shape.depth) }

  private var stateSize: Int { shape.samples * shape.dimension }

  private func part(_ entries: Entries, _ first: Int, _ count: Int) -> Entries {
    entries.check(first, count: count)
    return Entries(entries.base + first, count: count)
  }

  /// The columns of slice `index`: all of them with lanes of seeds.
  package func columns(ofSlice index: Int) -> Range<Int> {
    let first = index * sliceWidth
    return first..<min(first + sliceWidth, columns)
  }

  /// `h_l` for l = 0 … L, shape (N, D); `h_0` are the samples X. It stands in front of block l + 1, counted from 1.
  package func state(_ layer: Int) -> Entries { part(blocks, layer * blockStride, stateSize) }

  // A slice of a block that `state(layer)` enters, layer = 0 … L−1; c are the slice's columns.

  /// `U`, shape (c, D).
  package func inputWeights(_ layer: Int, slice: Int) -> Entries { array(inputPlace, layer, slice) }
  /// `V`, shape (c, D).
  package func outputWeights(_ layer: Int, slice: Int) -> Entries { array(outputPlace, layer, slice) }
  /// `σ(P)`, shape (N, c).
  package func values(_ layer: Int, slice: Int) -> Entries { array(valuePlace, layer, slice) }
  /// `σ′(P)`, shape (N, c), where it does not follow from `σ(P)`; else nothing.
  package func slopes(_ layer: Int, slice: Int) -> Entries { array(slopePlace, layer, slice) }
  /// `U_0`, shape (c, D).
  package func initialInputWeights(_ layer: Int, slice: Int) -> Entries {
    initialArray(inputPlace, layer, slice)
  }
  /// `V_0`, shape (c, D).
  package func initialOutputWeights(_ layer: Int, slice: Int) -> Entries {
    initialArray(outputPlace, layer, slice)
  }
  /// `P` before training, shape (N, c).
  package func initialPreactivation(_ layer: Int, slice: Int) -> Entries {
    initialArray(valuePlace, layer, slice)
  }

  /// The moment of that number of `U`, shape (c, D); nothing where the optimizer has none.
  package func inputMoments(_ layer: Int, slice: Int, number: Int) -> Entries {
    moments(layer, slice, number)
  }
  /// The same of `V`.
  package func outputMoments(_ layer: Int, slice: Int, number: Int) -> Entries {
    moments(layer, slice, optimizer.momentCount + number)
  }

  private func moments(_ layer: Int, _ slice: Int, _ number: Int) -> Entries {
    guard momentPlace.size > 0 else { return array(momentPlace, layer, slice) }
    let size = inputPlace.size
    return array((momentPlace.offset + number * size, size), layer, slice)
  }

  /// How a lane's moments forget in the step that is to be taken.
  package func setMemory(_ memory: StepMemory<Float>, ofLane lane: Int) {
    Self.set(memory, ofLane: lane, in: stepMemory)
  }

  /// The same in six entries.
  package static func set(_ memory: StepMemory<Float>, ofLane lane: Int, in entries: Entries) {
    let values = [
      memory.first, memory.firstShare, memory.secondShare, memory.floor, memory.firstCorrection,
      memory.secondCorrection,
    ]
    for (i, value) in values.enumerated() { entries[i][lane] = value }
  }

  /// The same of all lanes, or of one, as `number` has it.
  package func memory<T: Elementary>(_ number: (SIMD8<Float>) -> T) -> StepMemory<T> {
    Self.memory(stepMemory, number)
  }

  static func memory<T: Elementary>(_ entries: Entries, _ number: (SIMD8<Float>) -> T) -> StepMemory<T> {
    func entry(_ i: Int) -> T { number(entries[i]) }
    return StepMemory(
      first: entry(0), firstShare: entry(1), secondShare: entry(2), floor: entry(3),
      firstCorrection: entry(4), secondCorrection: entry(5))
  }

  private func array(_ place: (offset: Int, size: Int), _ layer: Int, _ slice: Int) -> Entries {
    part(blocks, layer * blockStride + stateSize + slice * sliceStride + place.offset, place.size)
  }

  private func initialArray(_ place: (offset: Int, size: Int), _ layer: Int, _ slice: Int) -> Entries {
    part(
      initialBlocks, (layer * sliceCount + slice) * initialSliceStride + place.offset, place.size)
  }

  /// The memory of a slice, with the state in front of the first, to be asked for ahead; of a block that need not exist.
  package func memory(_ layer: Int, slice: Int) -> Range<UnsafeRawPointer> {
    let start = blocks.base + layer * blockStride
    let first = start + stateSize + slice * sliceStride
    return UnsafeRawPointer(slice == 0 ? start : first)..<UnsafeRawPointer(first + sliceStride)
  }

  /// Where slice `slice` of a block leaves its sums, shape (N, D); neighbouring blocks do not share it.
  package func sums(layer: Int, slice: Int) -> Entries {
    part(sums, ((layer & 1) * sliceCount + slice) * stateSize, stateSize)
  }

  /// The sums of all slices of a block, shape (slices, N, D).
  package func sums(layer: Int) -> Entries {
    part(sums, (layer & 1) * sliceCount * stateSize, sliceCount * stateSize)
  }

  /// A team member's own state or adjoint, shape (N, D). A team has at most as many members as there are slices.
  package func copy(of member: Int) -> Entries { part(copies, member * stateSize, stateSize) }

  /// Takes some arrays of weights, (c, D) each, from networks of the same depth and width.
  package func take(_ arrays: [(Ensemble) -> (Int, Int) -> Entries], of other: Ensemble) {
    for layer in 0..<shape.depth {
      for slice in 0..<sliceCount {
        let count = columns(ofSlice: slice).count * shape.dimension
        for array in arrays {
          array(self)(layer, slice).update(from: array(other)(layer, slice), count: count)
        }
      }
    }
  }

  /// Starts `U` and `V` from `U_0` and `V_0`, with nothing kept of steps before.
  package func resetWeights() {
    for layer in 0..<shape.depth {
      for slice in 0..<sliceCount {
        inputWeights(layer, slice: slice).update(
          from: initialInputWeights(layer, slice: slice), count: inputPlace.size)
        outputWeights(layer, slice: slice).update(
          from: initialOutputWeights(layer, slice: slice), count: outputPlace.size)
        let moments = array(momentPlace, layer, slice)
        for i in 0..<momentPlace.size { moments[i] = SIMD8(repeating: 0) }
      }
    }
  }

  // Single units, wherever their lanes are.

  /// Where the entries of one unit of a lane's network are in a block's arrays.
  package struct UnitIndex {
    package let slice: Int
    /// Within the slice.
    package let column: Int
    package let lane: Int
  }

  package func place(unit: Int, lane: Int) -> UnitIndex {
    let (column, lane) = lanes == .seeds ? (unit, lane) : (unit / Self.laneCount, unit % Self.laneCount)
    return UnitIndex(slice: column / sliceWidth, column: column % sliceWidth, lane: lane)
  }

  /// The D entries of a unit in an array over (c, D).
  package func weights(_ array: (Int, Int) -> Entries, _ layer: Int, _ place: UnitIndex) -> Entries {
    part(array(layer, place.slice), place.column * shape.dimension, shape.dimension)
  }

  /// The index of a sample and a unit in an array over (N, c).
  package func index(sample: Int, _ place: UnitIndex) -> Int {
    sample * columns(ofSlice: place.slice).count + place.column
  }

  /// Weights of one lane's network, (M, D), from the array of a block.
  package func weights(_ array: (Int, Int) -> Entries, _ layer: Int, lane: Int) -> [Float] {
    (0..<shape.width).flatMap { unit in
      let place = place(unit: unit, lane: lane)
      let entries = weights(array, layer, place)
      return (0..<shape.dimension).map { entries[$0][place.lane] }
    }
  }

  /// The networks that an ensemble of this shape trains at once.
  package static func networkCount(_ shape: Shape) -> Int { LaneAxis(shape) == .seeds ? laneCount : 1 }
}
