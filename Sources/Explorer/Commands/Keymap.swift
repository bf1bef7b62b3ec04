import Terminal

/// Keys, command, help: one row each. The list of `?`, the hint line and the guide's table are made from these rows.
package struct Binding: Hashable, Sendable {
  package internal(set) var keys: [Key]
  package let command: Command
  package let help: String
  /// The word in the hint line, for the commands that are in it.
  package let hint: String?

  /// Without a help of its own a row has that of its command.
  init(_ keys: [Key], _ command: Command, _ help: String? = nil, hint: String? = nil) {
    self.keys = keys
    self.command = command
    self.help = help ?? Command.form(named: command.name)?.help ?? command.text
    self.hint = hint
  }
}

/// What the keys do.
package struct Keymap: Hashable, Sendable {
  package internal(set) var bindings: [Binding]

  package static let standard = Keymap(bindings: moving + panes + others)

  private static let panes = PaneKind.allCases.map { kind in
    Binding([.character(Character("\(kind.number)"))], .pane(kind), "pane by number")
  }

  private static let moving = [
    Binding([.left, .character("h")], .move(.left, 1)),
    Binding([.down, .character("j")], .move(.down, 1)),
    Binding([.up, .character("k")], .move(.up, 1)),
    Binding([.right, .character("l")], .move(.right, 1)),
    Binding([.character("0"), .home], .end(.left)),
    Binding([.character("$"), .end], .end(.right)),
    Binding([.character("g"), .pageUp], .end(.up)),
    Binding([.character("G"), .pageDown], .end(.down)),
    Binding([.character("r")], .refine, hint: "refine"),
    Binding([.character("R")], .refineBoundary(nil)),
    Binding([.tab], .pane(nil), hint: "pane"),
  ]

  private static let others = [
    Binding([.enter], .why, hint: "why"),
    Binding([.character("m")], .measure),
    Binding([.character("e")], .seeds),
    Binding([.character(",")], .earlier, "earlier, later step"),
    Binding([.character(".")], .later, "earlier, later step"),
    Binding([.character("v")], .mark),
    Binding([.shiftLeft], .extend(.left, 1), "mark, to the left"),
    Binding([.shiftDown], .extend(.down, 1), "mark, downwards"),
    Binding([.shiftUp], .extend(.up, 1), "mark, upwards"),
    Binding([.shiftRight], .extend(.right, 1), "mark, to the right"),
    Binding([.escape], .clear),
    Binding([.character("+"), .character("=")], .zoom(.in, []), "zoom in here or to the region"),
    Binding([.character("-")], .zoom(.out, []), "zoom out"),
    Binding([.character("[")], .back),
    Binding([.character("]")], .forward),
    Binding([.character("u")], .undo),
    Binding([.control("r")], .redo),
    Binding([.character("/")], .searchLine),
    Binding([.character("n")], .nextMatch),
    Binding([.character("N")], .previousMatch),
    Binding([.character("p")], .pin),
    Binding([.character("y")], .copy),
    Binding([.character("z")], .fullPane(nil)),
    Binding([.character("c")], .coloring(nil), hint: "colour"),
    Binding([.character("t")], .theory(nil)),
    Binding([.character("B")], .curves(nil)),
    Binding([.character("T")], .theme(nil)),
    Binding([.character("M")], .mouse(nil)),
    Binding([.character("s")], .export(.csv, nil), "snapshot to STUDY-NNN.csv", hint: "CSV"),
    Binding([.character("S")], .exportAll, "snapshot in every format"),
    Binding([.character("x")], .study(nil)),
    Binding([.character(" ")], .pause(nil)),
    Binding([.character(":")], .commandLine),
    Binding([.character("?")], .help, hint: "help"),
    Binding([.control("l")], .redraw),
    Binding([.control("z")], .suspend),
    Binding([.character("q"), .control("c")], .quit, hint: "quit"),
  ]

  package func command(for key: Key) -> Command? {
    bindings.first { $0.keys.contains(key) }?.command
  }

  /// The hint line, in the order of the rows.
  var hints: [(keys: String, help: String, command: Command?)] {
    [("←↓↑→", "move", nil)]
      + bindings.compactMap { row in row.hint.map { (row.keys[0].name, $0, row.command) } }
  }

  package var helpRows: [(keys: String, help: String)] {
    rows.map { ($0.keys.map(\.name).joined(separator: " "), $0.help) }
  }

  /// Commands with the same help share a row.
  private var rows: [(keys: [Key], help: String)] {
    bindings.reduce(into: []) { rows, binding in
      if rows.last?.help == binding.help {
        rows[rows.count - 1].keys += binding.keys
      } else {
        rows.append((binding.keys, binding.help))
      }
    }
  }

  /// The table for the guide, in Markdown.
  package var markdown: String {
    func escaped(_ text: String) -> String { text.replacing("|", with: "\\|") }
    let rows = rows.map { row in
      let keys = row.keys.map { "`\(escaped($0.name))`" }.joined(separator: " ")
      return "| \(keys) | \(escaped(row.help)) |"
    }
    return (["| keys | action |", "|---|---|"] + rows).joined(separator: "\n") + "\n"
  }
}

extension Look {
  /// A key as this screen can show it.
  func name(_ key: Key) -> String { glyphs == .unicode ? key.name : key.name.withArrowNames }
}

extension String {
  /// The keys' names where there are no arrows to show.
  var withArrowNames: String {
    if self == "←↓↑→" { return "arrows" }
    return replacing("shift-", with: "S-").replacing("←", with: "left").replacing("→", with: "right")
      .replacing("↑", with: "up")
      .replacing("↓", with: "down")
  }
}
