import Model

/// What stands before and behind the blocks of eight networks: `h_0 = W_E x` and `y = W_Uᵀh_L/D`. With lanes of units every
/// lane has the same.
///
/// Rows are the tokens of all samples.
package struct EmbeddingArrays {
  package let rows: Int
  /// `D`, `d_in` and `d_out`.
  package let dimension, inputs, outputs: Int
  package let loss: LossName
  package let optimizer: OptimizerName
  /// Whether `W_E` and `W_U` take steps. Else `h_0` is not computed here, and `samples` and `inputWeights` are empty.
  package let isTrained: Bool

  /// `x`, shape (rows, d_in).
  package let samples: Entries
  /// `y`, the targets `Y` and `r`, the derivative of the mean loss, or of half of it, by `y`: shape (rows, d_out) each.
  package let output, targets, residual: Entries
  /// `W_E`, shape (D, d_in).
  package let inputWeights: Entries
  /// `W_U`, shape (D, d_out).
  package let outputWeights: Entries
  /// One entry: the rate of both.
  package let step: Entries
  private let memory: MemoryEntries
  /// Of `W_E` and then of `W_U`, each with all its numbers.
  private let moments: Entries

  /// - Parameter take: gives room for so many entries, in the order in which they are asked for.
  package init(
    _ shape: Shape, _ parts: Parts, memory: MemoryEntries, targets: Entries, take: (Int) -> Entries
  ) {
    rows = shape.rows
    dimension = shape.dimension
    (inputs, outputs) = (shape.inputs(parts.embedding), shape.outputs(parts.embedding))
    (loss, optimizer, isTrained) = (parts.loss, parts.optimizer, parts.embedding.isTrained)
    self.memory = memory
    self.targets = targets
    samples = take(isTrained ? rows * inputs : 0)
    output = take(rows * outputs)
    residual = take(rows * outputs)
    inputWeights = take(isTrained ? dimension * inputs : 0)
    outputWeights = take(dimension * outputs)
    step = take(1)
    moments = take(isTrained ? optimizer.momentCount * dimension * (inputs + outputs) : 0)
  }

  /// How many entries are asked for, in double precision because absurd shapes overflow an integer.
  package static func entryCount(_ shape: Shape, _ parts: Parts) -> Double {
    guard parts.embedding != .none else { return 0 }
    let (rows, d) = (Double(shape.samples) * Double(shape.tokens), Double(shape.dimension))
    let (inputs, outputs) = (Double(shape.inputDimension), Double(shape.outputDimension))
    let fixed = 2 * rows * outputs + d * outputs + 1
    guard parts.embedding.isTrained else { return fixed }
    return fixed + rows * inputs + d * inputs + Double(parts.optimizer.momentCount) * d * (inputs + outputs)
  }

  /// The moment of that number of `W_E`, shape (D, d_in), and of `W_U`, shape (D, d_out).
  package func inputMoments(_ number: Int) -> Entries { moments.from(number * dimension * inputs) }
  package func outputMoments(_ number: Int) -> Entries {
    moments.from(optimizer.momentCount * dimension * inputs + number * dimension * outputs)
  }

  /// Starts from these, the same in every lane, with nothing kept of steps before; of those that are fixed W_E is empty.
  package func start(inputWeights: [Float], outputWeights: [Float]) {
    if isTrained {
      for (i, value) in inputWeights.enumerated() { self.inputWeights[i] = SIMD8(repeating: value) }
      let count = optimizer.momentCount * dimension * (inputs + outputs)
      for i in 0..<count { moments[i] = SIMD8(repeating: 0) }
    }
    for (i, value) in outputWeights.enumerated() { self.outputWeights[i] = SIMD8(repeating: value) }
  }

  /// Takes the matrices of networks that differ in their samples alone.
  package func copyWeights(of other: EmbeddingArrays) {
    if isTrained { inputWeights.update(from: other.inputWeights, count: dimension * inputs) }
    outputWeights.update(from: other.outputWeights, count: dimension * outputs)
  }

  /// How moments forget, of all lanes or of one, as `number` has it.
  package func stepMemory<T: Elementary>(_ number: (SIMD8<Float>) -> T) -> StepMemory<T> {
    memory.memory(number)
  }
}
