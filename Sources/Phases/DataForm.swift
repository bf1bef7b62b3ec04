import Model

/// What a study makes of own data, and so how their files are read.
package struct DataForm: Hashable, Sendable {
  /// Whether samples are embedded: of any coordinates, and so are targets. Else both have D.
  package var isEmbedded = false
  /// Whether targets are labels.
  package var hasLabels = false
  /// `T`, the tokens of a sample.
  package var tokens = 1

  package init() {}

  package init(_ problem: Problem) {
    hasLabels = problem.loss.isOfLabels
    // Labels have no dimension of their own; without an embedding the study is refused.
    isEmbedded = problem.embedding != .none || hasLabels
    tokens = problem.shape.tokens
  }

  /// That of a study's cells.
  package init(_ study: Study) { self.init(study.problem(for: Cell(column: 0, row: 0))) }
}
