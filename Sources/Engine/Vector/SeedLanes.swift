import EngineInterface
import Model

/// The passes where a lane is a network: a block is one slice, and its sums go straight into `h` and `B`.
enum SeedLanes {
  static func forward(_ ensemble: Ensemble) {
    let branch = ensemble.branch[0]
    for layer in 0..<ensemble.shape.depth {
      let slice = BlockSlice(ensemble, layer: layer, slice: 0)
      let state = ensemble.state(layer)
      let next = ensemble.state(layer &+ 1)
      var ahead = Prefetch(ensemble, layer: layer &+ 1, slice: 0, tiles: slice.forwardTiles)
      slice.forward(state: state, ahead: &ahead) { entry, sum in
        next[entry] = state[entry].adding(branch, times: sum)
      }
    }
  }

  static func backward(_ ensemble: Ensemble) { ensemble.optimizer.with(Backward(ensemble: ensemble)) }

  private struct Backward: OptimizerUse {
    let ensemble: Ensemble

    @inline(__always)
    func with<O: Optimizer>(_ optimizer: O.Type) { SeedLanes.backward(ensemble, O.self) }
  }

  @inline(__always)
  private static func backward<O: Optimizer>(_ ensemble: Ensemble, _ optimizer: O.Type) {
    let scale = ensemble.branch[0] * Vector(repeating: 1 / Float(ensemble.shape.dimension))
    let inputStep = ensemble.inputStep[0]
    let outputStep = ensemble.outputStep[0]
    let memory = ensemble.memory { Wide($0) }
    let adjoint = ensemble.adjoint
    var layer = ensemble.shape.depth &- 1
    while layer >= 0 {
      let slice = BlockSlice(ensemble, layer: layer, slice: 0)
      let state = ensemble.state(layer)
      var ahead = Prefetch(ensemble, layer: layer &- 1, slice: 0, tiles: slice.backwardTiles)
      slice.backward(
        O.self, state: state, adjoint: adjoint, preactivationAdjoint: ensemble.preactivationAdjoint,
        inputStep: inputStep, outputStep: outputStep, memory: memory, ahead: &ahead
      ) { entry, sum in
        adjoint[entry] = adjoint[entry].adding(scale, times: sum)
      }
      layer &-= 1
    }
  }
}
