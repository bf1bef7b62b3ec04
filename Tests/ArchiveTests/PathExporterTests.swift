import Engine
import Foundation
import Model
import Phases
import Testing

@testable import Archive

@Suite struct PathExporterTests {
  /// φ falls like 1/α, ξ stays.
  private func paths() throws -> [MeasuredPath] {
    let start = Study(
      name: "path", columns: try Axis(.width, values: [4]), rows: try Axis(.depth, values: [2]))
    return try ["completep", "depth-mup"].map { name in
      let path = try #require(ParametrisationPath(named: name))
      let cells = try path.points(from: start, to: [.depth: 32], count: 3)
      var measurements: [Problem: Engine.Measurement] = [:]
      for problem in cells.map({ $0.problem(for: Cell(column: 0, row: 0)) }) {
        for trained in [problem, problem.criticalCompanion] {
          var order = OrderParameters()
          order.localFeatureUpdate = Float(1 / trained.scaling.alpha)
          order.driftNonlinearity = 0.1
          let seeds = trained.seeds.map { seed in
            SeedMeasurement(
              seed: seed, losses: (0...trained.steps).map { 2 / Float(1 + $0) },
              peakLosses: trained.measuredSteps.map { _ in 1 }, initialDisplacement: 0.2,
              orderParameters: trained.measuredSteps.map { _ in order })
          }
          measurements[trained] = Engine.Measurement(
            problem: trained, seeds: seeds, identityLoss: 2, outputSpread: .nan)
        }
      }
      return MeasuredPath(path, cells: cells, measurements: measurements, thresholds: start.thresholds)
    }
  }

  @Test func csvHasTheColumnsOfEveryTable() throws {
    let lines = try PathExporter.csv(paths()).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(lines.count == 7 && lines[0] == ["path"] + CSVExporter.columns.map(\.name))
    #expect(lines.dropFirst().allSatisfy { $0.count == lines[0].count })
    #expect(
      lines.dropFirst().map { $0[0] } == [
        "completep", "completep", "completep", "depth-mup", "depth-mup", "depth-mup",
      ])
    let phi = try #require(lines[0].firstIndex(of: "relative_feature_update"))
    #expect(lines.dropFirst().map { $0[phi] } == ["1.0", "1.0", "1.0", "1.0", "0.5", "0.25"])
  }

  @Test func jsonIsAListOfCells() throws {
    let data = Data(try PathExporter.json(paths()).utf8)
    let list = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    #expect(list.map { $0["depth"] as? Int } == [2, 8, 32, 2, 8, 32])
    #expect(list.map { $0["path"] as? String }.last == "depth-mup" && list[5]["alpha"] as? Double == 4)
  }

  /// A curve a path in each of three figures, and the threshold apart from them.
  @Test func drawsACurveForEachPath() throws {
    let figures = try PathExporter.figures(paths())
    #expect(figures.map(\.yLabel) == ["φ", "ξ", "ρ"])
    for figure in figures {
      #expect(figure.xLabel == "L (depth, the number of residual blocks)")
      #expect(figure.curves.map(\.name).prefix(2) == ["completep", "depth-mup"])
      #expect(figure.curves.map(\.style) == [.joined, .joined, .reference])
      #expect(figure.curves[0].points.map(\.x) == [2, 8, 32])
    }
    #expect(figures[0].curves[1].points.map(\.y) == [1, 0.5, 0.25])
    #expect(figures[0].curves[2].points.map(\.y) == [0.3, 0.3])
    let svg = try PathExporter.svg(paths())
    let lines = svg.split(separator: "\n").filter { $0.hasPrefix("<polyline") }
    #expect(lines.count == 9 && lines.count { $0.contains("stroke-dasharray") } == 3)
    let colours = Set(lines.compactMap { $0.firstMatch(of: #/stroke="(#\w+)"/#).map { String($0.output.1) } })
    #expect(colours.count == 3)
  }

  @Test func namesFilesAndWhatIsNone() throws {
    #expect(try ParametrisationPath.named("depth-mup").name == "depth-mup")
    let refusal = #expect(throws: (any Error).self) { try ParametrisationPath.named("depth-mpu") }
    #expect(
      "\(refusal.map { "\($0)" } ?? "")"
        == "path: unknown path \"depth-mpu\"; did you mean \"depth-mup\"? (or a TOML file)")
  }
}
