import EngineInterface
import Model

/// The backward pass of a team where a lane is a network.
///
/// A block is passed in two parts. First every member has samples of its own: `Q`, and `B` in front of the block. Then they
/// meet, and every member has coordinates of its own, of the D that weights have: the gradients over all samples, in their
/// order, and the steps. What the second part reads stays until all have met once more, so that nobody waits between the
/// parts of different blocks: `B` has three places, `Q` and what blocks read two.
enum SeedTeam {
  static func backward<O: Optimizer>(_ ensemble: Ensemble, _ optimizer: O.Type, member: TeamMember) {
    let pass = SeedTeamPass(ensemble, member)
    pass.begin()
    let rates = StepRates(ensemble)
    var block = ensemble.blockCount &- 1
    while block >= 0 {
      let slice = BlockSlice(ensemble, block: block, slice: 0, samples: pass.samples, member: member.index)
      let read = pass.sum(slice, block: block)
      member.meet()
      pass.step(slice, WeightSteps<O>(slice, rates), block: block, reading: read)
      block &-= 1
    }
  }
}

private struct SeedTeamPass {
  let ensemble: Ensemble
  /// The member's own.
  let samples, rows, coordinates: Range<Int>
  private let norm: Normalisation?
  private let scale: Vector

  init(_ ensemble: Ensemble, _ member: TeamMember) {
    self.ensemble = ensemble
    samples = member.share(of: ensemble.shape.samples)
    rows = SeedLanes.rows(of: samples, ensemble)
    // Two entries are a cache line.
    coordinates = member.share(of: ensemble.shape.dimension, grain: 2)
    norm = Normalisation(ensemble, rows: rows)
    scale = Vector(repeating: 1 / Float(ensemble.shape.dimension))
  }

  /// `B` behind a block; in front of the first where the pass leaves it.
  private func adjoint(behind block: Int) -> Entries {
    switch (block &+ 1) % 3 {
    case 0: ensemble.adjoint
    case 1: ensemble.copy(of: 0)
    default: ensemble.drift
    }
  }

  private func preactivationAdjoint(_ slice: BlockSlice, _ block: Int) -> Entries {
    if block & 1 == 0 { return ensemble.preactivationAdjoint }
    return slice.attention == nil ? ensemble.initialValues : ensemble.preactivationChange
  }

  func begin() {
    let first = adjoint(behind: ensemble.blockCount &- 1)
    if first.base != ensemble.adjoint.base { copyRows(of: ensemble.adjoint, to: first) }
  }

  private func copyRows(of from: Entries, to: Entries) {
    let d = ensemble.shape.dimension
    for i in rows.lowerBound &* d..<rows.upperBound &* d { to[i] = from[i] }
  }

  /// `Q` of the member's samples, and `B` in front of the block.
  /// - Returns: what the block reads, of all samples once all have met.
  func sum(_ slice: BlockSlice, block: Int) -> Entries {
    var ahead = Prefetch(nothingBeside: ensemble.adjoint)
    let state = ensemble.state(block)
    let (behind, before) = (adjoint(behind: block), adjoint(behind: block &- 1))
    let q = preactivationAdjoint(slice, block)
    let scale = ensemble.branch[ensemble.branch(ofBlock: block)] * scale
    func passBack<S: Sink>(into sums: S) {
      for piece in slice.pieces {
        let own = q.from(piece.first &* slice.inputs)
        slice.pull(
          piece, behind,
          through: ensemble.valueAdjoint.from(slice.attention == nil ? 0 : piece.first &* slice.outputs),
          into: own, ahead: &ahead)
        slice.passBack(piece, own, into: sums, ahead: &ahead)
      }
    }
    guard var norm else {
      passBack(into: AddScaled(before, from: behind, scale: scale))
      return state
    }
    if block & 1 == 1 { norm.normalised = ensemble.nonlinearDrift }
    let read = norm.read(state)
    norm.clearAdjoint()
    passBack(into: AddScaled(norm.adjoint, scale: scale))
    copyRows(of: behind, to: before)
    norm.add(to: before, scale: Vector(repeating: 1))
    return read
  }

  /// The steps of the weights at the member's coordinates.
  func step<O: Optimizer>(_ slice: BlockSlice, _ steps: WeightSteps<O>, block: Int, reading: Entries) {
    if coordinates.isEmpty { return }
    var ahead = Prefetch(nothingBeside: ensemble.adjoint)
    let all = Pieces(ensemble, 0..<ensemble.shape.samples, hasHeads: slice.attention != nil)
    let (behind, q) = (adjoint(behind: block), preactivationAdjoint(slice, block))
    let scratch = BackwardScratch(ensemble, ensemble.slice(0, ofBlock: block))
    func add<Input: Sink, Output: Sink>(input: Input, output: Output) {
      for piece in all {
        slice.outputGradient(piece, behind, coordinates, into: output, ahead: &ahead)
        slice.inputGradient(
          piece, reading, q.from(piece.first &* slice.inputs), coordinates, into: input, ahead: &ahead)
      }
    }
    if all.isOne { return add(input: steps.input, output: steps.output) }
    scratch.clear(slice, coordinates)
    add(input: Continue(scratch.inputGradient), output: Continue(scratch.outputGradient))
    scratch.take(slice, coordinates, steps)
  }
}
