import CSupport

/// One of the threads that share the blocks of one wide network.
///
/// What a member computes, and the order of every sum, do not depend on how many there are. Sendable unchecked,
/// because the pointer leads to the barrier alone, whose operations are atomic.
package struct TeamMember: @unchecked Sendable {
  package let index: Int
  package let count: Int
  private let barrier: UnsafeMutablePointer<support_barrier>?

  package init(index: Int, count: Int, barrier: UnsafeMutablePointer<support_barrier>) {
    self.index = index
    self.count = count
    self.barrier = barrier
  }

  private init() {
    index = 0
    count = 1
    barrier = nil
  }

  /// A team of one.
  package static let alone = TeamMember()

  /// Returns when every member has come here. What they wrote before is visible after.
  package func meet() {
    if let barrier { support_barrier_wait(barrier, UInt32(count)) }
  }
}
