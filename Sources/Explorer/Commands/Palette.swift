import Phases
import Terminal

/// The list of `?`: every key and command, filtered by what is typed; Enter runs one.
package struct Palette: Hashable, Sendable {
  package internal(set) var filter = TextLine()
  /// Index among the rows that the filter leaves.
  package internal(set) var selected = 0

  package struct Row: Hashable, Sendable {
    /// Rows of one section stand together, under its name.
    package let section: String
    package let keys: String
    package let help: String
    /// As it is typed; with blanks at its end where it needs something more.
    package let text: String

    /// Whether every word is somewhere in it.
    func matches(_ filter: String) -> Bool {
      let all = "\(keys) \(help) :\(text)".lowercased()
      return filter.lowercased().split(separator: " ").allSatisfy { all.contains($0) }
    }
  }

  /// What the filter leaves of the keys of the pane, of all keys, and of the commands that have none, as far as there is
  /// something to be done with the networks.
  package func rows(
    _ keymap: Keymap, in pane: PaneKind, of vocabulary: Vocabulary = .builtIn, look: Look
  ) -> [Row] {
    let bindings = keymap.bindings.filter { Command.isOffered($0.command.name, to: vocabulary) }
    let forms = Command.forms.filter { Command.isOffered($0.name, to: vocabulary) }
    let isOfPane = { (binding: Binding) in pane.page.commands.contains(binding.command.text) }
    let bound = Set(bindings.map(\.command.name))
    func row(_ binding: Binding, _ section: String) -> Row {
      .init(
        section: section, keys: binding.keys.map { look.name($0) }.joined(separator: " "), help: binding.help,
        text: binding.command.text)
    }
    let rows =
      bindings.filter(isOfPane).map { row($0, "in the pane \(pane.name)") }
      + bindings.filter { !isOfPane($0) }.map { row($0, "everywhere") }
      + forms.filter { !bound.contains($0.name) || $0.argument.isNeeded }.map { form in
        .init(
          section: "to be typed", keys: "", help: form.help,
          text: form.name + (form.argument.isNeeded ? " " : ""))
      } + [
        .init(
          section: "on the picture", keys: "_",
          help: "underlined letter: split votes",
          text: Command.find(.number("confidence", .atMost, 0.75)).text)
      ]
    return rows.filter { $0.matches(filter.text) }
  }
}
