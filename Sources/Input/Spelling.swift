extension String {
  /// The candidate that this was most likely meant to be: one that differs by a third of its letters at most, and by three.
  /// - Parameter more: how many letters more may differ.
  package func nearest(in candidates: [String], allowing more: Int = 0) -> String? {
    let limit = Swift.max(1, Swift.min(3, (count + 1) / 3)) + more
    let ranked = candidates.map { (name: $0, distance: editDistance(to: $0)) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= limit else { return nil }
    return best.name
  }

  /// "unknown X "Y"; did you mean "Z"?", or all that there is.
  package func unknown(_ kind: String, among candidates: [String]) -> String {
    let shown = count > 40 ? prefix(40) + "…" : self[...]
    let remedy = nearest(in: candidates).map { "did you mean \"\($0)\"?" }
    return "unknown \(kind) \"\(shown)\"; " + (remedy ?? "one of: " + candidates.joined(separator: ", "))
  }

  /// Changed, missing, additional and swapped neighbouring characters between two names.
  private func editDistance(to other: String) -> Int {
    let (a, b) = (Array(prefix(64)), Array(other.prefix(64)))
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        let substituted = rows[i][j] + (a[i] == b[j] ? 0 : 1)
        row.append(Swift.min(substituted, row[j] + 1, rows[i][j + 1] + 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          row[j + 1] = Swift.min(row[j + 1], rows[i - 1][j - 1] + 1)
        }
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
