import Foundation
import Phases
import Testing

@testable import Archive

/// Every quantity in every table, so that a new one is tested on arrival.
@Suite struct QuantityColumnTests {
  private static let cell = Cell(column: 10, row: 3)

  private static func text(_ format: ExportFormat, perSeed: Bool = false) -> String {
    String(decoding: ExportTests.export([cell]).bytes(format, perSeed: perSeed), as: UTF8.self)
  }

  /// The first row by the names of the columns.
  private static func row(perSeed: Bool) throws -> [String: String] {
    let rows = text(.csv, perSeed: perSeed).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return Dictionary(zip(rows[0], rows[1])) { first, _ in first }
  }

  @Test(arguments: Quantity.columns) func isAColumnAndAMember(_ quantity: Quantity) throws {
    let summary = try #require(ExportTests.export([Self.cell]).summaries[Self.cell])
    #expect(CSVExporter.columns.count { $0.name == quantity.name } == 1)
    #expect(try Self.row(perSeed: false)[quantity.name] == summary[quantity].pointed)
    let line = try #require(Self.text(.jsonl).split(separator: "\n").first)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    let member = try #require(object[quantity.name])
    #expect((member is NSNull) == !summary[quantity].isFinite)
    let seeds = try #require(object["per_seed"] as? [[String: Any]])
    let steps = try #require(seeds[0]["along_training"] as? [[String: Any]])
    let isOfSeeds = Quantity.ofSeeds.contains(quantity)
    #expect(SeedCSVExporter.header.count { $0 == quantity.name } == (isOfSeeds ? 1 : 0))
    #expect(try (Self.row(perSeed: true)[quantity.name] != nil) == isOfSeeds)
    #expect((seeds[0][quantity.name] != nil) == isOfSeeds)
    #expect((steps[0][quantity.name] != nil) == Quantity.ofSteps.contains(quantity))
  }

  @Test(arguments: Quantity.occasionalColumns) func isAColumnOnRequest(_ quantity: Quantity) throws {
    #expect(CSVExporter.occasionalColumns.count { $0.name == quantity.name } == 1)
    #expect(try Self.row(perSeed: false)[quantity.name] == nil)
    #expect(!Quantity.columns.contains(quantity))
  }

  @Test func whatFollowsFromParametersHasNoColumn() {
    for quantity in Quantity.allCases where !Quantity.columns.contains(quantity) {
      #expect(!CSVExporter.columns.contains { $0.name == quantity.name })
    }
  }
}
