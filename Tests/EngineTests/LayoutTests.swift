import Model
import TestSupport
import Testing

@testable import EngineInterface

@Suite struct LayoutTests {
  /// No two arrays of an ensemble share an entry, and together they have all of its memory.
  @Test(
    arguments: testShapes,
    [
      Parts(), Parts(activation: .gelu), Parts(optimizer: .momentum),
      Parts(activation: .gelu, optimizer: .adam),
    ])
  func arraysTileTheMemory(_ shape: Shape, _ parts: Parts) {
    let activation = parts.activation
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
    let (state, weights) = (shape.samples * shape.dimension, ensemble.columns * shape.dimension)
    let units = shape.samples * ensemble.columns
    for layer in 0...shape.depth { claim(ensemble.state(layer), state) }
    let width = layout.sliceWidth
    for layer in 0..<shape.depth {
      for slice in 0..<ensemble.sliceCount {
        claim(ensemble.inputWeights(layer, slice: slice), width * shape.dimension)
        claim(ensemble.outputWeights(layer, slice: slice), width * shape.dimension)
        claim(ensemble.values(layer, slice: slice), width * shape.samples)
        claim(ensemble.initialInputWeights(layer, slice: slice), width * shape.dimension)
        claim(ensemble.initialOutputWeights(layer, slice: slice), width * shape.dimension)
        claim(ensemble.initialPreactivation(layer, slice: slice), width * shape.samples)
        for number in 0..<parts.optimizer.momentCount {
          claim(ensemble.inputMoments(layer, slice: slice, number: number), width * shape.dimension)
          claim(ensemble.outputMoments(layer, slice: slice, number: number), width * shape.dimension)
        }
        if activation == .gelu { claim(ensemble.slopes(layer, slice: slice), width * shape.samples) }
      }
    }
    for entries in [ensemble.targets, ensemble.adjoint, ensemble.drift, ensemble.nonlinearDrift] {
      claim(entries, state)
    }
    for entries in [ensemble.inputChange, ensemble.outputChange] { claim(entries, weights) }
    for entries in [
      ensemble.preactivationAdjoint, ensemble.initialValues, ensemble.valueChange, ensemble.linearChange,
    ] { claim(entries, units) }
    for layer in 0..<2 { claim(ensemble.sums(layer: layer), ensemble.sliceCount * state) }
    for member in 0..<ensemble.sliceCount { claim(ensemble.copy(of: member), state) }
    for entries in [ensemble.branch, ensemble.inputStep, ensemble.outputStep] { claim(entries, 1) }
    claim(ensemble.stepMemory, 6)
    #expect(claims.allSatisfy { $0 <= 1 })
    // What is left is the room for slopes beside the initial weights.
    let unclaimed = claims.count { $0 == 0 }
    let spare = activation == .gelu ? shape.depth * ensemble.sliceCount * width * shape.samples : 0
    #expect(unclaimed == spare)
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
