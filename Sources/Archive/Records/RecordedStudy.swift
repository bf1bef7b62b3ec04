import Engine
import EngineInterface
import Input
import Limits
import Model
import Phases

/// What a study directory's records say of one study.
///
/// Cells are found by their problems, so that records made for another study count where it trains the same.
package struct RecordedStudy: Sendable {
  /// Of a cell that was measured with several numbers of seeds, the measurement with the most.
  package private(set) var measurements: [Cell: Measurement] = [:]
  package private(set) var surveys: [Cell: CellSurvey] = [:]
  /// The critical companions, which no cell of the study is.
  package private(set) var companions: [ProblemKey: Measurement] = [:]
  /// Pairs of lines whose records of one problem differ.
  package private(set) var disagreements: [(JournalReader.Location, JournalReader.Location)] = []

  /// The kernels that made the records, by name.
  package var kernels: [String] { kernelNames.sorted() }

  private var kernelNames: Set<String> = []
  private var lastKernel: String?
  private let study: Study
  /// Whether cells count that another version of the trainer trained.
  private let anyVersion: Bool
  private let numerics: NumericsClass
  private var locations: [ProblemKey: JournalReader.Location] = [:]
  /// Where the distances come from.
  private var distanceLocations: [LimitMeasure: [Cell: JournalReader.Location]] = [:]
  /// Of cells that are measured with several numbers of seeds: all but `measurements`.
  private var otherSizes: [ProblemKey: Measurement] = [:]
  /// Records of another class of arithmetic: their bits differ, so they do not belong here.
  package private(set) var otherClass = 0
  /// Cells that other versions of the trainer trained.
  private var otherVersions: [String: Set<Cell>] = [:]

  package init(study: Study, numerics: NumericsClass, anyVersion: Bool = false) {
    self.study = study
    self.anyVersion = anyVersion
    self.numerics = numerics
  }

  /// Everything in a directory's records.
  package init(
    _ reader: inout JournalReader, of study: Study, numerics: NumericsClass, anyVersion: Bool = false
  ) throws(Refusal) {
    self.init(study: study, numerics: numerics, anyVersion: anyVersion)
    let places = places
    try reader.read(isLast: true, preparing: { places.placed($0) }, { add($0, $1) })
  }

  private var places: RecordPlaces { RecordPlaces(study: study, anyVersion: anyVersion) }

  /// Takes what another directory has of this study into this one, line by line as it stands. Stops where the
  /// recorder does. Returns what was passed over there, for people.
  @discardableResult
  package mutating func take(from other: StudyDirectory, into recorder: Recorder) throws -> [String] {
    guard other.numerics == numerics else {
      throw Refusal.file(
        other.path,
        "is measured in \(other.numerics.rawValue) arithmetic, this study in \(numerics.rawValue); its cells "
          + "cannot be used here")
    }
    var reader = JournalReader(folder: other.records)
    var isTaking = true
    try reader.read(isLast: true) { line in
      guard isTaking, isWanted(line.record), add(line) else { return }
      isTaking = recorder.append(Array(line.text) + [UInt8(ascii: "\n")])
    }
    return Self.passedOver(reader)
  }

  /// A cell of the study, with as many seeds, or a critical companion of its cells.
  private func isWanted(_ record: Record) -> Bool {
    guard let cell = study.cell(of: record.problem) else { return isCompanion(record.problem) }
    return record.problem.seedCount == study.problem(for: cell).seedCount
  }

  private func isCompanion(_ problem: Problem) -> Bool {
    problem.hasCompanion && problem == problem.criticalCompanion && problem.data.isSame(as: study.data)
      && study.has(.steps, of: problem) && study.has(.samples, of: problem)
  }

  /// What was passed over or disagrees, a line each, for people.
  package func complaints(_ reader: JournalReader) -> [String] {
    var lines = Self.passedOver(reader)
    if otherClass > 0 {
      lines.append(
        "\(reader.folder): passed over \(otherClass) records of another arithmetic than \(numerics.rawValue)")
    }
    if let (one, other) = disagreements.first {
      lines.append(
        "\(reader.folder): \(disagreements.count) records differ from others of the same configuration: \(one) and "
          + "\(other), for example; the first of them counts (phase-tui rerun tells which is right)")
    }
    return lines
  }

  /// That cells are there of other versions of the trainer, which do not count; `nil`: there are none.
  package var versionText: String? {
    guard let declaration = study.vocabulary.declaration else { return nil }
    let open = otherVersions.mapValues { $0.filter { measurements[$0] == nil } }.filter { !$0.value.isEmpty }
    guard !open.isEmpty else { return nil }
    let count = open.values.reduce(into: Set()) { $0.formUnion($1) }.count
    let cells = count == 1 ? "1 cell is" : "\(count) cells are"
    let versions = "version\(open.count == 1 ? "" : "s") " + open.keys.sorted().joined(separator: ", ")
    return "\(cells) recorded by \(versions) of the trainer \(declaration.name), which is version "
      + "\(declaration.version) now; such cells are trained anew (--any-version takes them as they are)"
  }

  private static func passedOver(_ reader: JournalReader) -> [String] {
    let problems = reader.problems
    var lines: [String] = []
    if let first = problems.first {
      lines.append(
        "\(reader.folder): passed over \(problems.damaged) damaged lines and \(problems.foreign) that this version "
          + "does not know, the first at \(first); their cells are trained again")
    }
    if let text = problems.unreadableText {
      lines.append("\(reader.folder): \(text); passed over, cells that only they have are not known")
    }
    return lines
  }

  /// Everything, to be written without training anything: φ stays undefined where a companion's record is missing.
  package var export: Export { export(.whole) }

  /// The same in another view.
  package func export(_ view: ExportView) -> Export {
    var critical: [Problem: CriticalUpdate] = [:]
    for measurement in measurements.values where measurement.problem.hasCompanion {
      let companion = measurement.problem.criticalCompanion
      guard critical[companion] == nil, let found = self.companion(companion) else { continue }
      critical[companion] = CriticalUpdate(companion: found)
    }
    return Export(
      study: study, measurements: measurements, critical: critical, distances: surveys.mapValues(\.distances),
      view: view)
  }

  package var isEmpty: Bool { measurements.isEmpty && surveys.isEmpty && companions.isEmpty }

  /// The cell's measurement with exactly the seeds of this problem of it.
  package func measurement(of cell: Cell, _ problem: Problem) -> Measurement? {
    let largest = measurements[cell]
    if largest?.problem == problem { return largest }
    // A key costs more than all the rest here, and few studies have ensembles of several sizes.
    return otherSizes.isEmpty ? nil : otherSizes[ProblemKey(problem)]
  }

  /// The same records, but each cell with the seeds that it had earlier or, where it was not measured yet, with the
  /// study's.
  package func rewound(to earlier: RecordedStudy) -> RecordedStudy {
    var rewound = self
    for (cell, largest) in measurements {
      let own = study.problem(for: cell)
      let known = earlier.measurements[cell] ?? measurement(of: cell, own)
      guard known?.problem != largest.problem else { continue }
      rewound.otherSizes[ProblemKey(largest.problem)] = largest
      rewound.measurements[cell] = known
    }
    return rewound
  }

  /// The measurement of a critical companion of the study's cells.
  package func companion(_ problem: Problem) -> Measurement? {
    companions[ProblemKey(problem)].flatMap { $0.with(problem) }
  }

  /// Returns whether the record is new and belongs to the study.
  @discardableResult
  package mutating func add(_ line: JournalReader.Line) -> Bool { add(line, places.placed(line.record)) }

  @discardableResult
  private mutating func add(_ line: JournalReader.Line, _ placed: RecordPlaces.Placed) -> Bool {
    let record = line.record
    guard record.origin.numerics == numerics else {
      otherClass += 1
      return false
    }
    if record.origin.kernel != lastKernel {
      lastKernel = record.origin.kernel
      kernelNames.insert(record.origin.kernel)
    }
    switch record.content {
    case .survey(let survey): return add(survey, of: placed.cell, at: line.location)
    case .measurement(let measurement): return add(record, measurement, placed, at: line.location)
    }
  }

  /// The fuller of two surveys stays.
  private mutating func add(
    _ survey: CellSurvey, of cell: Cell?, at location: JournalReader.Location
  ) -> Bool {
    guard let cell else { return false }
    compare(survey.distances, of: cell, at: location)
    guard var known = surveys[cell] else {
      surveys[cell] = survey
      return true
    }
    known.merge(survey)
    defer { surveys[cell] = known }
    return known != surveys[cell]
  }

  /// Notes distances that differ from those that are known.
  private mutating func compare(
    _ distances: LimitDistances, of cell: Cell, at location: JournalReader.Location
  ) {
    let known = SurveyValues.bits(surveys[cell]?.distances ?? LimitDistances())
    for (measure, bits) in SurveyValues.bits(distances) {
      if known[measure] == nil {
        distanceLocations[measure, default: [:]][cell] = location
      } else if known[measure] != bits, let first = distanceLocations[measure]?[cell] {
        disagreements.append((first, location))
      }
    }
  }

  private mutating func noteVersion(of problem: Problem) {
    guard let version = problem.declared?.version, let cell = study.cell(of: places.current(problem)),
      problem.seedCount >= study.problem(for: cell).seedCount
    else { return }
    otherVersions[version, default: []].insert(cell)
  }

  private mutating func add(
    _ record: Record, _ found: Measurement, _ placed: RecordPlaces.Placed, at location: JournalReader.Location
  ) -> Bool {
    guard let cell = placed.cell else {
      noteVersion(of: record.problem)
      guard record.problem.hasCompanion else { return false }
      guard isNew(found, beside: companions[record.key], key: record.key, location) else { return false }
      companions[record.key] = found
      return true
    }
    guard let found = placed.measurement else { return false }
    let known = measurements[cell]
    let same = known?.problem == found.problem ? known : otherSizes[record.key]
    guard isNew(found, beside: same, key: record.key, location) else { return false }
    if let known {
      guard known.problem.seedCount < found.problem.seedCount else {
        otherSizes[record.key] = found
        return false
      }
      otherSizes[ProblemKey(known.problem)] = known
    }
    measurements[cell] = found
    return true
  }

  /// Whether nothing is known yet; two of one problem whose bits differ are noted.
  private mutating func isNew(
    _ found: Measurement, beside known: Measurement?, key: ProblemKey, _ location: JournalReader.Location
  ) -> Bool {
    guard let known else {
      locations[key] = location
      return true
    }
    if !known.isIdentical(to: found), let first = locations[key] { disagreements.append((first, location)) }
    return false
  }
}
