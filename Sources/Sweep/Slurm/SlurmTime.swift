/// Time limits as Slurm writes them.
package enum SlurmTime {
  /// The shortest limit in which a task gets anything done, in seconds.
  package static let least = 300

  /// From `minutes`, `minutes:seconds`, `hours:minutes:seconds`, `days-hours`, `days-hours:minutes` or
  /// `days-hours:minutes:seconds`; `nil` for anything else, such as `UNLIMITED`.
  package static func seconds(_ text: String) -> Int? {
    let halves = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = halves[halves.count - 1].split(separator: ":", omittingEmptySubsequences: false).map {
      Int($0).flatMap { (0...1_000_000).contains($0) ? $0 : nil }
    }
    let values = numbers.compactMap(\.self)
    guard values.count == numbers.count, values.count <= 3 else { return nil }
    guard halves.count == 2 else {
      let units = values.count == 3 ? [3600, 60, 1] : [60, 1]
      return zip(values, units).reduce(0) { $0 + $1.0 * $1.1 }
    }
    guard let days = Int(halves[0]), (0...10_000).contains(days) else { return nil }
    return zip(values, [3600, 60, 1]).reduce(days * 86400) { $0 + $1.0 * $1.1 }
  }
}
