import Engine
import Foundation
import Input
import Model
import Phases
import Testing

@testable import Archive

/// Journals whose curves are left in them until somebody looks.
@Suite struct LeftCurveTests {
  private static let columns = 20
  /// More than fit in one chunk.
  private let cells = (0..<360).map { Cell(column: $0 % columns, row: $0 / columns) }

  private func write(_ bytes: [UInt8], in folder: String) throws -> String {
    try FileManager.default.createDirectory(atPath: "\(folder)/records", withIntermediateDirectories: true)
    let path = "\(folder)/records/a.jsonl"
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  private func read(_ folder: String, leastLeft: Int) throws -> (RecordedStudy, JournalReader) {
    var reader = JournalReader(folder: "\(folder)/records", leastLeft: leastLeft)
    let recorded = try RecordedStudy(&reader, of: RecordFixture.study, numerics: .fused)
    return (recorded, reader)
  }

  /// Line by line, one after the other, with nothing known from the line before.
  private func decoded(_ bytes: [UInt8]) -> [Cell: Engine.Measurement] {
    var found: [Cell: Engine.Measurement] = [:]
    for line in bytes.split(separator: 10) {
      guard let record = try? RecordFixture.decode(line), case .measurement(let measurement) = record.content,
        let cell = RecordFixture.study.cell(of: record.problem)
      else { continue }
      found[cell] = measurement
    }
    return found
  }

  @Test func manyLinesAreReadAsOneByOne() throws {
    try RecordFixture.withDirectory { folder in
      var bytes = cells.enumerated().flatMap { RecordFixture.line($1, offset: Float($0)) }
      #expect(bytes.count > 1 << 20)
      // Damage in the middle of the numbers: of the curve of a seed, as the line ends with them.
      let starts = [0] + bytes.indices.filter { bytes[$0] == 10 }.map { $0 + 1 }
      for line in [17, 333] { bytes[starts[line] + 1500] ^= 1 }
      bytes.removeLast(50)
      let path = try write(bytes, in: folder)
      let expected = decoded(bytes)
      #expect(expected.count == cells.count - 3)
      let (held, _) = try read(folder, leastLeft: .max)
      let (left, reader) = try read(folder, leastLeft: 0)
      #expect(reader.problems.damaged == 3 && reader.problems.foreign == 0)
      #expect(reader.problems.first == .init(file: "a.jsonl", line: 18))
      #expect(reader.offsets == ["a.jsonl": bytes.count])
      // Also when nobody else can find them any more.
      try FileManager.default.removeItem(atPath: path)
      #expect(Set(left.measurements.keys) == Set(expected.keys))
      for (cell, measurement) in expected {
        #expect(held.measurements[cell]?.isIdentical(to: measurement) == true)
        let found = try #require(left.measurements[cell])
        #expect(!found.hasLostCurves && found.isIdentical(to: measurement))
        #expect(found.values.map(\.bitPattern) == measurement.values.map(\.bitPattern))
      }
    }
  }

  @Test func whatWasOverwrittenIsMissed() throws {
    try RecordFixture.withDirectory { folder in
      let some = Array(cells.prefix(4))
      let path = try write(some.flatMap { RecordFixture.line($0) }, in: folder)
      let (left, _) = try read(folder, leastLeft: 0)
      let export = left.export
      try export.checkCurves(for: .jsonl)
      // In its place, as by a copy that does not make a new file; with other numbers, and no longer.
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.write(contentsOf: some.prefix(2).flatMap { RecordFixture.line($0, offset: 1) })
      try handle.truncate(atOffset: UInt64(some.prefix(3).flatMap { RecordFixture.line($0) }.count))
      try handle.close()
      #expect(left.measurements[some[2]]?.hasLostCurves == false)
      let lost = some.map { left.measurements[$0]?.hasLostCurves }
      #expect(lost == [true, true, false, true])
      #expect(throws: Refusal.self) { try export.checkCurves(for: .jsonl) }
      try export.checkCurves(for: .csv)
    }
  }

  @Test func bothWaysGiveTheSameFiles() throws {
    try RecordFixture.withDirectory { folder in
      let some = cells.prefix(40)
      let companion = RecordFixture.measurement(RecordFixture.study.problem(for: cells[0]).criticalCompanion)
      let bytes =
        RecordCoder.encode(Record(companion, by: RecordFixture.origin))
        + some.enumerated().flatMap { RecordFixture.line($1, offset: Float($0)) }
      _ = try write(bytes, in: folder)
      let (held, left) = (try read(folder, leastLeft: .max).0.export, try read(folder, leastLeft: 0).0.export)
      func written(_ export: Export, _ format: ExportFormat) -> [UInt8] {
        var bytes: [UInt8] = []
        for piece in export.pieces(format) { bytes += piece }
        return bytes
      }
      for format in ExportFormat.allCases {
        #expect(written(held, format) == written(left, format), "\(format.rawValue)")
      }
    }
  }

  @Test func copiesThatDifferInACurveAreNamed() throws {
    try RecordFixture.withDirectory { folder in
      let measurement = RecordFixture.measurement(cells[0])
      var values = measurement.values
      // Within the losses of the first seed, at no measured step.
      let place = 2 + 1 + measurement.measuredSteps.count * 7 + 5
      values[place] = values[place].nextUp
      let other = try #require(measurement.with(values))
      let lines = [measurement, measurement, other].map {
        RecordCoder.encode(Record($0, by: RecordFixture.origin))
      }
      _ = try write(lines.flatMap(\.self), in: folder)
      let (left, _) = try read(folder, leastLeft: 0)
      #expect(left.disagreements.count == 1)
      #expect(left.disagreements.first?.1.line == 3)
    }
  }
}

extension Engine.Measurement {
  /// The same with other numbers.
  fileprivate func with(_ values: [Float]) -> Self? { Self(problem: problem, values: values) }
}

/// Configurations that are read with the one before in mind.
@Suite struct KnownConfigurationTests {
  private static let base = RecordFixture.study.problem(for: Cell(column: 3, row: 2)).canonicalText

  private func problem(_ text: String, _ known: inout KnownConfiguration) -> Problem? {
    Array("{\"configuration\":\(text)}".utf8).withUnsafeBytes { bytes in
      known.problem(bytes, 17..<17 + text.utf8.count)
    }
  }

  private func alone(_ text: String) -> Problem? {
    var known = KnownConfiguration()
    return problem(text, &known)
  }

  @Test func itReadsAsAlone() {
    var texts: [String] = []
    for study in Study.builtIns {
      for cell in study.lattice.stages[0].prefix(30) {
        let problem = study.problem(for: cell)
        texts += [problem, problem.criticalCompanion].map(\.canonicalText)
      }
    }
    let base = Self.base
    // As a hand or another program may write them.
    for number in [
      "1", "-1", "0.5", "1e3", "1e999", "0x10", "--5", "+5", "5.", ".5", "1e", "nan", "007", "4.5", "\"4\"",
      "", "4 ",
    ] {
      texts += [base, base.replacing("\"depth\":3", with: "\"depth\":\(number)")]
      texts += [base, base.replacing("\"seeds\":8", with: "\"seeds\":\(number)")]
      texts += [base, base.replacing("\"eta\":1", with: "\"eta\":\(number)")]
    }
    texts += [
      base + " ", base.replacing("{", with: "{ "), String(base.dropLast()), base + "}", "{}",
      base.replacing("gelu", with: "relu"),
      base.replacing("tanh", with: "relu"), base.replacing("tanh", with: "tan"), base,
      base.replacing(",", with: ", "),
    ]
    var known = KnownConfiguration()
    var understood = 0
    for text in texts {
      let expected = alone(text)
      #expect(problem(text, &known) == expected, "\(text)")
      // Of one with another before it, too.
      var other = KnownConfiguration()
      _ = problem(base, &other)
      #expect(problem(text, &other) == expected, "\(text)")
      if expected != nil { understood += 1 }
    }
    #expect(base.contains("\"depth\":3") && base.contains("\"seeds\":8") && base.contains("\"eta\":1"))
    #expect(understood > 100 && understood < texts.count)
  }

  /// Every byte of a text of numbers counts.
  @Test func noOtherLettersAreNumbers() {
    for count in 1..<6 {
      let values = (0..<count).map { Float($0) - 2.5 }
      var text: [UInt8] = []
      FloatText.append(values, to: &text)
      for at in text.indices where text[at] != UInt8(ascii: "=") {
        for byte in [UInt8(ascii: "="), UInt8(ascii: "-"), 0, 200] {
          var changed = text
          changed[at] = byte
          changed.withUnsafeBytes { #expect(FloatText.values($0[...], count: count) == nil) }
        }
      }
    }
  }
}
