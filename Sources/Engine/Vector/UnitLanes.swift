import EngineInterface
import Model

/// The passes where lanes are units of one wide network.
///
/// Each slice of a block leaves its sums over the lanes by itself; they are added in the order of the slices, so that
/// the bits do not depend on who computed which slice. Every member of a team keeps its own `h` and `B`: that costs
/// it a few additions a block and saves a second meeting.
enum UnitLanes {
  static func forward(_ ensemble: Ensemble, member: TeamMember) {
    let entries = ensemble.rows &* ensemble.shape.dimension
    let norm = Normalisation(ensemble, member: member.index)
    let slices = ensemble.sliceCount
    let branch = ensemble.branch[0]
    let own = ensemble.copy(of: member.index)
    if member.index > 0 { own.update(from: ensemble.state(0), count: entries) }
    for block in 0..<ensemble.blockCount {
      let state = member.index == 0 ? ensemble.state(block) : own
      let next = member.index == 0 ? ensemble.state(block &+ 1) : own
      let read = norm?.read(state) ?? state
      var index = member.index
      while index < slices {
        let slice = BlockSlice(ensemble, block: block, slice: index)
        let sums = ensemble.sums(block: block, slice: index)
        var ahead = Prefetch(ensemble, block: block &+ 1, slice: index, tiles: slice.forwardTiles)
        slice.forward(state: read, into: Store(sums), ahead: &ahead)
        addLanes(sums, entries: entries)
        index &+= member.count
      }
      member.meet()
      combine(ensemble, block: block, into: next, from: state, scale: branch)
    }
  }

  static func backward(_ ensemble: Ensemble, member: TeamMember) {
    ensemble.optimizer.with(Backward(ensemble: ensemble, member: member))
  }

  private struct Backward: OptimizerUse {
    let ensemble: Ensemble
    let member: TeamMember

    @inline(__always)
    func with<O: Optimizer>(_ optimizer: O.Type) { UnitLanes.backward(ensemble, O.self, member: member) }
  }

  @inline(__always)
  private static func backward<O: Optimizer>(_ ensemble: Ensemble, _ optimizer: O.Type, member: TeamMember) {
    let entries = ensemble.rows &* ensemble.shape.dimension
    let norm = Normalisation(ensemble, member: member.index)
    let slices = ensemble.sliceCount
    let scale = ensemble.branch[0] * Vector(repeating: 1 / Float(ensemble.shape.dimension))
    let rates = StepRates(ensemble)
    let adjoint = member.index == 0 ? ensemble.adjoint : ensemble.copy(of: member.index)
    if member.index > 0 { adjoint.update(from: ensemble.adjoint, count: entries) }
    // Nobody may step past the first block before everybody has the adjoint it starts from.
    member.meet()
    var block = ensemble.blockCount &- 1
    while block >= 0 {
      // Only the first member keeps every state, which the others read.
      let state = ensemble.state(block)
      let read = norm?.read(state) ?? state
      var index = member.index
      while index < slices {
        let slice = BlockSlice(ensemble, block: block, slice: index)
        let sums = ensemble.sums(block: block, slice: index)
        var ahead = Prefetch(ensemble, block: block &- 1, slice: index, tiles: slice.backwardTiles)
        slice.backward(
          state: read, adjoint: adjoint, BackwardScratch(ensemble, ensemble.slice(index, ofBlock: block)),
          WeightSteps<O>(slice, rates), into: Store(sums), ahead: &ahead)
        addLanes(sums, entries: entries)
        index &+= member.count
      }
      member.meet()
      if let norm {
        combine(ensemble, block: block, into: norm.adjoint, from: nil, scale: Vector(repeating: 1))
        norm.add(to: adjoint, scale: scale)
      } else {
        combine(ensemble, block: block, into: adjoint, from: adjoint, scale: scale)
      }
      block &-= 1
    }
  }

  /// Replaces the vectors of a slice's sums by their lanes' sums, packed in front: an eighth of the memory goes from
  /// one core to another.
  @inline(__always)
  private static func addLanes(_ sums: Entries, entries: Int) {
    var entry = 0
    var packed = 0
    while entry < entries {
      let zero = Vector(repeating: 0)
      let rest = entries &- entry
      func at(_ i: Int) -> Vector { i < rest ? sums[entry &+ i] : zero }
      let quarter = at(0).paired(at(1)).paired(at(2).paired(at(3)))
      sums[packed] = quarter.paired(at(4).paired(at(5)).paired(at(6).paired(at(7))))
      entry &+= Ensemble.laneCount
      packed &+= 1
    }
  }

  /// `next = state + scale · Σ` over slices, the same in every lane; without a state `scale · Σ`.
  @inline(__always)
  private static func combine(
    _ ensemble: Ensemble, block: Int, into next: Entries,
    from state: Entries?, scale: Vector
  ) {
    let entries = ensemble.rows &* ensemble.shape.dimension
    let slices = ensemble.sliceCount
    let sums = ensemble.sums(block: block)
    var packed = 0
    var entry = 0
    while entry < entries {
      var sum = sums[packed]
      var index = 1
      while index < slices {
        sum += sums[packed &+ index &* entries]
        index &+= 1
      }
      let count = min(Ensemble.laneCount, entries &- entry)
      for lane in 0..<count {
        let before = state?[entry &+ lane] ?? Vector(repeating: 0)
        next[entry &+ lane] = before.adding(scale, times: Vector(repeating: sum[lane]))
      }
      entry &+= Ensemble.laneCount
      packed &+= 1
    }
  }
}

extension Vector {
  /// Sums of neighbouring lanes, of `self` and then of the other.
  @inline(__always)
  fileprivate func paired(_ other: Vector) -> Vector {
    Vector(lowHalf: evenHalf, highHalf: other.evenHalf) + Vector(lowHalf: oddHalf, highHalf: other.oddHalf)
  }

  /// In a fixed order.
  @inline(__always)
  var sumOfLanes: Float {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}
