import Engine
import EngineInterface
import Input
import Limits
import Model
import Phases
import TestSupport
import Testing

@testable import Archive

/// Every row of the table of fields, in keys and records.
@Suite struct FieldTests {
  /// Canonical texts and their keys as the first programs wrote them, in records of theirs but for the last three.
  static let written: [(key: String, text: String)] = [
    (
      "3eca782a51930549",
      #"{"depth":1,"width":1,"dimension":2,"samples":2,"steps":1,"alpha":0.1,"#
        + #""sigma_u":1.4142135623730951,"sigma_v":1.4142135623730951,"eta":1,"#
        + #""step_rule":"matched","data_seed":0,"initialization":"independent","split":1,"seed":0,"seeds":8}"#
    ),
    (
      "ffa2c46f18ba61b6",
      #"{"depth":1,"width":1,"dimension":2,"samples":2,"steps":1,"alpha":31.6228,"#
        + #""sigma_u":1.4142135623730951,"sigma_v":1.4142135623730951,"eta":1,"#
        + #""step_rule":"matched","data_seed":0,"initialization":"independent","split":1,"seed":0,"seeds":8}"#
    ),
    (
      "9ce84356cb595dc2",
      #"{"depth":2,"width":2,"dimension":1,"samples":1,"steps":1,"alpha":0.5,"#
        + #""sigma_u":1,"sigma_v":1,"eta":1,"#
        + #""step_rule":"general","data_seed":7,"initialization":"independent","split":1,"seed":5,"seeds":3}"#
    ),
    (
      "8ff6f7408d2bd2ef",
      #"{"depth":2,"width":2,"dimension":2,"samples":3,"steps":1,"alpha":1e-09,"#
        + #""sigma_u":1.4142135623730951,"sigma_v":123456000,"eta":0.1,"#
        + #""step_rule":"matched","data_digest":"319f6c8f3e62329d","initialization":"independent","split":1,"seed":9007199254740000,"seeds":8}"#
    ),
    (
      "2526cf609ad1e5a4",
      #"{"depth":256,"width":8,"dimension":1,"samples":1,"steps":1,"alpha":1,"#
        + #""sigma_u":1,"sigma_v":1,"eta":1,"#
        + #""step_rule":"matched","data_seed":7,"initialization":"antithetic","split":1,"seed":0,"seeds":8}"#
    ),
    (
      "ae3e480fb2fd303f",
      #"{"depth":256,"width":8,"dimension":2,"samples":2,"steps":1,"alpha":1,"#
        + #""sigma_u":1.4142135623730951,"sigma_v":1.4142135623730951,"eta":1,"#
        + #""step_rule":"matched","data_seed":0,"initialization":"antithetic","split":1,"seed":0,"seeds":8}"#
    ),
    (
      "6f075c08c9b09d69",
      #"{"depth":256,"width":8,"dimension":2,"samples":3,"steps":1,"alpha":1,"#
        + #""sigma_u":1.4142135623730951,"sigma_v":1.4142135623730951,"eta":0.1,"#
        + #""step_rule":"matched","data_digest":"319f6c8f3e62329d","initialization":"antithetic","split":1,"seed":0,"seeds":8}"#
    ),
    (
      "270ff67b4c53347c",
      #"{"depth":256,"width":8,"dimension":3,"samples":2,"steps":2,"alpha":1,"#
        + #""sigma_u":1e-07,"sigma_v":1.7320508075688772,"eta":0.333333,"#
        + #""step_rule":"matched","data_seed":0,"initialization":"antithetic","split":1,"seed":0,"seeds":8}"#
    ),
    (
      "9ffaf5b0dd0b38db",
      #"{"depth":256,"width":8,"dimension":5,"samples":2,"steps":2,"alpha":1,"#
        + #""sigma_u":2.23606797749979,"sigma_v":2.23606797749979,"eta":1000000,"#
        + #""step_rule":"matched","data_seed":0,"initialization":"antithetic","split":1,"seed":0,"seeds":8}"#
    ),
    (
      "e9dbd7dabb97b3a3",
      #"{"depth":3,"width":1,"dimension":2,"samples":2,"steps":1,"alpha":0.1,"#
        + #""sigma_u":1.4142135623730951,"sigma_v":1.4142135623730951,"eta":1,"#
        + #""step_rule":"matched","data_seed":0,"initialization":"independent","split":1,"seed":0,"seeds":8}"#
    ),
    (
      "60ba06c6d858dab0",
      #"{"depth":3,"width":1,"dimension":2,"samples":2,"steps":1,"alpha":31.6228,"#
        + #""sigma_u":1.4142135623730951,"sigma_v":1.4142135623730951,"eta":1,"#
        + #""step_rule":"matched","data_seed":0,"initialization":"independent","split":1,"seed":0,"seeds":8}"#
    ),
    (
      "b23ded0b8b3eae6b",
      #"{"depth":4,"width":2,"dimension":3,"samples":2,"steps":2,"alpha":1,"#
        + #""sigma_u":1e-07,"sigma_v":0.015625,"eta":0.333333,"#
        + #""step_rule":"matched","data_seed":0,"initialization":"independent","split":1,"seed":0,"seeds":8}"#
    ),
    (
      "dcbd83691a3f357e",
      #"{"depth":4,"width":3,"dimension":5,"samples":2,"steps":2,"alpha":1,"#
        + #""sigma_u":2.23606797749979,"sigma_v":8.399999999999999,"eta":1000000,"#
        + #""step_rule":"matched","data_seed":0,"initialization":"independent","split":1,"seed":0,"seeds":8}"#
    ),
    (
      "e47da8abbb1d72ad",
      #"{"depth":128,"width":4,"dimension":10,"samples":10,"steps":30,"alpha":1,"#
        + #""sigma_u":3.1622776601683795,"sigma_v":31.622776601683796,"eta":1,"#
        + #""step_rule":"matched","data_seed":2,"initialization":"orthogonal","split":1,"seed":0,"seeds":32}"#
    ),
    (
      "53fe030b288e4f37",
      #"{"depth":64,"width":8,"dimension":10,"samples":10,"steps":50,"alpha":1,"#
        + #""sigma_u":3.1622776601683795,"sigma_v":3.1622776601683795,"eta":1,"#
        + #""step_rule":"matched","data_seed":0,"initialization":"antithetic","split":2,"seed":0,"seeds":8}"#
    ),
    (
      "f8531ecf9814eef9",
      #"{"depth":1000000,"width":1,"dimension":1000000,"samples":1,"steps":100000,"alpha":1000000000,"#
        + #""sigma_u":1000,"sigma_v":1e-09,"eta":0.000123457,"#
        + #""step_rule":"general","data_digest":"0000000000000007","initialization":"independent","split":1000,"seed":9007199254740992,"seeds":1000}"#
    ),
  ]

  private func line(_ problem: Problem) -> [UInt8] {
    let survey = CellSurvey(distances: LimitDistances(), profile: nil)
    return Array(RecordCoder.encode(Record(survey, of: problem, by: RecordFixture.origin)).dropLast())
  }

  /// The line of a record of a problem as it is written here.
  private func line(text: String) -> [UInt8] {
    let key = ProblemKey(value: FNV1a.digest(text.utf8))
    let whole = String(decoding: line(.small), as: UTF8.self)
      .replacing(Problem.small.canonicalText, with: text)
      .replacing(ProblemKey(.small).description, with: key.description)
    return Array(RecordTests.extended(Array(whole.utf8), before: "\"format\":1", "").dropLast())
  }

  @Test(arguments: written.indices) func oldRecordsKeepTheirKeys(_ index: Int) throws {
    let (key, text) = Self.written[index]
    let record = try RecordFixture.decode(line(text: text))
    #expect(record.key.description == key && record.problem.canonicalText == text)
    #expect(ProblemKey(record.problem) == record.key)
  }

  @Test(arguments: Problem.fields) func itChangesTheKeyAndReadsBack(_ field: Problem.Field) throws {
    for base in [Problem.small, .standard] {
      for variant in base.variants(field) {
        #expect(ProblemKey(variant) != ProblemKey(base))
        let record = try RecordFixture.decode(line(variant))
        #expect(record.problem == variant && record.key == ProblemKey(variant))
      }
    }
  }

  /// Defaults that the first records had are written, others are not, so that old keys hold.
  @Test(arguments: Problem.fields) func defaultsAreWrittenAsTheRowSays(_ field: Problem.Field) throws {
    let member = "\"\(field.name)\":"
    let isWritten = field.traits.contains(.alwaysWritten)
    #expect(Problem.standard.canonicalText.contains(member) == isWritten)
    for variant in Problem.standard.variants(field) where field.kind != .data {
      #expect(variant.canonicalText.contains(member))
    }
    // What is missing has its default, or makes the record another program's.
    var parts = Problem.standard.canonicalText.dropFirst().dropLast().split(separator: ",")
    parts.removeAll { $0.hasPrefix(member) }
    let without = line(text: "{\(parts.joined(separator: ","))}")
    if isWritten {
      #expect(throws: RecordCoder.Problem.foreign) { try RecordFixture.decode(without) }
    } else {
      #expect(try RecordFixture.decode(without).problem == .standard)
    }
  }

  @Test(arguments: Problem.fields) func whatItCannotBeIsForeign(_ field: Problem.Field) throws {
    let wrong: [String] =
      switch field.kind {
      case .whole: ["1.5", "-1", "1e99", "\"1\"", "true"]
      case .real: ["1e99", "\"1\"", "null"]
      case .choice: ["\"nonsense\"", "1"]
      case .data: ["1.5", "\"x\"", "{}"]
      }
    let member = "\"\(field.name)\":"
    for value in wrong {
      var parts = Problem.small.canonicalText.dropFirst().dropLast().split(separator: ",").map(String.init)
      parts.removeAll { $0.hasPrefix(member) }
      let text = "{\((parts + [member + value]).joined(separator: ","))}"
      #expect(throws: RecordCoder.Problem.foreign, "\(text)") { try RecordFixture.decode(line(text: text)) }
    }
  }

  @Test func unknownMembersAreForeign() throws {
    let text = Problem.small.canonicalText
    #expect(try RecordFixture.decode(line(text: text)).problem == .small)
    for name in ["colour", "residual_scale", ""] {
      let more = text.dropLast() + ",\"\(name)\":1}"
      #expect(throws: RecordCoder.Problem.foreign) { try RecordFixture.decode(line(text: String(more))) }
    }
  }

  /// Numbers that every cell has are columns, in the order that tables have always had.
  @Test func tablesKeepTheirColumns() {
    let numbers = [
      "alpha", "depth", "width", "dimension", "samples", "steps", "sigma_u", "sigma_v", "eta",
      "residual_scale", "data_seed", "seeds", "level",
    ]
    #expect(CSVExporter.columns.map(\.name).prefix(numbers.count).elementsEqual(numbers))
  }
}
