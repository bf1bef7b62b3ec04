import KernelInterface
import Limits
import Networks
import Phases

/// What a study directory's records say of one study.
///
/// Cells are found by their configurations, so that records made for another study count where it trains the same.
package struct RecordedStudy: Sendable {
  /// Of a cell that was measured with more seeds later, those of the most.
  package private(set) var measurements: [Cell: Measurement] = [:]
  package private(set) var surveys: [Cell: CellSurvey] = [:]
  /// What is no cell: the critical companions.
  package private(set) var companions: [ConfigurationKey: Measurement] = [:]
  /// Pairs of places whose records of one configuration differ.
  package private(set) var disagreements: [(JournalReader.Place, JournalReader.Place)] = []

  private let study: Study
  private let numerics: NumericsClass
  private var places: [ConfigurationKey: JournalReader.Place] = [:]
  /// Records of another class of arithmetic: their bits differ, so they do not belong here.
  package private(set) var otherClass = 0

  package init(study: Study, numerics: NumericsClass) {
    self.study = study
    self.numerics = numerics
  }

  package var isEmpty: Bool { measurements.isEmpty && surveys.isEmpty && companions.isEmpty }

  /// Returns whether the record is new and belongs to the study.
  @discardableResult
  package mutating func add(_ line: JournalReader.Line) -> Bool {
    let record = line.record
    guard record.provenance.numerics == numerics else {
      otherClass += 1
      return false
    }
    switch record.content {
    case .survey(let survey): return add(survey, of: record.configuration)
    case .measurement(let measurement): return add(record, measurement, at: line.place)
    }
  }

  /// The fuller of two surveys stays.
  private mutating func add(_ survey: CellSurvey, of configuration: Configuration) -> Bool {
    guard let cell = study.cell(of: configuration) else { return false }
    guard var known = surveys[cell] else {
      surveys[cell] = survey
      return true
    }
    known.profile = known.profile ?? survey.profile
    known.distances.limit = known.distances.limit ?? survey.distances.limit
    known.distances.tangent = known.distances.tangent ?? survey.distances.tangent
    defer { surveys[cell] = known }
    return known != surveys[cell]
  }

  private mutating func add(_ record: Record, _ found: Measurement, at place: JournalReader.Place) -> Bool {
    guard let cell = study.cell(of: record.configuration) else {
      guard isNew(found, beside: companions[record.key], key: record.key, place) else { return false }
      companions[record.key] = found
      return true
    }
    // Own data go by the names that they have here.
    var configuration = study.configuration(for: cell)
    configuration.seedCount = record.configuration.seedCount
    guard let found = Measurement(configuration: configuration, values: found.values) else { return false }
    let known = measurements[cell]
    let isSameSeeds = known?.configuration.seedCount == configuration.seedCount
    guard isNew(found, beside: isSameSeeds ? known : nil, key: record.key, place) else { return false }
    guard known.map({ $0.configuration.seedCount < configuration.seedCount }) ?? true else { return false }
    measurements[cell] = found
    return true
  }

  /// Whether nothing is known yet; two of one configuration whose bits differ are noted.
  private mutating func isNew(
    _ found: Measurement, beside known: Measurement?, key: ConfigurationKey, _ place: JournalReader.Place
  ) -> Bool {
    guard let known else {
      places[key] = place
      return true
    }
    if !known.isIdentical(to: found), let first = places[key] { disagreements.append((first, place)) }
    return false
  }
}
