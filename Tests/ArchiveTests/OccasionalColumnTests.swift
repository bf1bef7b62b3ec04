import Engine
import Foundation
import Phases
import TestSupport
import Testing

@testable import Archive

/// Every parameter that tables say only where it is not at its default, so that a new one is tested on arrival.
@Suite struct OccasionalColumnTests {
  private static let parameters = Parameter.allCases.filter {
    !$0.isAlwaysWritten && !$0.field.isDerived
  }

  /// The cells of `ExportTests` with the value, or as they are.
  private static func export(_ parameter: Parameter? = nil, _ value: Parameter.Value? = nil) -> Export {
    var study = ExportTests.study
    let measurements = ExportTests.cells.map { cell in
      let plain = ExportTests.measurement(cell)
      var problem = plain.problem
      if let parameter, let value {
        study.fix(parameter, at: value)
        parameter.field.set(value, &problem)
        // What follows from it is at its default then.
        for other in Parameter.allCases
        where other.field.follows && !other.isAlwaysWritten && other != parameter {
          other.field.reset(&problem)
        }
      }
      return (
        cell,
        Measurement(
          problem: problem, seeds: plain.seeds, identityLoss: plain.identityLoss,
          outputSpread: plain.outputSpread)
      )
    }
    return Export(study: study, measurements: Dictionary(uniqueKeysWithValues: measurements), critical: [:])
  }

  private static func rows(_ export: Export, perSeed: Bool) -> [[String]] {
    String(decoding: export.bytes(.csv, perSeed: perSeed), as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// What a table tells beside a variant, at whatever default.
  private static func parts(_ parameter: Parameter, _ value: Parameter.Value) -> [String] {
    switch (parameter, value.text) {
    case (.block, "heads"): ["tokens", "key_dimension"]
    case (.block, "transformer"): ["tokens", "key_dimension", "heads"]
    case (.loss, "cross-entropy"): ["embedding", "input_dimension", "output_dimension"]
    case (.embedding, "fixed"), (.embedding, "trained"): ["input_dimension", "output_dimension"]
    case (.task, "copy"), (.task, "in-context"): ["tokens"]
    default: []
    }
  }

  @Test(arguments: parameters) func isTheLastColumnWhereItIsSet(_ parameter: Parameter) throws {
    for value in parameter.field.otherValues(than: ExportTests.measurement(ExportTests.cells[0]).problem) {
      let export = Self.export(parameter, value)
      for perSeed in [false, true] {
        let (rows, plain) = (Self.rows(export, perSeed: perSeed), Self.rows(Self.export(), perSeed: perSeed))
        // With held-out samples or labels what is measured on them stands behind.
        let others = Quantity.occasionalOfSeeds.filter {
          parameter == .test && Quantity.heldOut.contains($0) || parameter == .loss && $0 == .accuracy
        }.map(\.name)
        let told = [parameter.name] + Self.parts(parameter, value)
        // In the order of the table, where tokens stand before tasks.
        let ordered = Parameter.allCases.map(\.name).filter(told.contains)
        #expect(rows[0] == plain[0] + ordered + others && rows.count == plain.count)
        #expect(rows.allSatisfy { $0.count == rows[0].count })
        let kind: Field.Kind = parameter.choices != nil ? .text : parameter.isInteger ? .integer : .real
        #expect(
          rows.dropFirst().allSatisfy {
            $0[plain[0].count + (ordered.firstIndex(of: parameter.name) ?? 0)] == Field(value).csv(kind)
          })
      }
      let line = try #require(
        String(decoding: export.bytes(.jsonl), as: UTF8.self).split(separator: "\n").first)
      #expect(line.contains("\"\(parameter.name)\": \(Field(value).json)"))
    }
  }

  /// Tables of what has all defaults have the columns that they have always had.
  @Test(arguments: parameters) func isNoColumnWhereItIsNot(_ parameter: Parameter) throws {
    let problem = ExportTests.measurement(ExportTests.cells[0]).problem
    let export = Self.export(parameter, parameter.field.value(problem))
    // What is fixed at a default that follows from others is said in captions.
    let formats = parameter.field.follows ? [.csv, .jsonl] : ExportFormat.allCases
    for format in formats { #expect(export.bytes(format) == Self.export().bytes(format)) }
    #expect(!CSVExporter.columns.contains { $0.name == parameter.name })
    #expect(CSVExporter.occasionalColumns.count { $0.name == parameter.name } == 1)
    #expect(Self.rows(export, perSeed: true)[0] == SeedCSVExporter.header)
  }
}
