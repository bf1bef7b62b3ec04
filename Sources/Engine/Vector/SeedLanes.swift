import EngineInterface
import Model

/// The passes where a lane is a network: a block is one slice, and its sums go straight into `h` and `B`. Samples pass the
/// blocks by themselves, so that the members of a team need not meet on the way forward; back, see `SeedTeam`.
enum SeedLanes {
  /// - Parameter keepsStates: else states and values between take turns in the memory of the first blocks, which stay in the
  ///   cache where those of all blocks would not.
  static func forward(_ ensemble: Ensemble, keepsStates: Bool = true, member: TeamMember) {
    let samples = member.share(of: ensemble.shape.samples)
    let norm = Normalisation(ensemble, rows: rows(of: samples, ensemble))
    for block in 0..<ensemble.blockCount {
      let branch = ensemble.branch[ensemble.branch(ofBlock: block)]
      let slice = BlockSlice(
        ensemble, block: block, slice: 0, valuesOf: keepsStates ? block : ensemble.branch(ofBlock: block),
        samples: samples, member: member.index)
      let state = ensemble.state(keepsStates ? block : turn(block, ensemble))
      let next = ensemble.state(keepsStates ? block &+ 1 : turn(block &+ 1, ensemble))
      var ahead = Prefetch(
        ensemble, block: block &+ 1, slice: 0, weightsAlone: !keepsStates, tiles: slice.forwardTiles)
      slice.forward(
        state: norm?.read(state) ?? state, into: AddScaled(next, from: state, scale: branch), ahead: &ahead)
    }
  }

  /// The block whose state has room for that of `block`, between the first and the last.
  @inline(__always)
  private static func turn(_ block: Int, _ ensemble: Ensemble) -> Int {
    block <= 2 || block == ensemble.blockCount ? block : 2 &- block & 1
  }

  /// The rows of tokens of samples.
  @inline(__always)
  static func rows(of samples: Range<Int>, _ ensemble: Ensemble) -> Range<Int> {
    samples.lowerBound &* ensemble.shape.tokens..<samples.upperBound &* ensemble.shape.tokens
  }

  static func backward(_ ensemble: Ensemble, member: TeamMember) {
    ensemble.optimizer.with(Backward(ensemble: ensemble, member: member))
  }

  private struct Backward: OptimizerUse {
    let ensemble: Ensemble
    let member: TeamMember

    @inline(__always)
    func with<O: Optimizer>(_ optimizer: O.Type) {
      if member.count == 1 {
        SeedLanes.backward(ensemble, O.self)
      } else {
        SeedTeam.backward(ensemble, O.self, member: member)
      }
    }
  }

  @inline(__always)
  private static func backward<O: Optimizer>(_ ensemble: Ensemble, _ optimizer: O.Type) {
    let inverseDimension = Vector(repeating: 1 / Float(ensemble.shape.dimension))
    let norm = Normalisation(ensemble)
    let rates = StepRates(ensemble)
    let adjoint = ensemble.adjoint
    var block = ensemble.blockCount &- 1
    while block >= 0 {
      let scale = ensemble.branch[ensemble.branch(ofBlock: block)] * inverseDimension
      let slice = BlockSlice(ensemble, block: block, slice: 0)
      let state = ensemble.state(block)
      var ahead = Prefetch(ensemble, block: block &- 1, slice: 0, tiles: slice.backwardTiles)
      // With a norm the sums are the adjoint of what was read, of which the state's follows.
      norm?.clearAdjoint()
      let result = norm?.adjoint ?? adjoint
      slice.backward(
        state: norm?.read(state) ?? state, adjoint: adjoint,
        BackwardScratch(ensemble, ensemble.slice(0, ofBlock: block)), WeightSteps<O>(slice, rates),
        into: AddScaled(result, scale: scale), ahead: &ahead)
      norm?.add(to: adjoint, scale: Vector(repeating: 1))
      block &-= 1
    }
  }
}
