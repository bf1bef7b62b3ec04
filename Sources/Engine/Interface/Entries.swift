/// Consecutive entries of an ensemble's memory, eight lanes each.
///
/// In debug builds every access must fall into them, also in kernels whose own checks are off, so that none reaches into
/// its neighbour unnoticed. It is public so that kernels access them without a call.
@frozen
public struct Entries {
  public let base: UnsafeMutablePointer<SIMD8<Float>>
  #if DEBUG
    @usableFromInline let count: Int
  #endif

  @inlinable @inline(__always)
  public init(_ base: UnsafeMutablePointer<SIMD8<Float>>, count: Int) {
    self.base = base
    #if DEBUG
      self.count = count
    #endif
  }

  /// Ends the program where `first ..< first + count` are not all among the entries.
  @inlinable @inline(__always)
  public func check(_ first: Int, count: Int = 1) {
    #if DEBUG
      if first < 0 || count < 0 || first + count > self.count {
        fatalError("entries \(first) ..< \(first + count) of an array of \(self.count)")
      }
    #endif
  }

  @inlinable
  public subscript(_ index: Int) -> SIMD8<Float> {
    @inline(__always) get {
      check(index)
      return base[index]
    }
    @inline(__always) nonmutating _modify {
      check(index)
      yield &base[index]
    }
  }

  /// Those from `first` on.
  @inlinable @inline(__always)
  public func from(_ first: Int) -> Entries {
    #if DEBUG
      check(first, count: 0)
      return Entries(base + first, count: count - first)
    #else
      return Entries(base + first, count: 0)
    #endif
  }

  @inlinable @inline(__always)
  public func update(from other: Entries, count: Int) {
    check(0, count: count)
    other.check(0, count: count)
    base.update(from: other.base, count: count)
  }
}
