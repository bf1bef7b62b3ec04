/// Why cells have no result, in no more lines than somebody reads: the reasons of most cells first.
enum FailureLines {
  private static let most = 5

  static func lines(_ reasons: some Sequence<String>) -> [String] {
    let counts = reasons.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let rest = sorted.dropFirst(most)
    func cells(_ count: Int) -> String { count == 1 ? "1 cell has" : "\(count) cells have" }
    let lines = sorted.prefix(most).map { "\(cells($0.value)) no result: \($0.key)" }
    guard !rest.isEmpty else { return lines }
    let reasons = rest.count == 1 ? "another reason" : "\(rest.count) other reasons"
    return lines + ["\(cells(rest.reduce(0) { $0 + $1.value })) no result for \(reasons)"]
  }
}
