import Engine
import EngineInterface
import Limits
import Model

/// One finished thing in a study directory: a measured problem, or the survey of its limits.
package struct Record: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case measurement(Measurement)
    case survey(CellSurvey)
  }

  package let key: ProblemKey
  package let problem: Problem
  package let content: Content
  package let origin: RecordOrigin

  package init(_ measurement: Measurement, by origin: RecordOrigin) {
    self.init(
      .measurement(measurement), of: measurement.problem,
      key: ProblemKey(measurement.problem), by: origin)
  }

  package init(_ survey: CellSurvey, of problem: Problem, by origin: RecordOrigin) {
    self.init(.survey(survey), of: problem, key: ProblemKey(problem), by: origin)
  }

  init(
    _ content: Content, of problem: Problem, key: ProblemKey, by origin: RecordOrigin
  ) {
    self.content = content
    self.problem = problem
    self.key = key
    self.origin = origin
  }
}

/// What computed a record.
package struct RecordOrigin: Hashable, Sendable {
  /// The kernel variant's name.
  package let kernel: String
  package let numerics: NumericsClass
  /// The program's version.
  package let version: String

  package init(kernel: String, numerics: NumericsClass, version: String) {
    self.kernel = kernel
    self.numerics = numerics
    self.version = version
  }
}
