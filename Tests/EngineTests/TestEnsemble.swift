import Engine
import EngineInterface
import Model
import TestSupport

/// An ensemble with memory of its own and reproducible random contents.
final class TestEnsemble {
  let ensemble: Ensemble
  private let memory: UnsafeMutableBufferPointer<SIMD8<Float>>

  init(
    _ shape: Shape, activation: ActivationName = .tanh, seed: UInt64 = 1, alpha: Float = 1
  ) {
    memory = .allocate(capacity: Int(Ensemble.entryCount(shape, activation)))
    memory.initialize(repeating: SIMD8(repeating: 0))
    guard let base = memory.baseAddress else { preconditionFailure("an ensemble is never empty") }
    ensemble = Ensemble(shape: shape, activation: activation, base: base)
    var generator = SplitMix(state: seed)
    func random(_ scale: Float) -> Float { scale * Float.random(in: -1...1, using: &generator) }
    let networks = 0..<Ensemble.networkCount(shape)
    let size = Float(shape.dimension).squareRoot()
    for array in [ensemble.state(0), ensemble.targets] {
      for i in 0..<shape.samples * shape.dimension {
        // With lanes of units every lane has the state.
        for lane in 0..<8 { array[i][lane] = lane < networks.count ? random(1.7) : array[i][0] }
      }
    }
    for layer in 0..<shape.depth {
      for weights in [ensemble.initialInputWeights(layer), ensemble.initialOutputWeights(layer)] {
        for unit in 0..<shape.width {
          for lane in networks {
            let place = ensemble.place(unit: unit, lane: lane)
            for i in 0..<shape.dimension {
              weights[ensemble.offset(column: place.column) + i][place.lane] = random(1.7 * size)
            }
          }
        }
      }
    }
    ensemble.resetWeights()
    for lane in 0..<8 {
      // Lanes may be cells with scales of their own.
      let a = alpha * (1 + (lane < networks.count ? Float(lane) / 8 : 0))
      ensemble.branch.pointee[lane] = a / Float(shape.depth * shape.width)
      ensemble.inputStep.pointee[lane] = Float(shape.dimension) / a
      ensemble.outputStep.pointee[lane] = Float(shape.dimension) / a
    }
  }

  deinit { memory.deallocate() }

  /// Everything the ensemble holds but the working space.
  var contents: [(name: String, values: [Float])] {
    let (l, d, n) = (ensemble.shape.depth, ensemble.shape.dimension, ensemble.shape.samples)
    let c = ensemble.columns
    func values(_ entries: Ensemble.Lanes, _ count: Int) -> [Float] {
      (0..<count).flatMap { i in (0..<Ensemble.laneCount).map { entries[i][$0] } }
    }
    func weights(_ entries: Ensemble.Lanes) -> [Float] {
      (0..<c).flatMap { values(entries + ensemble.offset(column: $0), d) }
    }
    func units(_ entries: Ensemble.Lanes) -> [Float] {
      (0..<n).flatMap { sample in
        (0..<c).flatMap { values(entries + ensemble.offset(sample: sample, column: $0), 1) }
      }
    }
    let layers = 0..<l
    return [
      ("U", layers.flatMap { weights(ensemble.inputWeights($0)) }),
      ("V", layers.flatMap { weights(ensemble.outputWeights($0)) }),
      ("h", (0...l).flatMap { values(ensemble.state($0), n * d) }),
      ("σ(P)", layers.flatMap { units(ensemble.values($0)) }),
      ("B", values(ensemble.adjoint, n * d)),
    ]
  }
}

/// The kernels that are checked against the naive one.
let fastKernels = KernelChoice.available.filter { $0.name != "naive" }
