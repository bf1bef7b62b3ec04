import Phases

extension State {
  /// Draws parametrisations through the cursor's cell, and shows what was measured along them; none: draws them no more.
  mutating func follow(_ paths: [ParametrisationPath]) {
    guard !paths.isEmpty else {
      let names = ParametrisationPath.builtIns.map(\.name).joined(separator: " ")
      notice = Notice(
        text: viewport.paths == nil ? "no path is drawn; :path \(names) draws some" : "no path is drawn now")
      viewports[current].paths = nil
      return
    }
    let cell = report.here
    for path in paths {
      do throws(PathInPlane.Departure) {
        _ = try PathInPlane(path, in: diagram.study, through: cell)
      } catch {
        return complain(error.description)
      }
    }
    viewports[current].paths = ShownPaths(paths: paths, through: cell)
    show(.scaling)
    notice = Notice(
      text: paths.map { "\($0.name): \(look.choose($0.rule, $0.asciiRule))" }.joined(separator: "; "))
  }
}
