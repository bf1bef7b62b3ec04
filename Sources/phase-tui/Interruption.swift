import CSupport
import Foundation
import Input
import Terminal

/// Every signal that would end the program as a wish to stop in order: the first is passed on, a second ctrl-c ends the
/// program at once.
struct Interruption: Sendable {
  /// The signal that came, if one did.
  var signal: Int32? { Events.ending }

  /// Listens until the program ends, or `cease`.
  func listen(_ stop: @escaping @Sendable () -> Void) throws(Refusal) {
    guard signals_watch(0) == 0 else { throw .system("signals cannot be waited for") }
    let thread = Thread {
      _ = signals_wait_for_end()
      stop()
    }
    // The default is there for computations; this one sleeps.
    thread.stackSize = 1 << 18
    thread.start()
  }

  /// Signals end the program again where it stands: what it does from now on may wait for others, and loses nothing.
  func cease() { signals_release() }

  /// How long, in milliseconds, others are waited for from now on: who has asked for an end already need not ask twice.
  var patience: Int32? { signal == nil ? nil : 2000 }
}

extension Refusal {
  /// What the system does not give, such as one more descriptor, with its words for the last error: status 71.
  static func system(_ problem: String) -> Refusal {
    let remedy = errno == EMFILE ? "; raise the limit of open files (ulimit -n)" : ""
    return Refusal("\(problem): \(FileSystem.problem)\(remedy)", exitStatus: 71)
  }
}
