import KernelInterface

/// The passes where lanes are units of one wide network.
///
/// Each slice of a block leaves its sums by itself; they are added in the order of the slices, then over the lanes,
/// so that the bits do not depend on who computed which slice. Every member of a team keeps its own `h` and `B`:
/// that costs it a few additions a block and saves a second meeting.
enum UnitLanes {
  static func forward(_ ensemble: Ensemble, member: TeamMember) {
    let entries = ensemble.shape.samples &* ensemble.shape.dimension
    let slices = Ensemble.sliceCount(ensemble.shape)
    let branch = ensemble.branch.pointee
    let share = ensemble.blockStride / slices
    let own = ensemble.copy(of: member.index)
    if member.index > 0 { own.update(from: ensemble.state(0), count: entries) }
    for layer in 0..<ensemble.shape.depth {
      let state = member.index == 0 ? ensemble.state(layer) : own
      let next = member.index == 0 ? ensemble.state(layer &+ 1) : own
      var index = member.index
      while index < slices {
        let slice = BlockSlice(ensemble, layer: layer, slice: index)
        let sums = ensemble.sums(layer: layer, slice: index)
        var ahead = Prefetch(
          ensemble.state(layer &+ 1) + index &* share, entries: share, tiles: slice.forwardTiles)
        slice.forward(state: state, ahead: &ahead) { entry, sum in sums[entry] = sum }
        index &+= member.count
      }
      member.meet()
      combine(ensemble, layer: layer, into: next, from: state, scale: branch)
    }
  }

  static func backward(_ ensemble: Ensemble, member: TeamMember) {
    let entries = ensemble.shape.samples &* ensemble.shape.dimension
    let slices = Ensemble.sliceCount(ensemble.shape)
    let scale = ensemble.branch.pointee * Vector(repeating: 1 / Float(ensemble.shape.dimension))
    let inputStep = ensemble.inputStep.pointee
    let outputStep = ensemble.outputStep.pointee
    let share = ensemble.blockStride / slices
    let adjoint = member.index == 0 ? ensemble.adjoint : ensemble.copy(of: member.index)
    if member.index > 0 { adjoint.update(from: ensemble.adjoint, count: entries) }
    // Nobody may step past the first block before everybody has the adjoint it starts from.
    member.meet()
    var layer = ensemble.shape.depth &- 1
    while layer >= 0 {
      let state = ensemble.state(layer)
      var index = member.index
      while index < slices {
        let slice = BlockSlice(ensemble, layer: layer, slice: index)
        let sums = ensemble.sums(layer: layer, slice: index)
        var ahead = Prefetch(
          state - ensemble.blockStride + index &* share, entries: share, tiles: slice.backwardTiles)
        slice.backward(
          state: state, adjoint: adjoint,
          preactivationAdjoint: ensemble.preactivationAdjoint + index &* Ensemble.sliceColumns,
          inputStep: inputStep, outputStep: outputStep, ahead: &ahead
        ) { entry, sum in sums[entry] = sum }
        index &+= member.count
      }
      member.meet()
      combine(ensemble, layer: layer, into: adjoint, from: adjoint, scale: scale)
      layer &-= 1
    }
  }

  /// `next = state + scale · Σ` over slices and lanes, the same in every lane.
  private static func combine(
    _ ensemble: Ensemble, layer: Int, into next: UnsafeMutablePointer<Vector>,
    from state: UnsafeMutablePointer<Vector>, scale: Vector
  ) {
    let entries = ensemble.shape.samples &* ensemble.shape.dimension
    let slices = Ensemble.sliceCount(ensemble.shape)
    let first = ensemble.sums(layer: layer, slice: 0)
    for entry in 0..<entries {
      var sum = first[entry]
      var index = 1
      while index < slices {
        sum += first[index &* entries &+ entry]
        index &+= 1
      }
      next[entry] = state[entry].adding(scale, times: Vector(repeating: sum.sumOfLanes))
    }
  }
}

extension Vector {
  /// In a fixed order.
  @inline(__always)
  var sumOfLanes: Float {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}
