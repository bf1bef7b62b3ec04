import Engine
import Foundation
import Input
import Model
import Phases
import Testing

@testable import Archive

/// What is asked for is what is written, and the file says so.
@Suite struct ExportViewTests {
  private static let cells = Array(Study.alphaDepth.lattice.baseCells.prefix(62))

  /// Values that differ between cells, seeds and steps.
  private static func measurement(_ cell: Cell) -> Engine.Measurement {
    var problem = Study.alphaDepth.problem(for: cell)
    problem.seedCount = 3
    let place = Float(cell.column.baseIndex) / 31
    let seeds = (0..<3).map { seed in
      let orders = problem.measuredSteps.map { step in
        var order = OrderParameters()
        order.localFeatureUpdate = 0.01 * Float(step) + place
        order.driftNonlinearity = 0.1 * place + 0.001 * Float(step)
        order.inputWeightChange = place + 0.1
        order.outputWeightChange = 2 * place + 0.1
        order.preactivationChange = 0.3 + place
        order.outputChange = 0.4 + place
        return order
      }
      return SeedMeasurement(
        seed: seed, losses: (0...50).map { 2 + place + 0.1 * Float(seed) - 0.03 * Float($0) },
        peakLosses: problem.measuredSteps.map { _ in 2 + place }, initialDisplacement: 0.02 + place / 10,
        orderParameters: orders)
    }
    return Measurement(problem: problem, seeds: seeds, identityLoss: 2, outputSpread: 0.1)
  }

  private static func export(_ view: ExportView) -> Export {
    let measurements = Dictionary(uniqueKeysWithValues: cells.map { ($0, measurement($0)) })
    let critical = measurements.values.map {
      ($0.problem.criticalCompanion, CriticalUpdate([1, 1, 1, 1].map { Ruler(update: $0) }))
    }
    return Export(
      study: .alphaDepth, measurements: measurements,
      critical: Dictionary(critical, uniquingKeysWith: { first, _ in first }), view: view)
  }

  private static func rows(_ text: String) throws -> [[String: String]] {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let header = try #require(lines.first)
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
  }

  /// Every table at every measured step has that step's values, those of the measurement itself.
  @Test(arguments: 0..<3) func aStepIsReadBack(_ index: Int) throws {
    let export = Self.export(ExportView(step: index))
    let rows = try Self.rows(String(decoding: export.bytes(.csv), as: UTF8.self))
    #expect(rows.count == Self.cells.count)
    for (row, cell) in zip(rows, Self.cells.sorted()) {
      let measurement = try #require(export.measurements[cell])
      let step = measurement.problem.measuredSteps[index]
      #expect(row["step"] == String(step))
      let losses = measurement.seeds.map { $0.losses[step] }.sorted()
      let loss = try #require(row["loss_final"].flatMap(Float.init))
      #expect(losses[0] <= loss && loss <= losses[losses.count - 1])
    }
    let seeds = try Self.rows(String(decoding: export.bytes(.csv, perSeed: true), as: UTF8.self))
    #expect(seeds.allSatisfy { $0["step"] == rows[0]["step"] })
    let first = try #require(export.measurements[Self.cells.sorted()[0]])
    let step = first.problem.measuredSteps[index]
    #expect(seeds[0]["loss_final"].flatMap(Float.init) == first.seeds[0].losses[step])
    let line = try #require(
      String(decoding: export.bytes(.jsonl), as: UTF8.self).split(separator: "\n").first)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["step"] as? Int == step)
    #expect(!String(decoding: Self.export(.whole).bytes(.csv), as: UTF8.self).contains(",step\n"))
  }

  /// The colour of every cell is that of its value on the scale that the drawing has.
  @Test(arguments: Quantity.allCases) func aColouringIsReadBack(_ quantity: Quantity) throws {
    let export = Self.export(ExportView(step: 1, quantity: quantity))
    let text = DiagramSVG(export).text
    let drawing = try DrawingElements(text)
    #expect(drawing.counts["pattern"] == nil && drawing.counts["linearGradient"] == 1)
    #expect(drawing.text.contains("after step \(export.rows[0].1.step) of 50"))
    #expect(drawing.text.contains("coloured by \(quantity.row.title)"))
    let range = QuantityRange(quantity, of: Array(export.summaries.values))
    #expect(range.low < range.high && (range.low > 0 || !range.isLogarithmic))
    let fills = text.split(separator: "\n").filter { $0.hasPrefix("<rect") && $0.contains("fill=\"#") }
      .compactMap { $0.firstMatch(of: /fill="(#[0-9A-F]{6})"/).map { String($0.1) } }
    let expected = export.rows.map { _, summary, _ in
      PrintScale.color(range.fraction(summary.value(of: quantity) ?? .nan))
    }
    #expect(Array(fills.prefix(expected.count)) == expected)
    let script = GnuplotExporter(export).text
    #expect(script.contains("fc palette") && script.contains("set cblabel"))
  }

  @Test func aPartIsWhatTheDrawingShows() throws {
    let study = Study.alphaDepth
    let region = Region(
      columns: Position(base: 10)...Position(base: 20), rows: Position(base: 0)...Position(base: 1))
    let export = Self.export(ExportView(region: region))
    let picture = DiagramPicture(export)
    #expect(picture.tiles.count == 22)
    #expect(picture.x.low < study.columns.values[10] && picture.x.low > study.columns.values[9])
    #expect(picture.x.high > study.columns.values[20] && picture.x.high < study.columns.values[21])
    #expect(picture.caption[0] == "shown: α from 1 to 10, L from 1 to 2")
    // Tables keep every cell.
    #expect(try Self.rows(String(decoding: export.bytes(.csv), as: UTF8.self)).count == Self.cells.count)
  }

  @Test func theFileBesideSaysWhich() throws {
    let provenance = Provenance(kernels: [], numerics: .fused, commandLine: [])
    func object(_ view: ExportView) throws -> [String: Any] {
      let json = provenance.json(Self.export(view), format: .svg, perSeed: false)
      return try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }
    let whole = try object(.whole)
    #expect(whole["step"] as? String == "last" && whole["colour"] as? String == "regime")
    #expect(whole["view"] as? String == "whole")
    let region = Region(from: Cell(column: 0, row: 0), to: Cell(column: 10, row: 1))
    let part = try object(ExportView(step: 2, quantity: .relativeFeatureUpdate, region: region))
    #expect(part["step"] as? Int == 19 && part["colour"] as? String == "relative_feature_update")
    let view = try #require(part["view"] as? [String: [Double]])
    #expect(view["alpha"] == [0.1, 1] && view["depth"] == [1, 2])
  }

  @Test func optionsSayWhatWouldBeRight() throws {
    let view = try ExportView(step: 19, colour: "phi", of: .alphaDepth)
    #expect(view == ExportView(step: 2, quantity: .relativeFeatureUpdate))
    #expect(try ExportView(step: 50, colour: "regime", of: .alphaDepth) == .whole)
    for (step, colour, words) in [
      (20, nil, "was not measured; the measured steps are 3, 7, 19, 50"),
      (51, nil, "is outside the training, whose steps are 1 to 50; the measured steps are 3, 7, 19, 50"),
      (-1, nil, "is outside the training, whose steps are 1 to 50"),
      (0, nil, "is outside the training, whose steps are 1 to 50"),
      (nil, "loss_finl", "did you mean \"loss_final\"?"),
    ] as [(Int?, String?, String)] {
      let error = #expect(throws: Refusal.self) {
        try ExportView(step: step, colour: colour, of: .alphaDepth)
      }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
    var overrides = StudyOverrides()
    overrides.axes = ["steps=10:40:3", "depth=1:8:3"]
    let study = try overrides.applied(to: .rateScale)
    #expect(throws: Refusal.self) { try ExportView(step: 10, colour: nil, of: study) }
  }

  /// Lightness rises all the way.
  @Test func theScaleIsOneWay() {
    func light(_ color: String) -> Int {
      [1, 3, 5].map { start in
        let from = color.index(color.startIndex, offsetBy: start)
        return Int(color[from...].prefix(2), radix: 16) ?? -1
      }.enumerated().reduce(0) { $0 + [299, 587, 114][$1.offset] * $1.element }
    }
    let lights = (0...50).map { light(PrintScale.color(Double($0) / 50)) }
    #expect(zip(lights, lights.dropFirst()).allSatisfy { $0 < $1 })
    #expect(PrintScale.color(nil) == PrintScale.undefined)
  }
}
