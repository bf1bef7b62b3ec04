import Dispatch

extension Array where Element: Sendable {
  /// As `map`, on all cores where that is worth while.
  func mapOnAllCores<Made: Sendable>(_ make: @Sendable (Element) -> Made) -> [Made] {
    guard count >= 64 else { return map(make) }
    let parts = 16
    return [Made](unsafeUninitializedCapacity: count) { made, initialized in
      // Every part writes its own entries.
      nonisolated(unsafe) let made = made
      withoutActuallyEscaping(make) { make in
        DispatchQueue.concurrentPerform(iterations: parts) { part in
          for index in count * part / parts..<count * (part + 1) / parts {
            made.initializeElement(at: index, to: make(self[index]))
          }
        }
      }
      initialized = count
    }
  }
}
