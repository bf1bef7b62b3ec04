import Engine
import Model
import Phases

/// Where records belong in a study: what follows from a record and the study alone, so that all cores can find it out.
struct RecordPlaces: Sendable {
  struct Placed: Sendable {
    /// `nil`: none of the study's.
    var cell: Cell?
    /// That of the cell; `nil` where it has fewer seeds than the study.
    var measurement: Measurement?
  }

  let study: Study
  /// Whether cells count that another version of the trainer trained.
  let anyVersion: Bool

  func placed(_ record: Record) -> Placed {
    switch record.content {
    case .survey:
      let own = study.own(record.problem)
      return Placed(cell: own.flatMap { $0.problem.seedCount == study.seedCount ? $0.cell : nil })
    case .measurement(let found):
      guard let own = study.own(asked(record.problem)) else { return Placed() }
      // An ensemble that is smaller than the study's is another study's.
      guard own.problem.seedCount >= study.seedCount else { return Placed(cell: own.cell) }
      let isSame = own.problem == record.problem
      return Placed(cell: own.cell, measurement: isSame ? found : found.with(own.problem))
    }
  }

  /// The problem as this study's trainer would have it, where its version does not matter.
  private func asked(_ problem: Problem) -> Problem { anyVersion ? current(problem) : problem }

  /// The problem as this study's trainer would have it.
  func current(_ problem: Problem) -> Problem {
    guard let version = study.vocabulary.declaration?.version else { return problem }
    var current = problem
    current.declared?.version = version
    return current
  }
}
