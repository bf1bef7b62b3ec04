import CSupport
import Foundation
import Input

/// Where messages go while the screen is up: a trap's text on the screen would be lost with it.
package enum ErrorLog {
  /// `$XDG_STATE_HOME/phase-tui/log`, or `~/.local/state/…`, or a file in the temporary folder.
  package static func candidates(environment: [String: String]) -> [String] {
    let folders = UserFolders(environment: environment)
    let own = folders.state.map { $0 + "/log" }
    return [own, "\(folders.temporary)/phase-tui-\(getuid()).log"].compactMap(\.self)
  }

  /// A longer file is put aside before it is written to again.
  static let most = 256 * 1024

  /// Points descriptor 2 at the first candidate that can be written and returns it. `nil` when none can.
  /// - Parameter greeting: a line that is written first.
  package static func redirect(environment: [String: String], greeting: String) -> String? {
    for path in candidates(environment: environment) {
      if let folder = path.folder { FileSystem.makeFolder(folder) }
      if let size = FileSystem.status(path)?.size, size > most {
        _ = FileSystem.rename(path, to: path + ".old")
      }
      guard path.withSystemText(terminal_redirect_errors) == 0 else { continue }
      let date = Date().formatted(.iso8601)
      Words.say("\(date) \(greeting), process \(getpid())\n")
      terminal_set_last_words("phase-tui: stopped by a fault; its message is in \(path.printable)\n")
      return path
    }
    return nil
  }
}
