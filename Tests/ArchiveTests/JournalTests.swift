import Engine
import EngineInterface
import Foundation
import Input
import Limits
import Model
import Phases
import Testing

@testable import Archive

@Suite struct JournalTests {
  let cells = (0..<5).map { Cell(column: 10 + $0, row: 3) }

  func journal(in folder: String, _ name: String = "a.jsonl") -> Journal {
    Journal(path: "\(folder)/records/\(name)") { () throws(Refusal) in
      do {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/records", withIntermediateDirectories: true)
      } catch {
        throw .unwritable(folder, "cannot be made")
      }
    }
  }

  func read(_ folder: String, isLast: Bool = true) throws -> (RecordedStudy, JournalReader) {
    var reader = JournalReader(folder: "\(folder)/records")
    let recorded = try RecordedStudy(&reader, of: RecordFixture.study, numerics: .fused)
    return (recorded, reader)
  }

  @Test func whatIsAppendedIsRead() throws {
    try RecordFixture.withDirectory { folder in
      #expect(try read(folder).0.isEmpty)
      for (cell, name) in zip(cells, ["a.jsonl", "b.jsonl", "a2.jsonl", "c.jsonl", "d.jsonl"]) {
        let journal = journal(in: folder, name)
        try journal.append(RecordFixture.line(cell))
        journal.close()
      }
      let (recorded, reader) = try read(folder)
      #expect(Set(recorded.measurements.keys) == Set(cells) && reader.problems.isEmpty)
      #expect(recorded.complaints(reader).isEmpty && recorded.kernels == ["avx2"])
      for cell in cells {
        #expect(recorded.measurements[cell]?.isIdentical(to: RecordFixture.measurement(cell)) == true)
      }
    }
  }

  /// Torn, foreign and changed lines cost themselves alone, and stay where they are.
  @Test func badLinesAreCountedAndPassedOver() throws {
    try RecordFixture.withDirectory { folder in
      let journal = journal(in: folder)
      for cell in cells { try journal.append(RecordFixture.line(cell)) }
      journal.close()
      let path = "\(folder)/records/a.jsonl"
      var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      let second = bytes.firstIndex(of: 10).map { $0 + 1 } ?? 0
      bytes[second + 900] ^= 4
      bytes.insert(contentsOf: Array("not a record\n{\"a\":1}\n\n".utf8), at: 0)
      bytes.removeLast(100)
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let (recorded, reader) = try read(folder)
      #expect(Set(recorded.measurements.keys) == [cells[0], cells[2], cells[3]])
      #expect(reader.problems.damaged == 3 && reader.problems.foreign == 1)
      #expect(reader.problems.first == .init(file: "a.jsonl", line: 1))
      #expect(recorded.complaints(reader).count == 1)
      #expect(Array(try Data(contentsOf: URL(fileURLWithPath: path))) == bytes)
    }
  }

  @Test func aReaderGoesOnWhereItWas() throws {
    try RecordFixture.withDirectory { folder in
      let journal = journal(in: folder)
      var reader = JournalReader(folder: "\(folder)/records")
      var seen: [ProblemKey] = []
      for cell in cells {
        let line = RecordFixture.line(cell)
        try journal.append(line)
        try reader.read { seen.append($0.record.key) }
        try reader.read { seen.append($0.record.key) }
      }
      // Half a line is waited for.
      let half = RecordFixture.line(Cell(column: 0, row: 0))
      let handle = try #require(FileHandle(forWritingAtPath: "\(folder)/records/a.jsonl"))
      try handle.seekToEnd()
      try handle.write(contentsOf: half.prefix(200))
      try reader.read { seen.append($0.record.key) }
      #expect(reader.problems.isEmpty && seen.count == 5)
      try handle.write(contentsOf: half.dropFirst(200))
      try reader.read { seen.append($0.record.key) }
      #expect(seen.count == 6 && Set(seen).count == 6)
      journal.close()
    }
  }

  @Test func duplicatesThatDifferAreNamed() throws {
    try RecordFixture.withDirectory { folder in
      for (name, offset) in [("a.jsonl", Float(0)), ("b.jsonl", 0), ("c.jsonl", 1)] {
        let journal = journal(in: folder, name)
        try journal.append(RecordFixture.line(cells[0], offset: offset))
        journal.close()
      }
      let (recorded, reader) = try read(folder)
      #expect(recorded.disagreements.count == 1)
      #expect(recorded.complaints(reader).first?.contains("a.jsonl:1 and c.jsonl:1") == true)
      #expect(recorded.measurements[cells[0]]?.isIdentical(to: RecordFixture.measurement(cells[0])) == true)
    }
  }

  @Test func theMostSeedsCount() throws {
    try RecordFixture.withDirectory { folder in
      let journal = journal(in: folder)
      for seeds in [8, 32, 16] { try journal.append(RecordFixture.line(cells[0], seeds: seeds)) }
      journal.close()
      let (recorded, _) = try read(folder)
      #expect(
        recorded.measurements[cells[0]]?.problem.seedCount == 32 && recorded.disagreements.isEmpty)
    }
  }

  /// Fewer seeds than the study's are another problem, as are the surveys of such a cell.
  @Test func smallerEnsemblesDoNotCount() throws {
    try RecordFixture.withDirectory { folder in
      let journal = journal(in: folder)
      try journal.append(RecordFixture.line(cells[0], seeds: 4))
      for seeds in [4, 8] {
        var problem = RecordFixture.study.problem(for: cells[seeds == 4 ? 0 : 1])
        problem.seedCount = seeds
        let tangent = LimitDistances.Seeds(median: 0.5, low: 0.25, high: 1)
        let survey = CellSurvey(distances: LimitDistances(tangent: tangent), profile: nil)
        try journal.append(RecordCoder.encode(Record(survey, of: problem, by: RecordFixture.origin)))
      }
      journal.close()
      let (recorded, reader) = try read(folder)
      #expect(recorded.measurements.isEmpty && Array(recorded.surveys.keys) == [cells[1]])
      #expect(recorded.complaints(reader).isEmpty)
    }
  }

  /// Also beside a larger ensemble of the same cell, before it and after it.
  @Test func duplicatesOfEverySizeAreCompared() throws {
    try RecordFixture.withDirectory { folder in
      let journal = journal(in: folder)
      for (seeds, offset) in [(8, Float(0)), (16, 0), (8, 0), (8, 1), (16, 0), (16, 2)] {
        try journal.append(RecordFixture.line(cells[0], seeds: seeds, offset: offset))
      }
      journal.close()
      let recorded = try read(folder).0
      #expect(recorded.disagreements.map { [$0.0.line, $0.1.line] } == [[1, 4], [2, 6]])
    }
  }

  @Test func surveysThatDifferAreNamed() throws {
    try RecordFixture.withDirectory { folder in
      let journal = journal(in: folder)
      let problem = RecordFixture.study.problem(for: cells[0])
      for tangent in [nil, 0.5, nil, 0.5, 0.75, .nan] {
        let limit = LimitDistances.Limit(
          distance: .init(median: .nan, low: 1, high: 1), error: 1, outputNorm: 1)
        let survey = CellSurvey(
          distances: LimitDistances(
            limit: limit, tangent: tangent.map { .init(median: $0, low: 0, high: 1) }), profile: nil)
        try journal.append(RecordCoder.encode(Record(survey, of: problem, by: RecordFixture.origin)))
      }
      journal.close()
      let recorded = try read(folder).0
      #expect(recorded.disagreements.map { [$0.0.line, $0.1.line] } == [[2, 5], [2, 6]])
      #expect(recorded.surveys[cells[0]]?.distances.tangent?.median == 0.5)
    }
  }

  /// Also those of before there was such a distance, and what is told of it is merged with what was known.
  @Test func surveysOfTheTangentLimitReadBack() throws {
    let old = LimitDistances(tangent: .init(median: 0.5, low: 0.25, high: 1))
    let new = LimitDistances(
      tangentLimit: .init(distance: .init(median: 0.125, low: 0.0625, high: 0.25), error: 0.5))
    try RecordFixture.withDirectory { folder in
      let journal = journal(in: folder)
      let problem = RecordFixture.study.problem(for: cells[0])
      let line = { (distances: LimitDistances) in
        RecordCoder.encode(
          Record(CellSurvey(distances: distances, profile: nil), of: problem, by: RecordFixture.origin))
      }
      #expect(!String(decoding: line(old), as: UTF8.self).contains("tangent_limit"))
      try journal.append(line(old))
      #expect(try read(folder).0.surveys[cells[0]]?.distances == old)
      try journal.append(line(new))
      journal.close()
      let both = try #require(try read(folder).0.surveys[cells[0]]?.distances)
      #expect(both.tangent == old.tangent && both.tangentLimit == new.tangentLimit && both.limit == nil)
    }
  }

  /// As it was before its cells were given more seeds; the larger ensembles are still found.
  @Test func goesBackToEarlierSeeds() throws {
    try RecordFixture.withDirectory { folder in
      let journal = journal(in: folder)
      for (cell, seeds) in [(0, 8), (0, 16), (1, 8), (2, 16)] {
        try journal.append(RecordFixture.line(cells[cell], seeds: seeds))
      }
      let earlier = try read(folder).0
      for (cell, seeds) in [(0, 32), (1, 16), (3, 8), (3, 16)] {
        try journal.append(RecordFixture.line(cells[cell], seeds: seeds))
      }
      journal.close()
      let rewound = try read(folder).0.rewound(to: earlier)
      func sizes(_ recorded: RecordedStudy) -> [Int?] {
        cells.map { recorded.measurements[$0]?.problem.seedCount }
      }
      #expect(sizes(rewound) == [16, 8, 16, 8, nil])
      for (cell, seeds) in [(0, 32), (0, 8), (1, 16), (3, 16), (2, 16)] {
        var problem = RecordFixture.study.problem(for: cells[cell])
        problem.seedCount = seeds
        #expect(rewound.measurement(of: cells[cell], problem)?.seeds.count == seeds)
      }
    }
  }

  /// What is taken from another directory stays as it stands, with what this version does not know; more or fewer
  /// seeds are not the same problem.
  @Test func linesAreTakenAsTheyStand() throws {
    try RecordFixture.withDirectory { folder in
      let study = RecordFixture.study
      let other = try StudyDirectory(making: "\(folder)/other", study: study, own: nil, numerics: .fused)
      let own = try StudyDirectory(making: "\(folder)/own", study: study, own: nil, numerics: .fused)
      let journal = other.journal()
      let known = RecordTests.extended(
        RecordFixture.line(cells[0]), before: "\"values\"", "\"mood\":{\"a\":[1,null]},")
      try journal.append(known)
      for seeds in [4, 16] { try journal.append(RecordFixture.line(cells[1], seeds: seeds)) }
      journal.close()
      let recorder = Recorder(own.journal(), origin: RecordFixture.origin) { _ in }
      var recorded = RecordedStudy(study: study, numerics: .fused)
      try recorded.take(from: other, into: recorder)
      recorder.close()
      #expect(Array(recorded.measurements.keys) == [cells[0]])
      let names = try FileManager.default.contentsOfDirectory(atPath: own.records)
      try #require(names.count == 1)
      #expect(try Data(contentsOf: URL(fileURLWithPath: "\(own.records)/\(names[0])")) == Data(known))
    }
  }

  @Test func anotherArithmeticIsNotMixedIn() throws {
    try RecordFixture.withDirectory { folder in
      let journal = journal(in: folder)
      let origin = RecordOrigin(kernel: "baseline", numerics: .separate, version: "0.1.0")
      try journal.append(RecordCoder.encode(Record(RecordFixture.measurement(cells[0]), by: origin)))
      journal.close()
      let (recorded, reader) = try read(folder)
      #expect(recorded.isEmpty && recorded.otherClass == 1 && recorded.complaints(reader).count == 1)
    }
  }

  /// Somebody deletes the directory; the next record brings it back with all that this process had written.
  @Test func aDeletedJournalComesBack() throws {
    try RecordFixture.withDirectory { folder in
      let journal = journal(in: folder)
      for cell in cells.prefix(3) { try journal.append(RecordFixture.line(cell)) }
      try FileManager.default.removeItem(atPath: "\(folder)/records")
      try journal.append(RecordFixture.line(cells[3]))
      journal.close()
      #expect(Set(try read(folder).0.measurements.keys) == Set(cells.prefix(4)))
    }
  }

  /// The same when it is deleted after the last record. A worker that comes too late is refused.
  @Test func closingBringsADeletedJournalBack() throws {
    try RecordFixture.withDirectory { folder in
      let journal = journal(in: folder)
      for cell in cells.prefix(2) { try journal.append(RecordFixture.line(cell)) }
      try FileManager.default.removeItem(atPath: "\(folder)/records")
      journal.close()
      #expect(Set(try read(folder).0.measurements.keys) == Set(cells.prefix(2)))
      #expect(throws: Refusal.unwritable(journal.path, "the journal is closed")) {
        try journal.append(RecordFixture.line(cells[2]))
      }
    }
  }

  /// A disk that takes nothing: the error names the file, the line can be tried again, and giving up ends the wait.
  @Test func aRecorderThatStopsSaysSo() throws {
    try RecordFixture.withDirectory { folder in
      let journal = Journal(path: "\(folder)/no/a.jsonl") { () throws(Refusal) in }
      let recorder = Recorder(journal, origin: RecordFixture.origin) { problem in
        #expect(problem?.contains("no/a.jsonl: cannot be written: No such file") == true)
      }
      recorder.stop()
      #expect(!recorder.keep(RecordFixture.measurement(cells[0])))
      try FileManager.default.createDirectory(atPath: "\(folder)/no", withIntermediateDirectories: true)
      try journal.append(RecordFixture.line(cells[0]))
      journal.close()
    }
  }

  @Test func namesAreFresh() {
    let names = (0..<50).map { _ in Journal.freshName }
    #expect(Set(names).count == 50 && names.allSatisfy { $0.hasSuffix(".jsonl") && !$0.contains("/") })
  }
}
