import EngineInterface
import Model

/// Before and behind the blocks: matrices of every lane's own, whatever lanes are.
extension VectorKernel {
  package func embed(_ embedding: EmbeddingArrays, into state: Entries) {
    let (d, inputs) = (embedding.dimension, embedding.inputs)
    var ahead = Prefetch.nothing(beside: embedding.output)
    contract(
      Operand(embedding.samples, row: inputs, depth: 1), rows: embedding.rows,
      Operand(embedding.inputWeights, row: inputs, depth: 1), columns: d, depth: inputs,
      into: Store(state), Places(row: d, column: 1), ahead: &ahead)
  }

  package func readOut(_ embedding: EmbeddingArrays, of state: Entries) {
    let (d, outputs) = (embedding.dimension, embedding.outputs)
    let inverseDimension = Vector(repeating: 1 / Float(d))
    var ahead = Prefetch.nothing(beside: embedding.output)
    contract(
      Operand(state, row: d, depth: 1), rows: embedding.rows,
      Operand(embedding.outputWeights, row: 1, depth: outputs), columns: outputs, depth: d,
      into: StoreScaled(embedding.output, scale: inverseDimension), Places(row: outputs, column: 1),
      ahead: &ahead)
  }

  package func residual(
    _ embedding: EmbeddingArrays, adjoint: Entries, losses: UnsafeMutablePointer<SIMD8<Float>>
  ) {
    let (d, outputs) = (embedding.dimension, embedding.outputs)
    losses.pointee = meanLoss(
      embedding.loss, embedding.output, embedding.targets, residual: embedding.residual,
      rows: embedding.rows, count: outputs)
    let inverseDimension = Vector(repeating: 1 / Float(d))
    var ahead = Prefetch.nothing(beside: embedding.output)
    contract(
      Operand(embedding.residual, row: outputs, depth: 1), rows: embedding.rows,
      Operand(embedding.outputWeights, row: outputs, depth: 1), columns: d, depth: outputs,
      into: StoreScaled(adjoint, scale: inverseDimension), Places(row: d, column: 1), ahead: &ahead)
  }

  package func step(_ embedding: EmbeddingArrays, last: Entries, adjoint: Entries) {
    embedding.optimizer.with(EmbeddingStep(embedding: embedding, last: last, adjoint: adjoint))
  }
}

private struct EmbeddingStep: OptimizerUse {
  let embedding: EmbeddingArrays
  let last, adjoint: Entries

  @inline(__always)
  func with<O: Optimizer>(_ optimizer: O.Type) {
    let (d, rows) = (embedding.dimension, embedding.rows)
    let (inputs, outputs) = (embedding.inputs, embedding.outputs)
    let memory = embedding.stepMemory { Wide($0) }
    let (rate, inverseDimension) = (embedding.step[0], Vector(repeating: 1 / Float(d)))
    let second = max(0, O.momentCount &- 1)
    var ahead = Prefetch.nothing(beside: embedding.output)
    // Σ h_L rᵀ/D
    let outputRate = StepRate(
      rate: Wide(rate), scale: Wide(inverseDimension), scaled: Wide(rate * inverseDimension),
      unit: Wide(constant: 1), memory: memory)
    let outputMoments = (
      first: embedding.outputMoments(0), second: embedding.outputMoments(second)
    )
    contract(
      Operand(last, row: 1, depth: d), rows: d, Operand(embedding.residual, row: 1, depth: outputs),
      columns: outputs, depth: rows,
      into: Step<O>(weights: embedding.outputWeights, moments: outputMoments, rate: outputRate),
      Places(row: outputs, column: 1), ahead: &ahead)
    // Σ B_0 xᵀ
    let inputRate = StepRate(
      rate: Wide(rate), scale: Wide(constant: 1), scaled: Wide(rate), unit: Wide(constant: Double(d)),
      memory: memory)
    let inputMoments = (
      first: embedding.inputMoments(0), second: embedding.inputMoments(second)
    )
    contract(
      Operand(adjoint, row: 1, depth: d), rows: d, Operand(embedding.samples, row: 1, depth: inputs),
      columns: inputs, depth: rows,
      into: Step<O>(weights: embedding.inputWeights, moments: inputMoments, rate: inputRate),
      Places(row: inputs, column: 1), ahead: &ahead)
  }
}
