import CSupport
import EngineInterface
import Model

/// Asks for the memory of the block that comes next, a few cache lines a tile, while this one is computed: deep
/// networks do not fit into the caches, and a pass would wait for every block.
struct Prefetch {
  private var next: UnsafeRawPointer
  private let end: UnsafeRawPointer
  private let bytesPerTile: Int

  /// Nothing, while one looks at what lies at `entries`.
  @inline(__always)
  init(nothingBeside entries: Entries) {
    next = UnsafeRawPointer(entries.base)
    end = next
    bytesPerTile = 0
  }

  /// A slice of another block, which need not exist, with the state in front of the first.
  /// - Parameter tiles: how many will be computed meanwhile.
  @inline(__always)
  init(_ ensemble: Ensemble, block: Int, slice: Int, weightsAlone: Bool = false, tiles: Int) {
    let memory =
      weightsAlone ? ensemble.weightMemory(block, slice: slice) : ensemble.memory(block, slice: slice)
    next = memory.lowerBound
    end = memory.upperBound
    bytesPerTile = ((end - next) / max(tiles, 1) &+ 127) & ~63
  }

  /// Asks for nothing.
  @inline(__always)
  static func nothing(beside entries: Entries) -> Prefetch {
    Prefetch(next: UnsafeRawPointer(entries.base), end: UnsafeRawPointer(entries.base), bytesPerTile: 0)
  }

  private init(next: UnsafeRawPointer, end: UnsafeRawPointer, bytesPerTile: Int) {
    (self.next, self.end, self.bytesPerTile) = (next, end, bytesPerTile)
  }

  @inline(__always)
  mutating func advance() {
    if next >= end { return }
    let stop = next + bytesPerTile
    while next < stop {
      support_prefetch(next)
      next += 64
    }
  }
}
