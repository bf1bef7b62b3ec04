import Model

/// The working memory of an ensemble: eight networks of one shape, or one wide network (`LaneAxis`).
///
/// Every entry of every array is eight consecutive floats, so that all arithmetic is vector times vector. `EnsembleLayout` says
/// where the arrays stand. The memory is 64-byte aligned and belongs to whoever made the ensemble; a kernel only reads
/// and writes through it.
///
/// A layer is one block or two, one for each of its branches; blocks are counted from the input. `C` below is the number of
/// vectors that hold a block's units or heads: M for lanes of seeds, M/8 rounded up for lanes of units, where lanes past M
/// have zero weights and stay so. Each has `inputs` rows of the weights that read and `outputs` of those that write.
package struct Ensemble {
  /// Lanes in a vector.
  package static let laneCount = LaneAxis.count

  package let shape: Shape
  package let activation: ActivationName
  package let norm: NormName
  package let mask: MaskName
  package let loss: LossName
  package let optimizer: OptimizerName
  package let lanes: LaneAxis
  /// Those of every layer.
  package let branches: [Branch]
  package let branchCount: Int
  /// Slices that a block is cut into.
  package let sliceCount: Int
  /// `N·T`
  package let rows: Int

  private let places: (BranchPlaces, BranchPlaces)
  private let layerStride, initialLayerStride: Int
  private let blocks: Entries
  private let initialBlocks: Entries

  // R = N·T rows of tokens.

  /// `Y`, shape (R, d_out).
  package let targets: Entries
  /// `B_l`, the gradient of half the loss with respect to `h_l`, shape (R, D).
  package let adjoint: Entries
  /// That of the pre-activations of the block at hand, of units `σ′(P_l) ∘ V_lᵀ B_l`, shape (R, C·inputs).
  package let preactivationAdjoint: Entries
  /// With heads `O_l B_l`, (R, C·outputs).
  package let valueAdjoint: Entries
  /// Members of a team that it is worth while for to share a pass.
  package let usefulMembers: Int
  private let attention, attentionAdjoint: Entries
  /// Working space of `Kernel.measure`, shape (R, D) each.
  package let drift, nonlinearDrift: Entries
  /// The same, (C·inputs, D) and (C·outputs, D); and gradients that the pieces of a backward pass add up to.
  package let inputChange, outputChange: Entries
  /// The same, (R, C·outputs) each.
  package let initialValues, valueChange, linearChange: Entries
  /// The same with heads, (R, C·inputs) each.
  package let preactivationChange, localChange: Entries
  private let sums: Entries
  private let copies: Entries
  private let normalised, normalisedAdjoint, inverseNorms: Entries

  /// One entry a branch: `α/(LM)`, the multiplier of its blocks.
  package let branch: Entries
  /// One entry: the rate of the input weights.
  package let inputStep: Entries
  /// One entry: the rate of the output weights.
  package let outputStep: Entries
  let stepMemory: MemoryEntries
  /// `nil` where samples are states and states are outputs.
  package let embedding: EmbeddingArrays?

  /// - Parameter base: has room for `layout.entryCount` entries.
  package init(_ layout: EnsembleLayout, base: UnsafeMutablePointer<SIMD8<Float>>) {
    func part(_ part: EnsembleLayout.Part) -> Entries {
      Entries(base + layout.offset(part), count: Int(layout.size(part)))
    }
    shape = layout.shape
    activation = layout.parts.activation
    norm = layout.parts.norm
    mask = layout.parts.mask
    loss = layout.parts.loss
    optimizer = layout.parts.optimizer
    lanes = layout.lanes
    branches = layout.branches.map(\.branch)
    branchCount = branches.count
    sliceCount = layout.sliceCount
    rows = shape.rows
    let state = shape.rows * shape.dimension
    var (offset, initialOffset) = (0, 0)
    let all = layout.branches.map { branch in
      defer {
        offset += state + branch.sliceCount * branch.sliceStride
        initialOffset += branch.sliceCount * branch.initialSliceStride
      }
      return BranchPlaces(branch, offset: offset, initialOffset: initialOffset)
    }
    places = (all[0], all[all.count - 1])
    layerStride = offset
    initialLayerStride = initialOffset
    blocks = part(.blocks)
    initialBlocks = part(.initialBlocks)
    targets = part(.targets)
    adjoint = part(.adjoint)
    preactivationAdjoint = part(.preactivationAdjoint)
    valueAdjoint = part(.valueAdjoint)
    usefulMembers = layout.usefulMembers
    attention = part(.attention)
    attentionAdjoint = part(.attentionAdjoint)
    drift = part(.drift)
    nonlinearDrift = part(.nonlinearDrift)
    inputChange = part(.inputChange)
    outputChange = part(.outputChange)
    initialValues = part(.initialValues)
    valueChange = part(.valueChange)
    linearChange = part(.linearChange)
    preactivationChange = part(.preactivationChange)
    localChange = part(.localChange)
    sums = part(.sums)
    copies = part(.copies)
    normalised = part(.normalised)
    normalisedAdjoint = part(.normalisedAdjoint)
    inverseNorms = part(.inverseNorms)
    branch = part(.branch)
    inputStep = part(.inputStep)
    outputStep = part(.outputStep)
    stepMemory = MemoryEntries(part(.stepMemory))
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

  /// Where samples are loaded: `h_0`, or `x`, shape (R, d_in), of embeddings that are trained.
  package var input: Entries {
    embedding.flatMap { $0.isTrained ? $0.samples : nil } ?? state(0)
  }

  /// `h_L`
  package var last: Entries { state(blockCount) }

  /// What is compared with the targets: `h_L`, or `y`; shape (R, d_out).
  package var output: Entries { embedding?.output ?? last }

  private var stateSize: Int { rows * shape.dimension }

  private func part(_ entries: Entries, _ first: Int, _ count: Int) -> Entries {
    entries.check(first, count: count)
    return Entries(entries.base + first, count: count)
  }

  /// `L`, or twice that where a layer has two branches.
  package var blockCount: Int { branchCount == 1 ? shape.depth : 2 * shape.depth }

  /// The branch that a block is of, and the layer that it is in.
  package func branch(ofBlock block: Int) -> Int { branchCount == 1 ? 0 : block & 1 }
  package func layer(ofBlock block: Int) -> Int { branchCount == 1 ? block : block >> 1 }

  /// Of the places of a block's arrays what is asked for: all of them are more than a small block's pass should copy.
  @inline(__always)
  private func at<Value>(_ block: Int, _ value: (borrowing BranchPlaces) -> Value) -> Value {
    branch(ofBlock: block) == 0 ? value(places.0) : value(places.1)
  }

  /// How a block's units or heads lie in a slice.
  package struct SliceShape {
    /// Its units or heads, counted within the block.
    package let columns: Range<Int>
    /// Pre-activations of them, and values.
    package let inputs, outputs: Int
    /// `d` of heads, else 0.
    package let keyDimension: Int
  }

  package func slice(_ index: Int, ofBlock block: Int) -> SliceShape {
    let (width, all) = at(block) { ($0.sliceWidth, $0.columns) }
    let (inputs, outputs, keyDimension) = at(block) { ($0.inputs, $0.outputs, $0.keyDimension) }
    let first = index * width
    let columns = first..<min(first + width, all)
    return SliceShape(
      columns: columns, inputs: columns.count * inputs, outputs: columns.count * outputs,
      keyDimension: keyDimension)
  }

  /// `h` in front of a block, and after the last one, shape (R, D); the first are the samples.
  package func state(_ block: Int) -> Entries {
    // That behind the last block stands where one more layer would begin.
    part(blocks, layer(ofBlock: block) * layerStride + at(block) { $0.offset }, stateSize)
  }

  // A slice of a block that `state(block)` enters; c are the slice's units or heads.

  /// `U`, or `Q`, `K` and `W`, shape (c·inputs, D).
  package func inputWeights(_ block: Int, slice: Int) -> Entries {
    array(at(block) { $0.inputWeights }, block, slice)
  }
  /// `V` or `O`, shape (c·outputs, D).
  package func outputWeights(_ block: Int, slice: Int) -> Entries {
    array(at(block) { $0.outputWeights }, block, slice)
  }
  /// `σ(P)` or `c`, shape (R, c·outputs).
  package func values(_ block: Int, slice: Int) -> Entries { array(at(block) { $0.values }, block, slice) }
  /// `σ′(P)`, shape (R, c), where it does not follow from `σ(P)`; else nothing.
  package func slopes(_ block: Int, slice: Int) -> Entries { array(at(block) { $0.slopes }, block, slice) }
  /// `q`, `k` and `w` of heads, shape (R, c·inputs); else nothing.
  package func preactivations(_ block: Int, slice: Int) -> Entries {
    array(at(block) { $0.preactivations }, block, slice)
  }
  /// `U_0`, or `Q_0`, `K_0` and `W_0`, shape (c·inputs, D).
  package func initialInputWeights(_ block: Int, slice: Int) -> Entries {
    initialArray(at(block) { $0.initialInputWeights }, block, slice)
  }
  /// `V_0` or `O_0`, shape (c·outputs, D).
  package func initialOutputWeights(_ block: Int, slice: Int) -> Entries {
    initialArray(at(block) { $0.initialOutputWeights }, block, slice)
  }
  /// `P` before training, shape (R, c·inputs).
  package func initialPreactivation(_ block: Int, slice: Int) -> Entries {
    initialArray(at(block) { $0.initialPreactivations }, block, slice)
  }

  /// The moment of that number of the weights that read, shape (c·inputs, D); nothing where the optimizer has none.
  package func inputMoments(_ block: Int, slice: Int, number: Int) -> Entries {
    moments(block, slice, number, ofOutput: false)
  }
  /// The same of those that write, (c·outputs, D).
  package func outputMoments(_ block: Int, slice: Int, number: Int) -> Entries {
    moments(block, slice, number, ofOutput: true)
  }

  private func moments(_ block: Int, _ slice: Int, _ number: Int, ofOutput: Bool) -> Entries {
    let moments = at(block) { $0.moments }
    guard moments.size > 0 else { return array(moments, block, slice) }
    let (input, output) = at(block) { ($0.inputWeights.size, $0.outputWeights.size) }
    let before = ofOutput ? optimizer.momentCount * input + number * output : number * input
    return array(
      BranchLayout.Place(offset: moments.offset + before, size: ofOutput ? output : input), block,
      slice)
  }

  /// How a lane's moments forget in the step that is to be taken.
  package func setMemory(_ memory: StepMemory<Float>, ofLane lane: Int) {
    stepMemory.set(memory, ofLane: lane)
  }

  /// The same of all lanes, or of one, as `number` has it.
  package func memory<T: Elementary>(_ number: (SIMD8<Float>) -> T) -> StepMemory<T> {
    stepMemory.memory(number)
  }

  private func array(_ place: BranchLayout.Place, _ block: Int, _ slice: Int) -> Entries {
    part(blocks, firstEntry(block, slice) + place.offset, place.size)
  }

  /// Entries before those of a slice.
  private func firstEntry(_ block: Int, _ slice: Int) -> Int {
    let (offset, stride) = at(block) { ($0.offset, $0.sliceStride) }
    return layer(ofBlock: block) * layerStride + offset + stateSize + slice * stride
  }

  private func initialArray(_ place: BranchLayout.Place, _ block: Int, _ slice: Int) -> Entries {
    let (offset, stride) = at(block) { ($0.initialOffset, $0.initialSliceStride) }
    return part(
      initialBlocks,
      layer(ofBlock: block) * initialLayerStride + offset + slice * stride
        + place.offset, place.size)
  }

  /// The memory of a slice, with the state in front of the first, to be asked for ahead; of a block that need not exist.
  package func memory(_ block: Int, slice: Int) -> Range<UnsafeRawPointer> {
    let first = blocks.base + firstEntry(block, slice)
    let start = UnsafeRawPointer(slice == 0 ? first - stateSize : first)
    return start..<UnsafeRawPointer(first + at(block) { $0.sliceStride })
  }

  /// That of its weights alone.
  package func weightMemory(_ block: Int, slice: Int) -> Range<UnsafeRawPointer> {
    let (input, output) = at(block) { ($0.inputWeights, $0.outputWeights) }
    let first = blocks.base + firstEntry(block, slice) + input.offset
    return UnsafeRawPointer(first)..<UnsafeRawPointer(first + input.size + output.size)
  }

  /// Where slice `slice` of a block leaves its sums, shape (R, D); neighbouring blocks do not share it.
  package func sums(block: Int, slice: Int) -> Entries {
    part(sums, ((block & 1) * sliceCount + slice) * stateSize, stateSize)
  }

  /// The sums of all slices of a block, shape (slices, R, D).
  package func sums(block: Int) -> Entries {
    part(sums, (block & 1) * sliceCount * stateSize, sliceCount * stateSize)
  }

  /// With lanes of units a team member's own state or adjoint, shape (R, D), of a team of at most as many members as there
  /// are slices.
  package func copy(of member: Int) -> Entries { part(copies, member * stateSize, stateSize) }

  /// A member's `A` of one head and sample, (T, T).
  package func attention(of member: Int) -> Entries { scores(attention, of: member) }
  /// The adjoint of its scores, or its change, (T, T).
  package func attentionAdjoint(of member: Int) -> Entries { scores(attentionAdjoint, of: member) }

  private func scores(_ all: Entries, of member: Int) -> Entries {
    let size = shape.tokens * shape.tokens
    return part(all, member * size, size)
  }

  // With a norm, a team member's own working space.

  /// `h/rms`, shape (R, D).
  package func normalised(of member: Int) -> Entries { part(normalised, member * stateSize, stateSize) }
  /// Its adjoint, shape (R, D).
  package func normalisedAdjoint(of member: Int) -> Entries {
    part(normalisedAdjoint, member * stateSize, stateSize)
  }
  /// `1/rms`, shape (R).
  package func inverseNorms(of member: Int) -> Entries { part(inverseNorms, member * rows, rows) }

  /// Starts the weights from the initial ones, with nothing kept of steps before.
  package func resetWeights() {
    for block in 0..<blockCount {
      let (inputSize, outputSize) = at(block) { ($0.inputWeights.size, $0.outputWeights.size) }
      let momentPlace = at(block) { $0.moments }
      for slice in 0..<sliceCount {
        inputWeights(block, slice: slice).update(
          from: initialInputWeights(block, slice: slice), count: inputSize)
        outputWeights(block, slice: slice).update(
          from: initialOutputWeights(block, slice: slice), count: outputSize)
        let moments = array(momentPlace, block, slice)
        for i in 0..<momentPlace.size { moments[i] = SIMD8(repeating: 0) }
      }
    }
  }

  /// The networks that an ensemble trains at once.
  package static func networkCount(_ problem: Problem) -> Int {
    LaneAxis(problem.shape, problem.block) == .seeds ? laneCount : 1
  }

  package var networkCount: Int { lanes == .seeds ? Self.laneCount : 1 }

  /// Where the entries of one row of a lane's network are in a block's arrays.
  package struct RowPlace {
    package let slice: Int
    /// Within the slice.
    package let column: Int
    package let lane: Int
  }

  /// Of a row of weights, or the pre-activation or value that it has; with lanes of units a row is a unit.
  package func place(row: Int, block: Int, lane: Int) -> RowPlace {
    guard lanes == .units else { return RowPlace(slice: 0, column: row, lane: lane) }
    let (column, width) = (row / Self.laneCount, at(block) { $0.sliceWidth })
    return RowPlace(slice: column / width, column: column % width, lane: row % Self.laneCount)
  }
}
