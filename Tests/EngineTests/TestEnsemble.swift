import Engine
import EngineInterface
import Model
import TestSupport

/// An ensemble with memory of its own and reproducible random contents.
final class TestEnsemble {
  let ensemble: Ensemble
  private let memory: UnsafeMutableBufferPointer<SIMD8<Float>>

  init(_ shape: Shape, _ parts: Parts = Parts(), seed: UInt64 = 1, alpha: Float = 1) {
    let layout = EnsembleLayout(shape, parts)
    memory = .allocate(capacity: Int(layout.entryCount))
    memory.initialize(repeating: SIMD8(repeating: 0))
    guard let base = memory.baseAddress else { preconditionFailure("an ensemble is never empty") }
    ensemble = Ensemble(layout, base: base)
    var generator = SplitMix(state: seed)
    func random(_ scale: Float) -> Float { scale * Float.random(in: -1...1, using: &generator) }
    let networks = 0..<ensemble.networkCount
    let size = Float(shape.dimension).squareRoot()
    let (embedding, rows) = (parts.embedding, shape.rows)
    let columns = (inputs: shape.inputs(embedding), outputs: shape.outputs(embedding))
    let isTrained = embedding.isTrained
    for (array, count) in [
      (ensemble.state(0), rows * shape.dimension),
      (ensemble.targets, rows * columns.outputs),
      (isTrained ? ensemble.input : ensemble.targets, isTrained ? rows * columns.inputs : 0),
      (
        ensemble.embedding?.inputWeights ?? ensemble.targets, isTrained ? shape.dimension * columns.inputs : 0
      ),
      (
        ensemble.embedding?.outputWeights ?? ensemble.targets,
        embedding == .none ? 0 : shape.dimension * columns.outputs
      ),
    ] {
      for i in 0..<count {
        // With lanes of units every lane has the state.
        for lane in 0..<8 { array[i][lane] = lane < networks.count ? random(1.7) : array[i][0] }
      }
    }
    for block in 0..<ensemble.blockCount {
      for array in [BlockArray.initialInputWeights, .initialOutputWeights] {
        for row in 0..<ensemble.count(array.side, ofBlock: block) {
          for lane in networks {
            let place = ensemble.place(row: row, block: block, lane: lane)
            let weights = ensemble.weights(array, block, place)
            for i in 0..<shape.dimension { weights[i][place.lane] = random(1.7 * size) }
          }
        }
      }
    }
    ensemble.resetWeights()
    for lane in 0..<8 {
      // Lanes may be cells with scales of their own.
      let a = alpha * (1 + (lane < networks.count ? Float(lane) / 8 : 0))
      for (index, branch) in ensemble.branches.enumerated() {
        ensemble.branch[index][lane] = a / Float(shape.depth * branch.width)
      }
      ensemble.inputStep[0][lane] = Float(shape.dimension) / a
      ensemble.outputStep[0][lane] = Float(shape.dimension) / a
      let settings = OptimizerSettings(
        beta1: 0.8 + 0.01 * Double(lane < networks.count ? lane : 0), beta2: 0.9, epsilon: 1e-3)
      ensemble.setMemory(settings.memory(step: 2), ofLane: lane)
    }
    // Labels, one of each row.
    if parts.loss.isOfLabels {
      for i in 0..<rows * columns.outputs {
        let isLabel = i % columns.outputs == i / columns.outputs % columns.outputs
        ensemble.targets[i] = SIMD8(repeating: isLabel ? 1 : 0)
      }
    }
    if isTrained, let arrays = ensemble.embedding {
      for lane in 0..<8 { arrays.step[0][lane] = 0.1 * (1 + (networks.count > 1 ? 0.1 * Float(lane) : 0)) }
      for number in 0..<parts.optimizer.momentCount {
        for (kept, columns) in [
          (arrays.inputMoments(number), columns.inputs), (arrays.outputMoments(number), columns.outputs),
        ] {
          for i in 0..<shape.dimension * columns {
            for lane in 0..<8 {
              let value = number == 0 ? random(0.3) : 0.1 + abs(random(0.3))
              kept[i][lane] = lane < networks.count ? value : kept[i][0]
            }
          }
        }
      }
    }
    // As after a step; second moments are of squares.
    for block in 0..<ensemble.blockCount {
      for number in 0..<parts.optimizer.momentCount {
        for array in [BlockArray.inputMoments(number), .outputMoments(number)] {
          for row in 0..<ensemble.count(array.side, ofBlock: block) {
            for lane in networks {
              let place = ensemble.place(row: row, block: block, lane: lane)
              let kept = ensemble.weights(array, block, place)
              for i in 0..<shape.dimension {
                kept[i][place.lane] = number == 0 ? random(0.3) : 0.1 + abs(random(0.3))
              }
            }
          }
        }
      }
    }
  }

  deinit { memory.deallocate() }

  /// Everything the ensemble holds but the working space.
  var contents: [(name: String, values: [Float])] {
    let (d, n) = (ensemble.shape.dimension, ensemble.rows)
    func values(_ entries: Entries, _ count: Int) -> [Float] {
      (0..<count).flatMap { i in (0..<Ensemble.laneCount).map { entries[i][$0] } }
    }
    /// Of every slice; `row` entries for each of its rows.
    func slices(_ array: BlockArray, row: Int, _ blocks: [Int]) -> [Float] {
      blocks.flatMap { block in
        (0..<ensemble.sliceCount).flatMap { slice in
          values(
            array.entries(ensemble, block, slice),
            array.side.count(ensemble.slice(slice, ofBlock: block)) * row)
        }
      }
    }
    let all = Array(0..<ensemble.blockCount)
    let moments = (0..<ensemble.optimizer.momentCount).flatMap { number in
      [
        ("moments of U", slices(.inputMoments(number), row: d, all)),
        ("moments of V", slices(.outputMoments(number), row: d, all)),
      ]
    }
    let embedding = ensemble.embedding.map { arrays in
      let outputs = n * arrays.outputs
      let own = [
        ("y", values(arrays.output, outputs)), ("r", values(arrays.residual, outputs)),
        ("W_U", values(arrays.outputWeights, d * arrays.outputs)),
      ]
      guard arrays.isTrained else { return own }
      return own + [("W_E", values(arrays.inputWeights, d * arrays.inputs))]
        + (0..<ensemble.optimizer.momentCount).flatMap { number in
          [
            ("moments of W_E", values(arrays.inputMoments(number), d * arrays.inputs)),
            ("moments of W_U", values(arrays.outputMoments(number), d * arrays.outputs)),
          ]
        }
    }
    return [
      ("U", slices(.inputWeights, row: d, all)),
      ("V", slices(.outputWeights, row: d, all)),
      ("h", (0...ensemble.blockCount).flatMap { values(ensemble.state($0), n * d) }),
      ("values", slices(.values, row: n, all)),
      (
        "P",
        slices(
          .preactivations, row: n, all.filter { ensemble.branches[ensemble.branch(ofBlock: $0)].isHeads })
      ),
      ("B", values(ensemble.adjoint, n * d)),
    ] + moments + (embedding ?? [])
  }
}

/// The kernels that are checked against the naive one.
let fastKernels = KernelChoice.available.filter { $0.name != "naive" }
