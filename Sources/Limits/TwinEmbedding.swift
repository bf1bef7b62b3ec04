import CSupport
import Engine
import EngineInterface
import Model

/// The embedding of eight twins, with memory of its own: that of their networks, which is linear in its weights as it is.
/// Where it is trained it takes the networks' steps and is not linearised, though `y` is bilinear in `W_U` and `h_L`.
final class TwinEmbedding {
  private let kernel: any Kernel
  private let arrays: EmbeddingArrays
  private let start: Embeddings
  private let rate: Float
  private let memory: UnsafeMutableRawPointer
  private let bytes: Int
  private let stepMemory: MemoryEntries
  private let settings: OptimizerSettings

  private static func entries(_ problem: Problem) -> Double {
    let targets = Double(problem.shape.samples) * Double(problem.shape.tokens) * Double(problem.outputs)
    return Double(MemoryEntries.count) + targets + EmbeddingArrays.entryCount(problem.shape, problem.parts)
  }

  static func bytes(_ problem: Problem) -> Double {
    problem.embedding == .none ? 0 : entries(problem) * Double(MemoryLayout<SIMD8<Float>>.stride)
  }

  /// `nil` where the system has no such memory.
  init?(_ problem: Problem, _ start: Embeddings, kernel: any Kernel) {
    guard let bytes = Int(exactly: Self.bytes(problem)), let memory = support_allocate_large(bytes) else {
      return nil
    }
    (self.kernel, self.start, self.memory, self.bytes) = (kernel, start, memory, bytes)
    settings = problem.optimizerSettings
    rate = Float(problem.scaling.embeddingRate(problem.optimizer, dimension: problem.shape.dimension))
    var next = memory.bindMemory(to: SIMD8<Float>.self, capacity: bytes / MemoryLayout<SIMD8<Float>>.stride)
    func take(_ count: Int) -> Entries {
      defer { next += count }
      return Entries(next, count: count)
    }
    stepMemory = MemoryEntries(take(MemoryEntries.count))
    let targets = take(problem.shape.rows * problem.outputs)
    arrays = EmbeddingArrays(
      problem.shape, problem.parts, memory: stepMemory, targets: targets, take: take)
    arrays.step[0] = SIMD8(repeating: rate)
    restart()
  }

  deinit { support_release_large(memory, bytes) }

  /// Starts from the matrices that the data draw.
  func restart() { arrays.start(inputWeights: start.inputWeights, outputWeights: start.outputWeights) }

  /// The samples and targets of the next passes; the states that they enter the blocks as.
  func load(_ dataset: Dataset, into states: Entries) {
    let samples = arrays.isTrained ? arrays.samples : states
    for (i, value) in dataset.x.enumerated() { samples[i] = SIMD8(repeating: value) }
    for (i, value) in dataset.y.enumerated() { arrays.targets[i] = SIMD8(repeating: value) }
  }

  func copyWeights(from other: TwinEmbedding) { arrays.copyWeights(of: other.arrays) }

  /// `h_0` of embeddings that are trained.
  func embed(into states: Entries) { if arrays.isTrained { kernel.embed(arrays, into: states) } }

  /// `y` of a lane, (N, d_out).
  func output(ofLane lane: Int, last: Entries) -> [Float] {
    kernel.readOut(arrays, of: last)
    return (0..<arrays.rows * arrays.outputs).map { arrays.output[$0][lane] }
  }

  /// `B_L`
  func residual(last: Entries, adjoint: Entries) {
    kernel.readOut(arrays, of: last)
    var losses = SIMD8<Float>()
    kernel.residual(arrays, adjoint: adjoint, losses: &losses)
  }

  /// The k-th step of embeddings that are trained, from `h_L` and `B_0`.
  func step(_ number: Int, last: Entries, adjoint: Entries) {
    guard arrays.isTrained else { return }
    let memory: StepMemory<Float> = settings.memory(step: number)
    for lane in 0..<Ensemble.laneCount { stepMemory.set(memory, ofLane: lane) }
    kernel.step(arrays, last: last, adjoint: adjoint)
  }
}
