import CSupport
import KernelInterface

/// Asks for the memory of the block that comes next, a few cache lines a tile, while this one is computed: deep
/// networks do not fit into the caches, and a pass would wait for every block.
struct Prefetch {
  private var next: UnsafeRawPointer
  private let end: UnsafeRawPointer
  private let bytesPerTile: Int

  /// - Parameter tiles: how many will be computed meanwhile.
  @inline(__always)
  init(_ memory: UnsafeMutablePointer<Vector>, entries: Int, tiles: Int) {
    next = UnsafeRawPointer(memory)
    let bytes = entries &* MemoryLayout<Vector>.stride
    end = next + bytes
    bytesPerTile = (bytes / max(tiles, 1) &+ 127) & ~63
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
