/// Where measured cells put one of theory's boundaries, as a multiple of the place where theory puts it.
package struct BoundaryFit: Hashable, Sendable {
  /// The multiple that disagrees with the fewest cells, in the middle of all that do.
  package var factor: Double
  /// The multiples that disagree with at most √n cells more, where the best disagrees with n, as a count
  /// fluctuates by its root. Where none disagrees these are the neighbouring cells: the grid's resolution; 0 and
  /// infinity where a boundary beyond all cells would do.
  package var low: Double
  package var high: Double
  /// Cells on the wrong side of the fitted boundary.
  package var disagreements: Int

  /// A cell for one boundary: how far it is beyond theory's, as a ratio, and whether it was measured beyond.
  package typealias Point = (margin: Double, isBeyond: Bool)

  /// Nothing where all cells lie on one side, or a boundary beyond all cells disagrees with as few as any other.
  package init?(_ points: [Point]) {
    let sorted = points.filter { $0.margin > 0 && $0.margin.isFinite }.sorted { $0.margin < $1.margin }
    // Between every two neighbours: how many cells a boundary there disagrees with.
    var disagreements = sorted.count { !$0.isBeyond }
    guard disagreements > 0, disagreements < sorted.count else { return nil }
    var gaps: [(low: Double, high: Double, count: Int)] = []
    for (index, point) in sorted.enumerated() {
      if index == 0 || sorted[index - 1].margin < point.margin {
        let before = index == 0 ? 0 : sorted[index - 1].margin
        gaps.append((before, point.margin, disagreements))
      }
      disagreements += point.isBeyond ? 1 : -1
    }
    gaps.append((sorted[sorted.count - 1].margin, .infinity, disagreements))

    let fewest = gaps.map(\.count).min() ?? 0
    let allowed = fewest + Int(Double(fewest).squareRoot())
    let best = gaps.filter { $0.count == fewest }
    let near = gaps.filter { $0.count <= allowed }
    guard let first = best.first, let last = best.last, first.low > 0, last.high < .infinity,
      let lowest = near.first, let highest = near.last
    else { return nil }
    factor = (first.low * last.high).squareRoot()
    low = lowest.low
    high = highest.high
    self.disagreements = fewest
  }
}

/// Theory's prediction beside what was measured.
package struct TheoryComparison: Hashable, Sendable {
  /// Those that are decided.
  package var cells: Int
  /// Cells whose measured regime is not the predicted one.
  package var disagreements: Int
  package var fits: [Theory.Boundary: BoundaryFit] = [:]

  package init(_ cells: some Collection<(margins: Theory.Margins, mark: Mark)>) {
    let decided = cells.filter { $0.mark != .undecided }
    self.cells = decided.count
    disagreements = decided.count { $0.margins.mark != $0.mark }
    // Between feature learning and lazy only cells that are one of them can tell; of noise an unstable cell says
    // nothing.
    fits[.lazy] = BoundaryFit(
      decided.filter { [.featureLearning, .lazyODE].contains($0.mark) }
        .map { ($0.margins.lazy, $0.mark == .lazyODE) })
    fits[.divergent] = BoundaryFit(
      cells.filter { $0.mark != .unstable }.map { ($0.margins.divergent, $0.mark == .noiseDominated) })
  }
}
