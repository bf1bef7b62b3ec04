import Model
import TestSupport
import Testing

@testable import EngineInterface

@Suite struct LayoutTests {
  private static let perceptrons: [(Shape, Parts)] = testShapes.flatMap { shape in
    [
      Parts(), Parts(activation: .gelu), Parts(optimizer: .momentum),
      Parts(activation: .gelu, optimizer: .adam),
    ].map { (shape, $0) }
  }

  private static let embedded: [(Shape, Parts)] = testShapes.enumerated().map { place, shape in
    var parts = Parts(optimizer: OptimizerName.allCases[place % OptimizerName.allCases.count])
    parts.embedding = place % 3 == 0 ? .fixed : .trained
    return (shape, parts)
  }

  /// No two arrays of an ensemble share an entry, and together they have all of its memory.
  @Test(arguments: perceptrons + blockCases + embedded)
  func arraysTileTheMemory(_ shape: Shape, _ parts: Parts) {
    let layout = EnsembleLayout(shape, parts)
    let count = Int(layout.entryCount)
    let memory = UnsafeMutablePointer<SIMD8<Float>>.allocate(capacity: count)
    defer { memory.deallocate() }
    let ensemble = Ensemble(layout, base: memory)
    var claims = [Int](repeating: 0, count: count)
    func claim(_ entries: Entries, _ size: Int) {
      // The last one is there, in debug builds by a check.
      entries.check(0, count: size)
      for i in 0..<size { claims[entries.base - memory + i] += 1 }
    }
    let (d, rows) = (shape.dimension, shape.samples * shape.tokens)
    let state = rows * d
    for block in 0...ensemble.blockCount { claim(ensemble.state(block), state) }
    for block in 0..<ensemble.blockCount {
      let index = ensemble.branch(ofBlock: block)
      let (branch, width) = (ensemble.branches[index], layout.branches[index].sliceWidth)
      for slice in 0..<ensemble.sliceCount {
        for array in [BlockArray.inputWeights, .outputWeights, .initialInputWeights, .initialOutputWeights]
          + (0..<parts.optimizer.momentCount).flatMap({ [.inputMoments($0), .outputMoments($0)] })
        {
          claim(
            array.entries(ensemble, block, slice),
            width * (array.side == .reading ? branch.inputs : branch.outputs) * d)
        }
        claim(ensemble.values(block, slice: slice), width * branch.outputs * rows)
        claim(ensemble.initialPreactivation(block, slice: slice), width * branch.inputs * rows)
        if branch.isHeads {
          claim(ensemble.preactivations(block, slice: slice), width * branch.inputs * rows)
        } else if parts.activation == .gelu {
          claim(ensemble.slopes(block, slice: slice), width * rows)
        }
      }
    }
    claim(ensemble.targets, rows * shape.outputs(parts.embedding))
    for entries in [ensemble.adjoint, ensemble.drift, ensemble.nonlinearDrift] {
      claim(entries, state)
    }
    func most(_ count: (Int, Branch) -> Int) -> Int {
      zip(layout.branches, ensemble.branches).map { count($0.columns, $1) }.max() ?? 0
    }
    claim(ensemble.inputChange, most { $0 * $1.inputs * d })
    claim(ensemble.outputChange, most { $0 * $1.outputs * d })
    claim(ensemble.preactivationAdjoint, most { $0 * $1.inputs * rows })
    for entries in [ensemble.initialValues, ensemble.valueChange, ensemble.linearChange] {
      claim(entries, most { $0 * $1.outputs * rows })
    }
    for entries in [ensemble.preactivationChange, ensemble.localChange] {
      claim(entries, most { $1.isHeads ? $0 * $1.inputs * rows : 0 })
    }
    claim(ensemble.valueAdjoint, most { $1.isHeads ? $0 * $1.outputs * rows : 0 })
    if ensemble.branches.contains(where: \.isHeads) {
      for member in 0..<layout.attentionMembers {
        for entries in [ensemble.attention(of: member), ensemble.attentionAdjoint(of: member)] {
          claim(entries, shape.tokens * shape.tokens)
        }
      }
    }
    for block in 0..<2 { claim(ensemble.sums(block: block), ensemble.sliceCount * state) }
    for member in 0..<ensemble.sliceCount { claim(ensemble.copy(of: member), state) }
    if parts.norm != .none {
      for member in 0..<ensemble.sliceCount {
        claim(ensemble.normalised(of: member), state)
        claim(ensemble.normalisedAdjoint(of: member), state)
        claim(ensemble.inverseNorms(of: member), rows)
      }
    }
    claim(ensemble.branch, ensemble.branches.count)
    for entries in [ensemble.inputStep, ensemble.outputStep] { claim(entries, 1) }
    claim(ensemble.stepMemory.entries, 6)
    if let arrays = ensemble.embedding {
      let (inputs, outputs) = (shape.inputDimension, shape.outputDimension)
      for entries in [arrays.output, arrays.residual] { claim(entries, rows * outputs) }
      claim(arrays.outputWeights, d * outputs)
      claim(arrays.step, 1)
      if arrays.isTrained {
        claim(arrays.samples, rows * inputs)
        claim(arrays.inputWeights, d * inputs)
        for number in 0..<parts.optimizer.momentCount {
          claim(arrays.inputMoments(number), d * inputs)
          claim(arrays.outputMoments(number), d * outputs)
        }
      }
    }
    #expect(claims.allSatisfy { $0 == 1 })
  }

  #if DEBUG
    @Test func anAccessBeyondAnArrayEndsTheProgram() async {
      await #expect(processExitsWith: .failure) {
        let memory = UnsafeMutablePointer<SIMD8<Float>>.allocate(capacity: 8)
        memory.update(repeating: .zero, count: 8)
        let entries = Entries(memory, count: 4)
        entries[4] = .zero
      }
      await #expect(processExitsWith: .success) {
        let memory = UnsafeMutablePointer<SIMD8<Float>>.allocate(capacity: 8)
        memory.update(repeating: .zero, count: 8)
        let entries = Entries(memory, count: 4)
        entries.from(1)[2] = .zero
      }
    }
  #endif
}
