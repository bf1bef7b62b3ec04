import Engine
import EngineInterface
import Foundation
import Input
import Model
import Testing

@testable import Archive
@testable import Phases

/// Records of what a trainer has measured, and what stands beside them.
@Suite struct DeclaredRecordTests {
  static func declaration(
    version: String = "1", quantities: [String] = ["feature_update", "accuracy"], most: Int = 3
  ) -> Declaration {
    Declaration(
      name: "my \"net\"\\", version: version,
      parameters: [
        .init("lr", "η", "step size", .real(1e-6...10), usual: 0.01, isLogarithmic: true),
        .init("depth", "depth", "", .whole(1...512), usual: 8, isLogarithmic: false),
        .init(
          "activation", "activation", "what bends", .choice(["relu", "gelu"]), usual: "gelu",
          isLogarithmic: false),
      ], quantities: quantities.map { .init($0, $0 == "accuracy" ? "A" : $0, "") }, mostCells: most)
  }

  static func study(_ declaration: Declaration) throws -> Study {
    var overrides = StudyOverrides()
    overrides.axes = ["lr=0.001:1:4", "depth=1:3:3"]
    overrides.seedCount = 2
    return try overrides.applied(to: Study(of: declaration, axes: overrides.axes))
  }

  static func measurement(_ problem: Problem) -> Engine.Measurement {
    let names = problem.declared?.declaration.quantities.map(\.name) ?? []
    return Engine.Measurement(
      problem: problem,
      reported: problem.seeds.map { seed in
        ReportedSeed(
          seed: seed, losses: [(0, 2), (5, 1.5), (10, Double(seed))],
          quantities: names.map { [(10, Double($0.count))] })
      })
  }

  private static let origin = RecordOrigin(kernel: "trainer", numerics: .trainer, version: "0")

  private func decode(_ line: [UInt8], _ declaration: Declaration?) throws -> Record {
    try line.dropLast().withUnsafeBytes { try RecordCoder.decode($0, declaration) }
  }

  @Test func aDeclarationReadsBack() throws {
    let folder = try TemporaryFolder()
    for declaration in [Self.declaration(), Self.declaration(version: "ü 2", quantities: [], most: 1)] {
      try DeclarationFile.write(declaration, in: folder.path)
      let read = try #require(try DeclarationFile.read(in: folder.path))
      #expect(read == declaration && read.mostCells == declaration.mostCells)
      #expect(read.fields.map(\.isLogarithmic) == declaration.fields.map(\.isLogarithmic))
    }
    #expect(try DeclarationFile.read(in: folder.path + "/none") == nil)
    try Data("{}".utf8).write(to: URL(filePath: DeclarationFile.path(in: folder.path)))
    #expect(throws: Refusal.self) { try DeclarationFile.read(in: folder.path) }
  }

  @Test func aRecordReadsBackWithItsDeclaration() throws {
    let declaration = Self.declaration()
    let problem = try Self.study(declaration).problem(for: Cell(column: 1, row: 2))
    let measurement = Self.measurement(problem)
    let record = Record(measurement, by: Self.origin)
    let line = RecordCoder.encode(record)
    let read = try decode(line, Self.declaration())
    #expect(read.key == record.key && read.problem == problem && read.origin == record.origin)
    guard case .measurement(let found) = read.content else { return #expect(Bool(false)) }
    #expect(found.isIdentical(to: measurement))
    // The same bytes, as keys have to be the same from run to run.
    #expect(
      problem.canonicalText
        == #"{"trainer":"my \"net\"\\","trainer_version":"1","parameters":{"lr":0.01,"depth":3,"activation":"gelu"},"seed":0,"seeds":2}"#
    )
  }

  /// Programs that know of no trainer, or of another one, pass it over.
  @Test func withoutItsDeclarationARecordIsForeign() throws {
    let problem = try Self.study(Self.declaration()).problem(for: Cell(column: 0, row: 0))
    let line = RecordCoder.encode(Record(Self.measurement(problem), by: Self.origin))
    let other = Declaration(name: "other", version: "1", parameters: Self.declaration().parameters)
    for declaration in [nil, other] {
      #expect(throws: RecordCoder.Problem.foreign) { try decode(line, declaration) }
    }
    var damaged = line
    damaged[line.count / 2] ^= 1
    #expect(throws: RecordCoder.Problem.damaged) { try decode(damaged, Self.declaration()) }
  }

  /// Another version may measure other quantities, in another order.
  @Test func quantitiesAreFoundByTheirNames() throws {
    let old = Self.declaration(version: "0", quantities: ["accuracy", "gone", "feature_update"])
    let problem = try Self.study(old).problem(for: Cell(column: 0, row: 0))
    let line = RecordCoder.encode(Record(Self.measurement(problem), by: Self.origin))
    let read = try decode(line, Self.declaration(quantities: ["new", "feature_update", "accuracy"]))
    #expect(read.problem.declared?.version == "0")
    guard case .measurement(let found) = read.content else { return #expect(Bool(false)) }
    for view in found.views {
      let last = view.reported(found.measuredSteps.count - 1)
      #expect(last.loss == Float(view.seed) && last.quantities.dropFirst() == [14, 8])
      #expect(last.quantities.first?.isNaN == true && view.losses.first == 2)
    }
  }

  /// A cell of another version counts where that does not matter.
  @Test(arguments: [false, true]) func versionsAreKeptApart(_ anyVersion: Bool) throws {
    let folder = try TemporaryFolder()
    let (old, new) = (try Self.study(Self.declaration(version: "0")), try Self.study(Self.declaration()))
    let directory = try StudyDirectory(making: folder.path, study: old, own: nil, numerics: .trainer)
    let journal = directory.journal()
    let cell = Cell(column: 1, row: 1)
    for problem in [old.problem(for: cell), new.problem(for: Cell(column: 0, row: 0))] {
      try journal.append(RecordCoder.encode(Record(Self.measurement(problem), by: Self.origin)))
    }
    journal.close()
    try DeclarationFile.write(Self.declaration(), in: folder.path)
    let opened = try StudyDirectory(opening: folder.path)
    #expect(opened.study.vocabulary.declaration?.version == "1" && opened.study.isSameScience(as: new))
    var reader = JournalReader(folder: opened.records)
    let recorded = try RecordedStudy(
      &reader, of: opened.study, numerics: opened.numerics, anyVersion: anyVersion)
    #expect(reader.problems.isEmpty && recorded.companions.isEmpty)
    #expect(
      Set(recorded.measurements.keys)
        == (anyVersion ? [cell, Cell(column: 0, row: 0)] : [Cell(column: 0, row: 0)]))
    for (cell, measurement) in recorded.measurements {
      #expect(measurement.problem == new.problem(for: cell))
    }
  }

  @Test func anotherTrainersDirectoryIsRefused() throws {
    let folder = try TemporaryFolder()
    let study = try Self.study(Self.declaration())
    _ = try StudyDirectory(making: folder.path, study: study, own: nil, numerics: .trainer)
    let other = Declaration(name: "other", version: "1", parameters: Self.declaration().parameters)
    #expect(throws: Refusal.self) { try StudyDirectory(opening: folder.path, declaration: other) }
    try FileManager.default.removeItem(atPath: DeclarationFile.path(in: folder.path))
    #expect(throws: Refusal.self) { try StudyDirectory(opening: folder.path) }
    #expect(try StudyDirectory(opening: folder.path, declaration: Self.declaration()).study == study)
  }

  @Test func tablesHaveWhatIsDeclared() throws {
    let study = try Self.study(Self.declaration())
    let cells = study.lattice.baseCells
    let export = Export(
      study: study,
      measurements: Dictionary(
        uniqueKeysWithValues: cells.map { ($0, Self.measurement(study.problem(for: $0))) }),
      critical: [:])
    let lines = CSVExporter.text(export.summaries, study.vocabulary).split(separator: "\n")
    #expect(
      lines[0] == "lr,depth,activation,seeds,level,regime,reason,confidence,loss_initial,loss_final,"
        + "loss_peak,feature_update,accuracy,notes,letter")
    #expect(lines.count == 1 + cells.count)
    #expect(lines[1] == "0.001,1,gelu,2,0,feature-learning,,1.0,2.0,0.5,1.5,14.0,8.0,,F")
    let seeds = SeedCSVExporter.text(export.rows, thresholds: study.thresholds, study.vocabulary)
    #expect(seeds.split(separator: "\n").count == 1 + 2 * cells.count)
    for format in [ExportFormat.svg, .gnuplot] {
      let text = export.pieces(format).map { String(decoding: $0, as: UTF8.self) }.joined()
      #expect(!text.contains("theory") && !text.contains("nan") && text.contains("feature learning"))
    }
  }
}

/// Deleted when nobody holds it any more.
private final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "declared-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
