import CSupport
import EngineInterface
import Model

/// A worker's memory, kept from cell to cell and grown when a larger ensemble comes.
final class Workspace {
  private var memory: UnsafeMutableRawPointer?
  private var bytes = 0

  deinit { release() }

  /// Bytes that an ensemble takes.
  static func bytes(_ problem: Problem) -> Double {
    EnsembleLayout(problem.shape, problem.parts).entryCount * Double(MemoryLayout<SIMD8<Float>>.stride)
  }

  /// `nil` where the system has no such memory left.
  func ensemble(_ problem: Problem) -> Ensemble? {
    guard let needed = Int(exactly: Self.bytes(problem)) else { return nil }
    if needed > bytes {
      release()
      guard let memory = support_allocate_large(needed) else { return nil }
      self.memory = memory
      bytes = needed
    }
    return memory.map {
      Ensemble(
        EnsembleLayout(problem.shape, problem.parts),
        base: $0.bindMemory(to: SIMD8<Float>.self, capacity: needed / MemoryLayout<SIMD8<Float>>.stride))
    }
  }

  private func release() {
    if let memory { support_release_large(memory, bytes) }
    memory = nil
    bytes = 0
  }
}
