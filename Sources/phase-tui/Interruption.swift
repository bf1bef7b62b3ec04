import Dispatch
import Foundation
import Synchronization

/// SIGINT, SIGTERM and SIGHUP as a wish to stop: the first is passed on, a second ends the program at once.
final class Interruption: Sendable {
  private let received = Mutex<Int32?>(nil)

  /// The signal that came, if one did.
  var signal: Int32? { received.withLock { $0 } }

  /// Listens until the program ends.
  func listen(_ stop: @escaping @Sendable () -> Void) {
    let queue = DispatchQueue(label: "phase-tui.signals", qos: .userInitiated)
    let registered = DispatchSemaphore(value: 0)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      Foundation.signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        // The handler holds its source, so that the source lives as long as the program.
        _ = source
        let isFirst = self.received.withLock { received in
          defer { received = number }
          return received == nil
        }
        if isFirst { stop() } else { _exit(128 + number) }
      }
      source.setRegistrationHandler { registered.signal() }
      source.resume()
      // A signal that came before would be lost.
      registered.wait()
    }
  }
}
