import Engine
import Foundation
import Model
import Phases
import Testing

@testable import Archive
@testable import Limits
@testable import Rates

/// The tables as the programs read them that people use: a column has one type, whatever its first hundred rows are.
@Suite struct TableReaderTests {
  struct Table: Sendable, CustomTestStringConvertible {
    var name: String
    var columns: [(name: String, kind: Field.Kind)]
    var text: String

    var testDescription: String { name }
    var rows: [[String]] {
      text.split(separator: "\n").dropFirst().map { row in
        row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
    }

    /// A line for each column, as the readers below print them.
    var kinds: String { columns.map { "\($0.name) \($0.kind)\n" }.joined() }
  }

  /// 120 cells whose values are whole or missing, then 60 that have decimals and distances.
  static let export: Export = {
    let etas = (1...60).map { "\($0)" }.joined(separator: ", ")
    guard
      let study = try? Study(
        toml: """
          [columns]
          parameter = "eta"
          values = [\(etas)]
          [rows]
          parameter = "alpha"
          values = [1, 2, 2.15443]
          [fixed]
          sigma_v = 4
          """, file: "whole.toml")
    else { preconditionFailure("the study is wrong") }
    var measurements: [Cell: Engine.Measurement] = [:]
    var distances: [Cell: LimitDistances] = [:]
    for cell in study.lattice.baseCells {
      let isLast = cell.row == Position(base: 2)
      let isMissing = !isLast && cell.column.units % 512 == 0
      measurements[cell] = measurement(
        study.problem(for: cell), isMissing ? .nan : isLast ? 0.125 : 3)
      if isLast {
        distances[cell] = LimitDistances(
          limit: .init(distance: .init(median: 0.5, low: 0.5, high: 0.5), error: 1e-5, outputNorm: 1),
          tangent: .init(median: 2, low: 2, high: 2))
      }
    }
    return Export(study: study, measurements: measurements, critical: [:], distances: distances)
  }()

  private static func measurement(_ asked: Problem, _ value: Float) -> Engine.Measurement {
    var problem = asked
    (problem.seedCount, problem.steps) = (2, 4)
    let steps = problem.measuredSteps.count
    var order = OrderParameters()
    order.localFeatureUpdate = value
    order.outputChange = value
    // Some cell has a note.
    order.outputWeightChange = 16
    let seeds = problem.seeds.map { seed in
      SeedMeasurement(
        seed: seed, losses: [2, value, value, value, value],
        peakLosses: Array(repeating: value, count: steps),
        initialDisplacement: value, orderParameters: Array(repeating: order, count: steps))
    }
    return Measurement(problem: problem, seeds: seeds, identityLoss: 2, outputSpread: value)
  }

  static let tables = [
    Table(
      name: "cells", columns: CSVExporter.columns.map { ($0.name, $0.kind) },
      text: CSVExporter.text(export.summaries)),
    Table(
      name: "seeds", columns: SeedCSVExporter.columns(),
      text: SeedCSVExporter.text(export.rows, thresholds: Thresholds())),
    Table(
      name: "rates",
      columns: [
        ("figure", .text), ("curve", .text), ("style", .text), ("x", .real), ("y", .real), ("low", .real),
        ("high", .real),
      ], text: RateExporter.csv(rates)),
  ]

  private static let rates = RateReport(
    title: "a", setting: "b", findings: [],
    figures: [
      .init(
        title: "errors", xLabel: "L", yLabel: "rms",
        curves: [
          .init(name: "theory", style: .theory, points: (1...150).map { .init(x: Double($0), y: 1) }),
          .init(name: "M = 4", style: .measured, points: [.init(x: 1.5, y: 0.1, low: 0.05, high: 0.2)]),
        ])
    ])

  /// By the kind of the column alone.
  @Test(arguments: tables) func everyValueHasTheFormOfItsColumn(_ table: Table) {
    #expect(table.text.hasPrefix(table.columns.map(\.name).joined(separator: ",") + "\n"))
    #expect(table.rows.count > 120)
    for row in table.rows {
      for (value, column) in zip(row, table.columns) {
        switch column.kind {
        case .integer: #expect(Int(value) != nil, "\(column.name)")
        case .real:
          let isFinite = Double(value)?.isFinite == true && value.contains { ".e".contains($0) }
          #expect(isFinite || ["NaN", "inf", "-inf"].contains(value), "\(column.name): \(value)")
        case .text: #expect(Double(value) == nil, "\(column.name): \(value)")
        }
      }
    }
    for name in ["limit_distance", "loss_final", "low"] {
      guard let column = table.columns.firstIndex(where: { $0.name == name }) else { continue }
      #expect(table.rows[0][column] == "NaN" && table.rows.last?[column] != "NaN", "\(name)")
    }
  }

  private func kinds(_ table: Table, _ program: OtherProgram?, _ arguments: (String) -> [String]) throws {
    try inTemporaryFolder { folder in
      let path = "\(folder)/a.csv"
      try OutputFile(path).replace(with: Array(table.text.utf8))
      #expect(try #require(program).output(arguments(path)) == table.kinds)
    }
  }

  private static let pandas = OtherProgram.python(with: "pandas")
  private static let polars = OtherProgram.python(with: "polars")
  private static let r = OtherProgram(named: "Rscript")
  private static let gnuplot = OtherProgram(named: "gnuplot")

  @Test(.enabled(if: pandas != nil, "no Python with pandas"), arguments: tables)
  func pandasReadsTheTypes(_ table: Table) throws {
    try kinds(table, Self.pandas) { path in
      [
        "-W", "ignore", "-c",
        """
        import sys, pandas
        kinds = {"i": "integer", "f": "real"}
        for name, kind in pandas.read_csv(sys.argv[1]).dtypes.items():
            print(name, kinds.get(kind.kind, "text"))
        """, path,
      ]
    }
  }

  @Test(.enabled(if: polars != nil, "no Python with polars"), arguments: tables)
  func polarsReadsTheTypes(_ table: Table) throws {
    try kinds(table, Self.polars) { path in
      [
        "-W", "ignore", "-c",
        """
        import sys, polars
        for name, kind in polars.read_csv(sys.argv[1]).schema.items():
            print(name, "integer" if kind.is_integer() else "real" if kind.is_float() else "text")
        """, path,
      ]
    }
  }

  /// By what the README asks of it.
  @Test(.enabled(if: r != nil, "no R"), arguments: tables)
  func rReadsTheTypes(_ table: Table) throws {
    try kinds(table, Self.r) { path in
      [
        "-e",
        """
        columns <- read.csv("\(path)")
        kinds <- c(integer = "integer", numeric = "real", character = "text")
        for (name in names(columns)) cat(name, " ", kinds[class(columns[[name]])], "\\n", sep = "")
        """,
      ]
    }
  }

  /// It has no types: every value of a column of numbers is a number or, by its own word, none.
  @Test(.enabled(if: gnuplot != nil, "no gnuplot"), arguments: tables)
  func gnuplotReadsTheNumbers(_ table: Table) throws {
    try inTemporaryFolder { folder in
      let path = "\(folder)/a.csv"
      try OutputFile(path).replace(with: Array(table.text.utf8))
      for (index, column) in table.columns.enumerated() where column.kind == .real {
        let values = table.rows.compactMap { Double($0[index]) }.filter { !$0.isNaN }
        guard !values.isEmpty else { continue }
        let outcome = try #require(Self.gnuplot).run([
          "-e",
          """
          set datafile separator ","; set print "-"; stats "\(path)" using "\(column.name)" nooutput;
          print sprintf("%d %d %.17g", STATS_records, STATS_invalid, STATS_sum)
          """.replacing("\n", with: " "),
        ])
        let numbers = outcome.output.split(separator: " ").compactMap {
          Double($0.trimmingCharacters(in: .newlines))
        }
        try #require(numbers.count == 3, "\(column.name): \(outcome.output)\(outcome.error)")
        #expect(Int(numbers[0]) == values.count && Int(numbers[1]) == table.rows.count - values.count)
        #expect(abs(numbers[2] - values.reduce(0, +)) <= 1e-9 * abs(numbers[2]), "\(column.name)")
      }
    }
  }
}
