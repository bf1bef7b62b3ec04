import Testing

import func Foundation.log10

@testable import Phases

/// Parametrisations as lines through a study.
@Suite struct PathInPlaneTests {
  private func path(_ name: String) throws -> ParametrisationPath {
    try #require(ParametrisationPath(named: name))
  }

  /// Through α = 1, L = 32 of the default grid.
  @Test(arguments: [("completep", 1.0, 1.0), ("depth-mup", 0.25, 4), ("standard", 0.0625, 16)])
  func goesThroughTheCell(_ name: String, _ shallow: Double, _ deep: Double) throws {
    let study = Study.alphaDepth
    let cell = Cell(column: 10, row: 9)
    let plane = try PathInPlane(path(name), in: study, through: cell)
    #expect(plane.sizeIsRow && plane.value(at: 32) == 1)
    #expect(abs(plane.value(at: 2) - shallow) < 1e-12 && abs(plane.value(at: 512) - deep) < 1e-12)
    // Ten columns a decade.
    #expect(plane.places.contains(cell) && plane.places.count == 2 * study.rows.count - 1)
    for place in plane.places {
      let value = plane.value(at: study.rows.value(at: place.row))
      let expected = 10 * (1 + log10(value))
      #expect(abs(place.column.steps - expected) < 0.01)
    }
  }

  /// Of each depth the column that is nearest, and none where the path is outside.
  @Test func findsTheNearestCells() throws {
    let study = Study.alphaDepth
    let plane = try PathInPlane(path("standard"), in: study, through: Cell(column: 10, row: 9))
    let near = plane.nearest(among: study.lattice.baseCells)
    // α = L/32 is in the grid from L = 3 on: 0.094 rounds to 0.1, 0.0625 to nothing.
    #expect(near.map(\.size) == Array(study.rows.values.dropFirst(2)))
    for (size, cell) in near {
      let alpha = study.columns.value(at: cell.column)
      #expect(abs(log10(alpha / (size / 32))) <= 0.0501, "\(size)")
    }
    // A finer cell on the path itself comes before its neighbours.
    let fine = Cell(column: Position(units: 11 * 256 + 128), row: Position(base: 10))
    let finer = plane.nearest(among: study.lattice.baseCells + [fine])
    #expect(finer.first { $0.size == 45 }?.cell == fine)
  }

  /// In the plane of the residual scale and the dimension it is the critical scale that stays.
  @Test func followsTheDimension() throws {
    let study = Study.dimensionScale
    let plane = try PathInPlane(path("completep"), in: study, through: Cell(column: 6, row: 2))
    #expect(plane.value(at: 4) == 1 && plane.value(at: 64) == 4)
  }

  @Test func followsTheResidualScale() throws {
    var overrides = StudyOverrides()
    overrides.axes = ["residual_scale=0.0001:1:9", "depth=2:512:9"]
    let study = try overrides.applied(to: .alphaDepth)
    let cell = Cell(column: 4, row: 4)
    #expect(abs(try PathInPlane(path("standard"), in: study, through: cell).value(at: 512) - 0.01) < 1e-12)
    let completep = try PathInPlane(path("completep"), in: study, through: cell)
    #expect(abs(completep.value(at: 512) - 0.01 / 16) < 1e-12)
  }

  @Test(arguments: [
    (
      ["alpha=0.1:10:5", "eta=0.1:10:5"],
      "the axes here are alpha and eta; a path needs depth, width or dimension"
    ),
    (["depth=2:64:5", "width=2:64:5"], "the axes here are width and depth; a path needs"),
    (["sigma_v=0.1:10:5", "depth=2:64:5"], "depth-mup changes alpha with depth, which this study does not"),
  ])
  func saysWhyItIsNotThere(_ axes: [String], _ words: String) throws {
    var overrides = StudyOverrides()
    overrides.axes = axes
    let study = try overrides.applied(to: .alphaDepth)
    let departure = #expect(throws: PathInPlane.Departure.self) {
      try PathInPlane(path("depth-mup"), in: study, through: Cell(column: 0, row: 0))
    }
    #expect(departure?.description.hasPrefix(words) == true, "\(departure?.description ?? "")")
  }
}
