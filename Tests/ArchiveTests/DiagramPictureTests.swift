import Engine
import Foundation
import Model
import Phases
import Testing

@testable import Archive

@Suite struct DiagramPictureTests {
  /// A study with a cell for everything that the theory predicts, measured as predicted.
  static func export(_ study: Study, _ cells: [Cell], view: ExportView = .whole) -> Export {
    var measurements: [Cell: Engine.Measurement] = [:]
    var critical: [Problem: CriticalUpdate] = [:]
    for cell in cells {
      let problem = study.problem(for: cell)
      let regime = study.theory.regime(of: problem)
      var order = OrderParameters()
      order.localFeatureUpdate = regime == .featureLearning ? 1 : 0.01
      let seed = SeedMeasurement(
        seed: 0, losses: [2] + Array(repeating: 1, count: problem.steps),
        peakLosses: problem.measuredSteps.map { _ in 1 },
        initialDisplacement: regime == .divergent ? 1 : 0.1,
        orderParameters: Array(repeating: order, count: problem.measuredSteps.count))
      measurements[cell] = Measurement(
        problem: problem, seeds: problem.seeds.map { _ in seed }, identityLoss: 2,
        outputSpread: .nan)
      critical[problem.criticalCompanion] = CriticalUpdate([1, 1, 1, 1].map { Ruler(update: $0) })
    }
    return Export(study: study, measurements: measurements, critical: critical, view: view)
  }

  private func picture(_ study: Study) -> DiagramPicture {
    DiagramPicture(Self.export(study, study.lattice.baseCells))
  }

  @Test(arguments: Study.builtIns)
  func baseCellsTileThePicture(_ study: Study) {
    let picture = picture(study)
    #expect(picture.tiles.count == study.columns.count * study.rows.count)
    let area = picture.tiles.map { tile in
      log(tile.x.upperBound / tile.x.lowerBound) * log(tile.y.upperBound / tile.y.lowerBound)
    }.reduce(0, +)
    let whole = log(picture.x.high / picture.x.low) * log(picture.y.high / picture.y.low)
    #expect(abs(area / whole - 1) < 1e-4)
    for tile in picture.tiles {
      #expect(tile.x.contains(tile.center.x) && tile.y.contains(tile.center.y))
    }
  }

  /// A finer cell is smaller, and where it belongs, also where integers round.
  @Test func refinedCellsAreSmaller() throws {
    let study = Study.alphaDepth
    for level in 1...4 {
      let half = Position.spacing(level: level)
      for units in stride(from: half, through: study.rows.positions.upperBound.units, by: 2 * half) {
        let cell = study.lattice.canonical(
          Cell(column: Position(units: half), row: Position(units: units)))
        let tile = try #require(DiagramPicture(Self.export(study, [cell])).tiles.first)
        #expect(tile.x.contains(tile.center.x) && tile.y.contains(tile.center.y))
        let ratio = tile.x.upperBound / tile.x.lowerBound
        #expect(abs(log10(ratio) - 0.1 / Double(1 << cell.level)) < 1e-4)
        #expect(tile.y.upperBound > tile.y.lowerBound)
      }
    }
  }

  /// Theory's lines separate the cells as theory does.
  @Test(arguments: Study.builtIns.filter { $0 != .shape })
  func linesRunBetweenTheCells(_ study: Study) throws {
    let picture = picture(study)
    #expect(picture.lines.map(\.boundary) == Theory.Boundary.allCases)
    for line in picture.lines {
      for tile in picture.tiles {
        guard let point = line.points.first(where: { $0.y == tile.center.y }), line.boundary == .divergent
        else { continue }
        let isBeyond = ![Regime.featureLearning.mark, Regime.lazyODE.mark].contains(tile.mark)
        #expect((tile.center.x > point.x * 0.999) == isBeyond, "\(tile)")
      }
    }
  }

  @Test func aSingleCellHasASize() throws {
    let study = try Study(
      toml: """
        [columns]
        parameter = "alpha"
        values = [2]
        [rows]
        parameter = "depth"
        values = [4]
        """, file: "one.toml")
    let tile = try #require(picture(study).tiles.first)
    #expect(abs(tile.x.upperBound / tile.x.lowerBound - 2) < 1e-4 && tile.y.contains(4))
    #expect(
      try DrawingElements(DiagramSVG(Self.export(study, study.lattice.baseCells)).text).counts["svg"] == 1)
  }

  /// Also where the edges of what is shown are not those of cells, so that no line runs on beside the cells.
  @Test(arguments: [
    Region(
      columns: Position(units: 130)...Position(units: 700), rows: Position(units: 0)...Position(units: 500))
  ])
  func aPartEndsWithItsCells(_ region: Region) {
    let export = Self.export(
      .alphaDepth, Study.alphaDepth.lattice.baseCells, view: ExportView(region: region))
    let picture = DiagramPicture(export)
    #expect(picture.tiles.count > 1 && picture.tiles.count < export.measurements.count)
    #expect(picture.x.low == picture.tiles.map(\.x.lowerBound).min())
    #expect(picture.x.high == picture.tiles.map(\.x.upperBound).max())
    #expect(picture.y.low == picture.tiles.map(\.y.lowerBound).min())
    #expect(picture.y.high == picture.tiles.map(\.y.upperBound).max())
  }

  @Test func captionSaysWhatIsFixed() {
    #expect(
      picture(.alphaDepth).caption == [
        "M = 16, D = 10, N = 10, K = 50, σ_u = √D, σ_v = √D, η = 1, seeds 0 … 7, data seed 0",
        "unstable: loss grew; noise dominated: ξ > 0.5; feature learning: φ ≥ 0.3 or S ≤ 1, S = α σ_v/√D;",
        "undecided: φ has no unit, or ρ ≥ 0.25 where φ is small; else lazy ODE",
        "558 cells, 0 of them refined; theory predicts 558 of the 558 that are decided",
      ])
    #expect(
      picture(.dimensionScale).caption[0]
        == "α = 1, L = 128, M = 16, N = 10, K = 50, σ_u = √D, η = 1, seeds 0 … 7, data seed 0")
    var own = Study.alphaDepth
    own.ownData = OwnData(x: "/home/x.npy", y: "y", digest: 1, samples: 10, dimension: 10, rms: 1)
    #expect(picture(own).caption[0].hasSuffix("own data"))
  }
}
