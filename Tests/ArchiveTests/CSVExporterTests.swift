import Engine
import Foundation
import Limits
import Model
import Phases
import Testing

@testable import Archive

@Suite struct CSVExporterTests {
  let study = Study.alphaDepth

  func summary(_ cell: Cell, update: Float = 0.5) -> CellSummary {
    let problem = study.problem(for: cell)
    var order = OrderParameters()
    order.localFeatureUpdate = update
    order.driftNonlinearity = 0.25
    order.inputWeightChange = 2
    order.outputWeightChange = 16
    order.preactivationChange = 1e-9
    order.outputChange = .nan
    let seed = SeedMeasurement(
      seed: 0, losses: [2] + Array(repeating: Float(0.1), count: 50),
      peakLosses: problem.measuredSteps.map { _ in 0.1 }, initialDisplacement: 0.02,
      orderParameters: Array(repeating: order, count: problem.measuredSteps.count))
    return CellSummary(
      Measurement(
        problem: problem, seeds: problem.seeds.map { _ in seed }, identityLoss: 2,
        outputSpread: .nan),
      critical: CriticalUpdate([1, 1, 1, 1].map { Ruler(update: $0) }), thresholds: Thresholds(),
      theory: study.theory)
  }

  @Test func columnsAreTheDocumentedOnes() {
    let documented = """
      alpha,depth,width,dimension,samples,steps,sigma_u,sigma_v,eta,residual_scale,data_seed,seeds,level,\
      regime,reason,confidence,predicted_regime,loss_initial,loss_final,loss_peak,initial_displacement,\
      local_feature_update,relative_feature_update,drift_nonlinearity,input_weight_change,\
      output_weight_change,preactivation_change,output_change,output_spread,limit_distance,\
      limit_distance_error,limit_output_norm,tangent_distance,notes,letter
      """
    #expect(CSVExporter.columns.map(\.name).joined(separator: ",") == documented)
  }

  /// Several notes are one value of a table and a list in JSON.
  @Test func notesAreWords() {
    let words = Field.words(["catapult", "saturated"])
    #expect(words.csv(.text) == "catapult;saturated" && words.json(.text) == #"["catapult", "saturated"]"#)
    #expect(Field.words([]).csv(.text).isEmpty && Field.words([]).json == "[]")
  }

  @Test func aRowIsWrittenWithoutLoss() {
    let cell = Cell(column: 10, row: 3)
    let lines = CSVExporter.text([cell: summary(cell)]).split(separator: "\n")
    let expected = """
      1.0,4,16,10,10,50,3.1622776601683795,3.1622776601683795,1.0,0.04941058844013093,0,8,0,\
      feature-learning,output-weights-forgotten,1.0,feature-learning,2.0,0.1,0.1,0.02,0.5,0.5,0.25,2.0,16.0,\
      1e-09,NaN,NaN,NaN,NaN,NaN,NaN,output-weights-forgotten,F
      """
    #expect(String(lines[1]) == expected)
    var measured = summary(cell)
    measured.distances = LimitDistances(
      limit: .init(
        distance: .init(median: .nan, low: .nan, high: .nan), error: 0.001, outputNorm: 0.9),
      tangent: .init(median: 0.25, low: 0.2, high: 0.3))
    let row = CSVExporter.text([cell: measured]).split(separator: "\n")[1]
    #expect(row.hasSuffix(",NaN,NaN,NaN,0.001,0.9,0.25,output-weights-forgotten,F"))
  }

  /// Tables of cells that nobody asked it of are as they were before there was such a measure.
  @Test func theTangentLimitHasColumnsWhereItWasMeasured() throws {
    let (one, other) = (Cell(column: 10, row: 3), Cell(column: 10, row: 4))
    var measured = summary(one)
    measured.distances = LimitDistances(
      tangentLimit: .init(distance: .init(median: 0.25, low: 0.2, high: 0.3), error: 0.001))
    let lines = CSVExporter.text([one: measured, other: summary(other)]).split(separator: "\n")
    let plain = CSVExporter.text([one: summary(one), other: summary(other)]).split(separator: "\n")
    #expect(lines[0] == plain[0] + ",tangent_limit_distance,tangent_limit_error")
    #expect(lines[1] == plain[1] + ",0.25,0.001" && lines[2] == plain[2] + ",NaN,NaN")
  }

  @Test func rowsAreInOrder() {
    let cells = [
      Cell(column: Position(units: 128), row: Position(base: 0)), Cell(column: 1, row: 1),
      Cell(column: 0, row: 1),
      Cell(column: 1, row: 0), Cell(column: Position(base: 0), row: Position(units: 256 + 128 + 64)),
    ]
    let text = CSVExporter.text(Dictionary(uniqueKeysWithValues: cells.map { ($0, summary($0)) }))
    let rows = text.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let keys = rows.map { "\($0[12]) \($0[1]) \($0[0])" }
    #expect(keys == ["0 1 0.125893", "0 2 0.1", "0 2 0.125893", "1 1 0.112202", "2 3 0.1"])
    #expect(text.hasSuffix("\n") && !text.contains("\r"))
  }

  @Test func ownDataHaveNoSeed() throws {
    var own = study
    own.ownData = OwnData(x: "a,b", y: "\"", digest: 1, samples: 2, dimension: 2, rms: 1)
    let problem = own.problem(for: Cell(column: 0, row: 0))
    var summary = summary(Cell(column: 0, row: 0))
    summary.problem = problem
    let row = CSVExporter.text([Cell(column: 0, row: 0): summary]).split(separator: "\n")[1]
    #expect(row.split(separator: ",", omittingEmptySubsequences: false)[10] == "")
  }
}
