import Foundation
import Input
import Phases
import Terminal

/// How a study was left: what its directory keeps of the screen. Everything in it is optional, so that a file of another
/// version still gives what both know.
struct ViewRecord: Codable, Hashable {
  /// Positions in units of `Position`.
  struct Place: Codable, Hashable {
    var column: Int
    var row: Int

    init(_ cell: Cell) { (column, row) = (cell.column.units, cell.row.units) }

    /// Within the axes.
    func cell(in lattice: Lattice) -> Cell {
      func inside(_ units: Int, _ axis: Axis) -> Position {
        min(max(Position(units: units), axis.positions.lowerBound), axis.positions.upperBound)
      }
      return Cell(column: inside(column, lattice.columns), row: inside(row, lattice.rows))
    }
  }

  var zoom: Int?
  var origin: Place?
  var cursor: Place?
  var coloring: String?
  var pane: String?
  var showsTheory: Bool?
  /// Where another choice was made than the options say.
  var curves: String?

  init() {}

  /// `nil` where there is none, or none that can be read: the view is a convenience.
  init?(contentsOf path: String) {
    guard let bytes = try? FileSystem.contents(of: path, limit: 1 << 16, isNamed: false) else { return nil }
    self.init(Data(bytes))
  }

  init?(_ data: Data) {
    guard let record = try? JSONDecoder().decode(ViewRecord.self, from: data) else { return nil }
    self = record
  }

  /// JSON in one line.
  var line: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Integers, texts and truths can always be encoded.
    return (try? encoder.encode(self)).map(Array.init) ?? []
  }
}

extension State {
  /// How a study looks now.
  func viewRecord(of study: Int) -> ViewRecord {
    let viewport = viewports[study]
    var record = ViewRecord()
    record.zoom = viewport.zoom
    record.origin = .init(viewport.origin)
    record.cursor = .init(viewport.cursor)
    record.coloring = display.coloring.recordName
    record.pane = display.pane.name
    record.showsTheory = display.showsTheory
    record.curves = display.curveGlyphs == firstCurves ? nil : display.curveGlyphs.rawValue
    return record
  }

  /// Goes back to how it was left.
  mutating func restore(_ record: ViewRecord, of study: Int) {
    let lattice = diagrams[study].lattice
    if let zoom = record.zoom, (-8...Position.finestLevel).contains(zoom) { viewports[study].zoom = zoom }
    if let origin = record.origin { viewports[study].origin = origin.cell(in: lattice) }
    if let cursor = record.cursor { viewports[study].cursor = cursor.cell(in: lattice) }
    guard study == current else { return }
    if let coloring = Coloring.all(of: diagrams[study].study.vocabulary).first(where: {
      $0.recordName == record.coloring
    }) {
      display.coloring = coloring
    }
    if let pane = PaneKind.allCases.first(where: { $0.name == record.pane }) { display.pane = pane }
    if let showsTheory = record.showsTheory { display.showsTheory = showsTheory }
    if let curves = record.curves.flatMap(CurveGlyphs.init(rawValue:)), look.glyphs.curves.contains(curves) {
      display.curveGlyphs = curves
    }
    scroll()
  }
}
