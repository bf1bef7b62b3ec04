import Phases
import Terminal

/// Parametrisations on the grid, as lines through the cell that they were asked for at.
struct PathLines {
  private let report: Report

  init(_ report: Report) { self.report = report }

  /// The characters that they run through, each with the number of its path, or a point where there is one path alone.
  /// Where two meet, the one named first is seen.
  var signs: [Point: Character] {
    let planes = report.paths
    let lines = BoundaryLines(report)
    var signs: [Point: Character] = [:]
    for (index, plane) in planes.enumerated().reversed() {
      let own =
        planes.count == 1 ? sign : PathLook.all[index % PathLook.all.count].mark
      for point in lines.characters(through: plane.places) { signs[point] = own }
    }
    return signs
  }

  /// Of a path that is alone.
  private var sign: Character { report.look.glyph(.path) ?? "o" }

  /// What the signs stand for, the longest text first; none where nothing is drawn.
  var legend: [String] {
    let planes = report.paths
    if planes.count < 2 { return planes.flatMap { ["\(sign) \($0.path.name)", "\(sign) path"] } }
    let names = zip(PathLook.all, planes).map { "\($0.mark) \($1.path.name)" }
    return [names.joined(separator: "  "), "1-\(planes.count) paths"]
  }
}

/// How each of several paths is drawn, on the grid and in the pane.
struct PathLook {
  let mark: Character
  let role: Role

  /// More are not drawn together.
  static let all = [Role.curve1, .curve2, .curve3, .curve4, .curve5, .curve6].enumerated().map {
    PathLook(mark: Character("\($0.offset + 1)"), role: $0.element)
  }
}
