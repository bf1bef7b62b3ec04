/// A boundary between measured regimes. A new one is a case and its row here.
package enum Boundary: String, CaseIterable, Hashable, Sendable {
  /// Between feature learning and lazy.
  case lazy
  /// Noise-dominated beyond.
  case divergent
  /// Unstable beyond.
  case unstable

  struct Row: Sendable {
    /// What people read.
    let title: String
    /// Whether a cell is beyond it; `nil` for one that cannot tell.
    let isBeyond: @Sendable (Mark) -> Bool?
    /// How far a seed is beyond, as a ratio that passes 1 at the boundary; `nil` where nothing continuous is measured.
    let excess: (@Sendable (Evidence, Thresholds) -> Double)?
    /// Theory's, where there is one.
    let theory: Theory.Boundary?
  }

  private static let rows = allCases.map(\.described)
  var row: Row { Self.rows[Self.allCases.firstIndex(of: self) ?? 0] }
  package var title: String { row.title }
  package var theory: Theory.Boundary? { row.theory }

  private var described: Row {
    switch self {
    case .lazy:
      Row(
        title: "feature learning to lazy",
        isBeyond: { mark in mark == .featureLearning ? false : mark.isLazy ? true : nil },
        excess: { seed, thresholds in thresholds.feature / Double(seed.relativeFeatureUpdate) }, theory: .lazy
      )
    case .divergent:
      Row(
        title: "to noise-dominated", isBeyond: { $0 == .unstable ? nil : $0 == .noiseDominated },
        excess: { seed, thresholds in Double(seed.initialDisplacement) / thresholds.noise },
        theory: .divergent)
    case .unstable:
      Row(title: "to unstable", isBeyond: { $0 == .unstable }, excess: nil, theory: nil)
    }
  }
}
