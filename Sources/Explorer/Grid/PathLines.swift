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
      let sign =
        planes.count == 1 ? report.look.draw("•", "o") : PathLook.all[index % PathLook.all.count].mark
      for point in lines.characters(through: plane.places) { signs[point] = sign }
    }
    return signs
  }
}

/// How each of several paths is drawn, on the grid and in the pane.
struct PathLook {
  let mark: Character
  let role: Role

  static let all = [Role.curve1, .curve2, .curve3, .curve4, .curve5, .curve6].enumerated().map {
    PathLook(mark: Character("\($0.offset + 1)"), role: $0.element)
  }
}
