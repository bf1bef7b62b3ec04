import CSupport
import Glibc
import Synchronization

/// What is said to a person on standard error: progress, warnings, the last line. Words have no power over results: what
/// cannot be written, because the disk is full, the reader gone or the terminal stopped, is dropped.
package enum Words {
  private struct State {
    /// Part of a line was written, and the rest dropped.
    var isTorn = false
    /// Nobody took what was said: nothing waits for a reader again.
    var isDeaf = false
  }

  private static let state = Mutex(State())

  /// How long something that matters waits for room, in milliseconds.
  private static let patience: Int32 = 250

  /// Puts bytes where somebody may not take them.
  /// - Parameter patience: milliseconds that a reader is waited for at most.
  /// - Returns: whether all of them were taken.
  package static func put(_ bytes: [UInt8], to descriptor: Int32, patience: Int32) -> Bool {
    taken(bytes, by: descriptor, patience) == bytes.count
  }

  private static func taken(_ bytes: [UInt8], by descriptor: Int32, _ patience: Int32) -> Int {
    bytes.withUnsafeBytes { buffer in
      support_say(descriptor, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, patience)
    }
  }

  /// Says whole lines, or a line of progress that begins with a return.
  /// - Parameter matters: waits a moment where there is no room.
  package static func say(_ text: String, matters: Bool = true) {
    state.withLock { state in
      var bytes = Array(text.utf8)
      if state.isTorn { bytes.insert(UInt8(ascii: "\n"), at: 0) }
      let count = taken(bytes, by: STDERR_FILENO, matters && !state.isDeaf ? patience : 0)
      // A torn line is ended before the next, but nothing is torn where nothing was taken.
      if count > 0 { state.isTorn = count < bytes.count }
      state.isDeaf = count < bytes.count
    }
  }
}
