import Foundation
import Input
import Terminal

/// What the first screen that somebody sees says about keys.
enum Greeting {
  /// The greeting, once: a file in the user's folder of state remembers it. Nothing where it cannot be remembered.
  static func take(environment: [String: String], keymap: Keymap) -> String? {
    guard let folder = UserFolders(environment: environment).state else { return nil }
    let path = folder + "/greeted"
    guard !FileSystem.exists(path) else { return nil }
    FileSystem.makeFolder(folder)
    let descriptor = FileSystem.open(path, O_WRONLY | O_CREAT | O_EXCL, 0o666)
    guard descriptor >= 0 else { return nil }
    close(descriptor)
    return text(keymap)
  }

  static func text(_ keymap: Keymap) -> String {
    let words: [(command: Command, what: String)] = [
      (.help, "lists all keys"), (.why, "says why a cell is in its regime"), (.quit, "leaves"),
    ]
    let parts = words.compactMap { word in
      keymap.bindings.first { $0.command == word.command }.map { "\($0.keys[0].name) \(word.what)" }
    }
    return "new here? " + parts.joined(separator: ", ")
  }
}
