import Terminal

/// What a key can do.
package enum Action: String, CaseIterable, Hashable, Sendable {
  case left, down, up, right
  case extendLeft, extendDown, extendUp, extendRight
  case columnTop, columnBottom, rowStart, rowEnd
  case mark, clear
  case refine, refineBoundary
  case zoomIn, zoomOut
  case pause
  case coloring, theory
  case snapshot, nextStudy
  case help
  case redraw, suspend, quit
}

/// Keys, action, help: one row each. The help pane, the hint line, the README's table and the conflict test are
/// made from these rows.
package struct Binding: Hashable, Sendable {
  package let keys: [Key]
  package let action: Action
  package let help: String
  /// The word in the hint line, for the actions that are in it.
  package let hint: String?

  init(_ keys: [Key], _ action: Action, _ help: String, hint: String? = nil) {
    self.keys = keys
    self.action = action
    self.help = help
    self.hint = hint
  }
}

package enum Keymap {
  package static let bindings: [Binding] = [
    Binding([.left, .character("h")], .left, "cursor left"),
    Binding([.down, .character("j")], .down, "cursor down"),
    Binding([.up, .character("k")], .up, "cursor up"),
    Binding([.right, .character("l")], .right, "cursor right"),
    Binding([.character("0"), .home], .rowStart, "first column"),
    Binding([.character("$"), .end], .rowEnd, "last column"),
    Binding([.character("g"), .pageUp], .columnTop, "top of the column"),
    Binding([.character("G"), .pageDown], .columnBottom, "bottom of the column"),
    Binding([.character("r")], .refine, "refine here or the region", hint: "refine"),
    Binding([.character("R")], .refineBoundary, "refine every boundary"),
    Binding([.character("v")], .mark, "mark a region from here", hint: "mark"),
    Binding([.shiftLeft], .extendLeft, "mark, to the left"),
    Binding([.shiftDown], .extendDown, "mark, downwards"),
    Binding([.shiftUp], .extendUp, "mark, upwards"),
    Binding([.shiftRight], .extendRight, "mark, to the right"),
    Binding([.escape], .clear, "clear mark, close help"),
    Binding([.character("+"), .character("=")], .zoomIn, "zoom in at the cursor"),
    Binding([.character("-")], .zoomOut, "zoom out"),
    Binding([.character("c")], .coloring, "next colouring", hint: "colour"),
    Binding([.character("t")], .theory, "theory boundaries on/off", hint: "theory"),
    Binding([.character("s")], .snapshot, "snapshot to STUDY-NNN.csv", hint: "CSV"),
    Binding([.character("x")], .nextStudy, "next study", hint: "study"),
    Binding([.character(" ")], .pause, "pause/resume the workers"),
    Binding([.character("?")], .help, "all keys", hint: "help"),
    Binding([.control("l")], .redraw, "draw the screen afresh"),
    Binding([.control("z")], .suspend, "suspend"),
    Binding([.character("q"), .control("c")], .quit, "quit", hint: "quit"),
  ]

  private static let actions: [Key: Action] = {
    var table: [Key: Action] = [:]
    for binding in bindings {
      for key in binding.keys { table[key] = binding.action }
    }
    return table
  }()

  package static func action(for key: Key) -> Action? { actions[key] }

  /// The hint line, in the order of the rows.
  static var hints: [(keys: String, help: String)] {
    [("←↓↑→", "move")] + bindings.compactMap { row in row.hint.map { (row.keys[0].name, $0) } }
  }

  package static var helpRows: [(keys: String, help: String)] {
    bindings.map { ($0.keys.map(\.name).joined(separator: " "), $0.help) }
  }

  /// The table for the README, in Markdown.
  package static var markdown: String {
    func escaped(_ text: String) -> String { text.replacing("|", with: "\\|") }
    let rows = bindings.map { row in
      let keys = row.keys.map { "`\(escaped($0.name))`" }.joined(separator: " ")
      return "| \(keys) | \(escaped(row.help)) |"
    }
    return (["| keys | action |", "|---|---|"] + rows).joined(separator: "\n") + "\n"
  }
}
