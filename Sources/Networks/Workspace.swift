import CSupport
import KernelInterface

/// A worker's memory, kept from cell to cell and grown when a larger ensemble comes.
final class Workspace {
  private var memory: UnsafeMutableRawPointer?
  private var bytes = 0

  deinit { release() }

  /// Bytes that an ensemble of this shape takes; a `Double`, because absurd shapes overflow an integer.
  static func bytes(_ shape: Shape) -> Double {
    let (l, m, d, n) = (
      Double(shape.depth), Double(shape.width), Double(shape.dimension), Double(shape.samples)
    )
    let perBlock = 4 * m * d + n * d + 2 * n * m
    let once = 2 * m * d + 4 * n * m + 5 * n * d
    return (l * perBlock + once) * Double(MemoryLayout<SIMD8<Float>>.size)
  }

  /// `nil` where the system has no such memory left.
  func ensemble(_ shape: Shape) -> Ensemble? {
    let needed = Ensemble.entryCount(shape) * MemoryLayout<SIMD8<Float>>.stride
    if needed > bytes {
      release()
      guard let memory = support_allocate_large(needed) else { return nil }
      self.memory = memory
      bytes = needed
    }
    return memory.map {
      Ensemble(shape: shape, base: $0.bindMemory(to: SIMD8<Float>.self, capacity: Ensemble.entryCount(shape)))
    }
  }

  private func release() {
    if let memory { support_release_large(memory, bytes) }
    memory = nil
    bytes = 0
  }
}
