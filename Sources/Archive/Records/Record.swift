import Engine
import EngineInterface
import Input
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
}

extension Record {
  /// The same whose curves are left where it stands.
  func leavingCurves(in place: RecordPlace) -> Record {
    guard case .measurement(let measurement) = content else { return self }
    let left = Content.measurement(measurement.leavingCurves(in: place))
    return Record(key: key, problem: problem, content: left, origin: origin)
  }

  package init(_ measurement: Measurement, by origin: RecordOrigin) {
    let problem = measurement.problem
    self.init(key: ProblemKey(problem), problem: problem, content: .measurement(measurement), origin: origin)
  }

  package init(_ survey: CellSurvey, of problem: Problem, by origin: RecordOrigin) {
    self.init(key: ProblemKey(problem), problem: problem, content: .survey(survey), origin: origin)
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

/// A record as one line of JSON, ended by LF:
///
///     {"format":1,"kind":"measurement","key":"…","configuration":{…},"kernel":"avx2","numerics":"fma",
///      "version":"0.1.0","values":"<base64>","check":"…"}
///
/// Of a declared network `quantities` names what its values are of, and `loss_steps` and `measured_steps` their steps.
/// The numbers are base64 (`FloatText`) in the order of `Measurement.values`; a survey has `limit`, `tangent`,
/// `tangent_limit`, `norms`, `limit_norms`, `paths` instead of `values`. `check` is a checksum of the line up to its comma. Members that this
/// version does not know are passed over.
package enum RecordCoder {
  /// The newest form of lines that this version reads, and the one that it writes.
  static let format = 1

  /// Why a line is not a record.
  package enum Problem: Error, Hashable {
    /// Not a whole record: torn, truncated or changed.
    case damaged
    /// A record of a newer program, or a line of something else.
    case foreign
  }

  /// The line, with its LF.
  package static func encode(_ record: Record) -> [UInt8] {
    let kind: String
    var members: [(name: String, values: [Float])]
    switch record.content {
    case .measurement(let measurement): (kind, members) = ("measurement", [("values", measurement.values)])
    case .survey(let survey): (kind, members) = ("survey", SurveyValues.members(survey))
    }
    var line = head(kind: kind, record.key, record.problem, record.origin)
    if case .measurement(let measurement) = record.content { line += DeclaredMembers.text(of: measurement) }
    for member in members { append(member.name, member.values, to: &line) }
    return ended(line)
  }

  /// What every line begins with.
  static func head(kind: String, _ key: ProblemKey, _ problem: Model.Problem, _ origin: RecordOrigin)
    -> [UInt8]
  {
    Array(
      ("{\"format\":\(format),\"kind\":\"\(kind)\",\"key\":\"\(key)\","
        + "\"configuration\":\(problem.canonicalText),\"kernel\":\"\(origin.kernel)\","
        + "\"numerics\":\"\(origin.numerics.rawValue)\",\"version\":\"\(origin.version)\"").utf8)
  }

  static func append(_ name: String, _ values: [Float], to line: inout [UInt8]) {
    line += Array(",\"\(name)\":\"".utf8)
    FloatText.append(values, to: &line)
    line.append(UInt8(ascii: "\""))
  }

  /// With its checksum and LF.
  static func ended(_ line: [UInt8]) -> [UInt8] {
    let check = line.withUnsafeBytes { FNV1a.checksum($0) }
    return line + Array(",\"check\":\"\(check.hexadecimal)\"}\n".utf8)
  }

  /// The record of a line without its LF.
  /// - Parameter declaration: of the directory, whose records may be of a declared network.
  package static func decode(
    _ bytes: UnsafeRawBufferPointer, _ declaration: Declaration? = nil
  ) throws(Problem) -> Record {
    var known = KnownConfiguration()
    return try decode(bytes, declaration, known: &known)
  }

  /// The same of a line after others.
  static func decode(
    _ bytes: UnsafeRawBufferPointer, _ declaration: Declaration?, known: inout KnownConfiguration
  ) throws(Problem) -> Record {
    let fields = try RecordFields(bytes, declaration, known: &known)
    guard let (key, problem) = fields.subject else { throw .damaged }
    let origin = RecordOrigin(kernel: fields.kernel, numerics: fields.numerics, version: fields.version)
    func values(_ name: String) -> Slice<UnsafeRawBufferPointer>? {
      fields.values[name].map { bytes[$0] }
    }
    switch fields.kind {
    case "measurement" where problem.declared != nil:
      guard let text = fields.numbers.map({ bytes[$0] }),
        let found = DeclaredMembers.measurement(
          problem, text, { values($0).map { String(decoding: $0, as: UTF8.self) } })
      else { throw .damaged }
      return Record(key: key, problem: problem, content: .measurement(found), origin: origin)
    case "measurement":
      guard let text = fields.numbers.map({ bytes[$0] }),
        let numbers = FloatText.values(text, count: Measurement.valueCount(problem)),
        let measurement = Measurement(problem: problem, values: numbers)
      else { throw .damaged }
      return Record(key: key, problem: problem, content: .measurement(measurement), origin: origin)
    case "survey":
      guard let survey = SurveyValues.survey(values) else { throw .damaged }
      return Record(key: key, problem: problem, content: .survey(survey), origin: origin)
    default: throw .foreign
    }
  }
}
