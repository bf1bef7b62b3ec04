import Engine
import EngineInterface
import Foundation
import Input
import Limits
import Model
import Phases
import Testing

@testable import Archive

/// Records that look like those of a sweep, and a directory of their own.
enum RecordFixture {
  static let study = Study.alphaDepth
  static let origin = RecordOrigin(kernel: "avx2", numerics: .fused, version: "0.1.0")

  /// Every value is another; one is not a number, one is infinite.
  static func measurement(_ cell: Cell, seeds: Int = 8, offset: Float = 0) -> Engine.Measurement {
    var problem = study.problem(for: cell)
    problem.seedCount = seeds
    return measurement(problem, offset: offset)
  }

  static func measurement(_ problem: Problem, offset: Float = 0) -> Engine.Measurement {
    let count = Measurement.valueCount(problem)
    var values = (0..<count).map { Float($0) * 0.37 + offset }
    (values[3], values[4]) = (.nan, -.infinity)
    guard let measurement = Measurement(problem: problem, values: values) else {
      preconditionFailure("the number of values is the configuration's")
    }
    return measurement
  }

  static func line(_ cell: Cell, seeds: Int = 8, offset: Float = 0) -> [UInt8] {
    RecordCoder.encode(Record(measurement(cell, seeds: seeds, offset: offset), by: origin))
  }

  static func decode(_ line: some Sequence<UInt8>) throws -> Record {
    try Array(line).withUnsafeBytes { bytes throws(RecordCoder.Problem) in try RecordCoder.decode(bytes) }
  }

  /// Runs with a new empty directory, which is gone afterwards.
  static func withDirectory<T>(_ body: (String) throws -> T) throws -> T {
    let path = NSTemporaryDirectory() + "phase-tui-records-\(UInt32.random(in: 0...UInt32.max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }
}

@Suite struct RecordTests {
  let cell = Cell(column: 10, row: 3)
  var line: [UInt8] { Array(RecordFixture.line(cell).dropLast()) }

  @Test func aMeasurementReadsBackToTheBit() throws {
    let record = try RecordFixture.decode(line)
    guard case .measurement(let measurement) = record.content else { throw RecordCoder.Problem.damaged }
    #expect(measurement.isIdentical(to: RecordFixture.measurement(cell)))
    #expect(record.origin == RecordFixture.origin)
    #expect(record.key == ProblemKey(RecordFixture.study.problem(for: cell)))
    #expect(RecordFixture.line(cell).last == UInt8(ascii: "\n"))
  }

  @Test func aSurveyReadsBack() throws {
    let norms = LayerNorms(states: [1, 1.5, 2], adjoints: [3, 2.5, 2])
    let depth = DepthNorms(initial: norms, trained: norms)
    let paths = UnitPaths(
      paths: [.init(s: 0.5, points: [SIMD2(0, 0), SIMD2(0.5, -0.25)])], shares: SIMD2(0.75, 0.125))
    let distances = LimitDistances(
      limit: .init(distance: .init(median: 0.5, low: 0.25, high: 1), error: 0.125, outputNorm: 2),
      tangent: nil)
    var heldOut = distances
    heldOut.heldOutLimit = .init(median: 0.5, low: 0.25, high: 1)
    heldOut.heldOutTangent = .init(median: 0.75, low: 0.5, high: 1)
    heldOut.heldOutTangentLimit = .init(
      distance: .init(median: 0.375, low: 0.25, high: 0.5), error: 0.0625)
    let both = CellSurvey(distances: heldOut, profile: nil)
    let problem = RecordFixture.study.problem(for: cell)
    let record = Record(both, of: problem, by: RecordFixture.origin)
    #expect(try RecordFixture.decode(RecordCoder.encode(record).dropLast()).content == .survey(both))
    for profile in [nil, DepthProfile(norms: depth, limitNorms: depth, paths: paths)] {
      let survey = CellSurvey(distances: distances, profile: profile)
      let line = RecordCoder.encode(Record(survey, of: problem, by: RecordFixture.origin))
      #expect(try RecordFixture.decode(line.dropLast()).content == .survey(survey))
    }
  }

  /// JSON for everybody: the numbers are base64 of little-endian floats.
  @Test func theLineIsJSON() throws {
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    let text = try #require(object["values"] as? String)
    let data = try #require(Data(base64Encoded: text))
    let values = RecordFixture.measurement(cell).values
    #expect(data == values.withUnsafeBytes { Data($0) })
    let problem = try #require(object["configuration"] as? [String: Any])
    #expect(problem["depth"] as? Int == 4 && problem["seeds"] as? Int == 8)
  }

  @Test func everyDamageIsFound() {
    // Each byte changed, and the line cut anywhere.
    for at in line.indices {
      var changed = line
      changed[at] ^= 1
      #expect(throws: RecordCoder.Problem.self) { try RecordFixture.decode(changed) }
    }
    for length in stride(from: 0, to: line.count, by: 7) {
      #expect(throws: RecordCoder.Problem.self) { try RecordFixture.decode(line.prefix(length)) }
    }
  }

  /// The line with an addition, its checksum right again, and its LF.
  static func extended(_ line: [UInt8], before place: String, _ addition: String) -> [UInt8] {
    var body = Array(String(decoding: line, as: UTF8.self).replacing(place, with: addition + place).utf8)
    body.removeSubrange((body.lastIndex(of: UInt8(ascii: ",")) ?? 0)...)
    let check = body.withUnsafeBytes { FNV1a.checksum($0) }
    return body + Array(",\"check\":\"\(check.hexadecimal)\"}\n".utf8)
  }

  /// A later version may add members to a record, but not to what the result depends on.
  @Test func unknownMembersArePassedOver() throws {
    func extended(_ place: String, _ addition: String) -> some Sequence<UInt8> {
      Self.extended(line, before: place, addition).dropLast()
    }
    let extra = "\"mood\":{\"a\":[1,\"\\\"]\",null,true]},"
    #expect(try RecordFixture.decode(extended("\"values\"", extra)).key == RecordFixture.decode(line).key)
    #expect(throws: RecordCoder.Problem.damaged) {
      try RecordFixture.decode(extended("\"depth\"", "\"q\":1,"))
    }
    #expect(throws: RecordCoder.Problem.foreign) {
      try RecordFixture.decode(Array("{\"hello\": 1}".utf8))
    }
    let newer = extended("\"format\":1", "").map { $0 }
    let text2 = String(decoding: newer, as: UTF8.self).replacing("\"format\":1", with: "\"format\":2")
    var body = Array(text2.utf8)
    body.removeSubrange((body.lastIndex(of: UInt8(ascii: ",")) ?? 0)...)
    let check = body.withUnsafeBytes { FNV1a.checksum($0) }
    #expect(throws: RecordCoder.Problem.foreign) {
      try RecordFixture.decode(body + Array(",\"check\":\"\(check.hexadecimal)\"}".utf8))
    }
  }

  @Test func floatsAreOrdinaryBase64() {
    for count in 0..<7 {
      let values = (0..<count).map { Float($0) - 2.5 }
      var text: [UInt8] = []
      FloatText.append(values, to: &text)
      #expect(Data(text) == values.withUnsafeBytes { Data($0).base64EncodedData() })
      text.withUnsafeBytes { bytes in
        #expect(FloatText.values(bytes[...], count: count) == values)
        #expect(FloatText.values(bytes[...], count: count + 1) == nil)
      }
    }
  }

  @Test(arguments: [Study.alphaDepth, .dimensionScale])
  func everyCellIsFoundByItsConfiguration(_ study: Study) {
    let cells = study.lattice.baseCells + study.lattice.cells(in: study.lattice.everything, level: 1)
    for cell in cells {
      var problem = study.problem(for: cell)
      problem.seedCount = 24
      #expect(study.cell(of: problem) == cell)
      problem.scaling.eta = 2
      #expect(study.cell(of: problem) == nil)
    }
    #expect(study.cell(of: study.problem(for: Cell(column: 0, row: 0)).criticalCompanion) == nil)
  }

  /// Made once by this command; a change of it would orphan every study on every disk:
  /// phase-tui sweep --study alpha-depth --dir DIR && head -n 1 DIR/records/*.jsonl
  @Test func keysLast() {
    let companion = RecordFixture.study.problem(for: cell).criticalCompanion
    #expect("\(ProblemKey(companion))" == "7f4becc1a0ff6c99")
    #expect(ProblemKey("7f4becc1a0ff6c99") == ProblemKey(companion))
    #expect(ProblemKey("7F4BECC1A0FF6C99") == nil && ProblemKey("7f4b") == nil)
  }
}
