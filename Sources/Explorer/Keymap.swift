import Terminal

/// What a key can do.
package enum Action: String, CaseIterable, Hashable, Sendable {
  case left, down, up, right
  case extendLeft, extendDown, extendUp, extendRight
  case columnTop, columnBottom, rowStart, rowEnd
  case mark, clear
  case nextPane, lossPane, limitPane, orderPane, depthPane, pathsPane, why
  case measureLimits, earlier, later, curveGlyphs
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
    Binding([.tab], .nextPane, "next pane", hint: "pane"),
    Binding([.character("1")], .lossPane, "pane by number"),
    Binding([.character("2")], .limitPane, "pane by number"),
    Binding([.character("3")], .orderPane, "pane by number"),
    Binding([.character("4")], .depthPane, "pane by number"),
    Binding([.character("5")], .pathsPane, "pane by number"),
    Binding([.enter], .why, "why this regime", hint: "why"),
    Binding([.character("m")], .measureLimits, "measure the limits here"),
    Binding([.character(",")], .earlier, "earlier, later step"),
    Binding([.character(".")], .later, "earlier, later step"),
    Binding([.character("v")], .mark, "mark a region from here"),
    Binding([.shiftLeft], .extendLeft, "mark, to the left"),
    Binding([.shiftDown], .extendDown, "mark, downwards"),
    Binding([.shiftUp], .extendUp, "mark, upwards"),
    Binding([.shiftRight], .extendRight, "mark, to the right"),
    Binding([.escape], .clear, "clear mark, close help"),
    Binding([.character("+"), .character("=")], .zoomIn, "zoom in at the cursor"),
    Binding([.character("-")], .zoomOut, "zoom out"),
    Binding([.character("c")], .coloring, "next colouring", hint: "colour"),
    Binding([.character("t")], .theory, "theory boundaries on/off"),
    Binding([.character("B")], .curveGlyphs, "curves in ASCII/braille"),
    Binding([.character("s")], .snapshot, "snapshot to STUDY-NNN.csv", hint: "CSV"),
    Binding([.character("x")], .nextStudy, "next study"),
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
    rows.map { ($0.keys.map(\.name).joined(separator: " "), $0.help) }
  }

  /// Actions with the same help share a row.
  private static var rows: [(keys: [Key], help: String)] {
    bindings.reduce(into: []) { rows, binding in
      if rows.last?.help == binding.help {
        rows[rows.count - 1].keys += binding.keys
      } else {
        rows.append((binding.keys, binding.help))
      }
    }
  }

  /// The table for the README, in Markdown.
  package static var markdown: String {
    func escaped(_ text: String) -> String { text.replacing("|", with: "\\|") }
    let rows = rows.map { row in
      let keys = row.keys.map { "`\(escaped($0.name))`" }.joined(separator: " ")
      return "| \(keys) | \(escaped(row.help)) |"
    }
    return (["| keys | action |", "|---|---|"] + rows).joined(separator: "\n") + "\n"
  }
}
