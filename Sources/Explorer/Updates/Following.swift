import Phases

extension State {
  /// Draws parametrisations through the cursor's cell, and shows what was measured along them; none: draws them no more.
  /// - Parameter names: also of files, which are read first.
  mutating func follow(_ names: [String], for command: Command) -> [Effect] {
    guard !names.isEmpty else {
      let names = ParametrisationPath.builtIns.map(\.name).joined(separator: " ")
      notice = Notice(
        text: viewport.paths == nil ? "no path is drawn; :path \(names) draws some" : "no path is drawn now")
      viewports[current].paths = nil
      return []
    }
    let builtIn = names.compactMap(ParametrisationPath.init(named:))
    return builtIn.count == names.count ? follow(builtIn, for: command) : [.read(names, for: command)]
  }

  /// Goes on with a command whose parametrisations are known.
  mutating func follow(_ paths: [ParametrisationPath], for command: Command) -> [Effect] {
    guard follow(paths), case .measurePath = command else { return [] }
    return measurePaths()
  }

  /// Draws them, or says why one is not in this plane. Returns whether they are drawn.
  private mutating func follow(_ paths: [ParametrisationPath]) -> Bool {
    let names = paths.map(\.name)
    if let name = names.enumerated().first(where: { names[..<$0.offset].contains($0.element) })?.element {
      complain("there are two paths called \(name); leave one out")
      return false
    }
    guard paths.count <= PathLook.all.count else {
      complain("\(paths.count) paths are named; \(PathLook.all.count) can be drawn together at most")
      return false
    }
    let cell = report.here
    for path in paths {
      do throws(PathInPlane.Departure) {
        _ = try PathInPlane(path, in: diagram.study, through: cell)
      } catch {
        complain(error.description)
        return false
      }
    }
    viewports[current].paths = ShownPaths(paths: paths, through: cell)
    show(.scaling)
    notice = Notice(
      text: paths.map { "\($0.name): \(look.choose($0.rule, $0.asciiRule))" }.joined(separator: "; "))
    return true
  }
}
