import CSupport
import Foundation
import Input

/// Where messages go while the screen is up: a trap's text on the screen would be lost with it.
package enum ErrorLog {
  /// `$XDG_STATE_HOME/phase-tui/log`, or `~/.local/state/…`, or a file in the temporary folder.
  package static func candidates(environment: [String: String]) -> [String] {
    var places = [UserFolders(environment: environment).state.map { $0 + "/log" }].compactMap(\.self)
    let temporary = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    places.append(temporary + "/phase-tui-\(getuid()).log")
    return places
  }

  /// A longer file is put aside before it is written to again.
  static let most = 256 * 1024

  /// Points descriptor 2 at the first candidate that can be written and returns it. `nil` when none can.
  /// - Parameter greeting: a line that is written first.
  package static func redirect(environment: [String: String], greeting: String) -> String? {
    for path in candidates(environment: environment) {
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
      if let size, size > most { rename(path, path + ".old") }
      guard terminal_redirect_errors(path) == 0 else { continue }
      let date = Date().formatted(.iso8601)
      FileHandle.standardError.write(Data("\(date) \(greeting), process \(getpid())\n".utf8))
      terminal_set_last_words("phase-tui: stopped by a fault; its message is in \(path.sanitised)\n")
      return path
    }
    return nil
  }
}
