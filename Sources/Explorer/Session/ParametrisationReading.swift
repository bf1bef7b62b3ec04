import Archive
import Input
import Phases

extension Message {
  /// The parametrisations with these names or in these files, or why one is not to be had.
  static func parametrisations(_ names: [String], for command: Command) -> Message {
    var paths: [ParametrisationPath] = []
    for name in names {
      do throws(Refusal) {
        if let path = ParametrisationPath(named: name) {
          paths.append(path)
        } else {
          paths.append(try ParametrisationPath(contentsOf: name))
        }
      } catch {
        return .refused(error.description)
      }
    }
    return .read(paths, for: command)
  }
}

extension ParametrisationPath {
  /// Of a regular file: nobody can type what a pipe would wait for.
  fileprivate init(contentsOf file: String) throws(Refusal) {
    let text = try FileSystem.text(of: UserFolders.current.expanded(file), isNamed: false)
    try self.init(toml: text, file: file)
  }
}
