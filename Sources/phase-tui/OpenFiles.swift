import Foundation

/// How many files this process may have open at once (`ulimit -n`).
enum OpenFiles {
  /// Signals, timers, journals, exports and Slurm's pipes take about twenty; with less, something of it cannot be made
  /// when the results are there already, or something waits for ever.
  static let least: UInt = 32

  /// Raises the limit as far as it has to be, and says what is wrong where it may not be raised.
  static func complaint() -> String? {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < least else { return nil }
    let allowed = limit.rlim_cur
    limit.rlim_cur = min(least, limit.rlim_max)
    if limit.rlim_cur >= least, setrlimit(resource, &limit) == 0 { return nil }
    return
      "only \(allowed) files may be open at once, and \(least) are needed; raise the limit (ulimit -n \(8 * least))"
  }
}
