import Input
import Terminal

extension Keymap {
  /// Where a user's keys are: `keys.toml` in the program's folder of configuration.
  package static func path(environment: [String: String]) -> String? {
    UserFolders(environment: environment).configuration.map { $0 + "/keys.toml" }
  }

  /// The standard keys with the user's over them.
  package init(environment: [String: String]) throws(Refusal) {
    self = .standard
    if let path = Self.path(environment: environment) { try overlay(KeyFile(path: path)) }
  }

  /// Gives keys the commands of a file; each goes from the row that it had to that of its command.
  package mutating func overlay(_ file: KeyFile) throws(Refusal) {
    for entry in file.entries {
      var command: Command?
      do throws(CommandError) {
        command = try entry.command.map { text throws(CommandError) in try Command(text) }
      } catch {
        throw .file(file.path, line: entry.line, error.description)
      }
      for index in bindings.indices { bindings[index].keys.removeAll { $0 == entry.key } }
      guard let command else { continue }
      if let row = bindings.firstIndex(where: { $0.command == command }) {
        // First, for the hint line.
        bindings[row].keys.insert(entry.key, at: 0)
      } else {
        bindings.append(Binding([entry.key], command))
      }
    }
    bindings.removeAll(where: \.keys.isEmpty)
  }
}
