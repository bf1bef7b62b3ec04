import CVTerm
import Explorer
import Terminal
import Testing

/// Each key of the help does what it says, in the real program: what its command does when it is typed.
@Suite(.serialized) struct KeyTests {
  /// Keys that leave the screen or open something over it; they have tests of their own.
  private static let others: Set<String> = [
    "help", "command-line", "search", "suspend", "quit", "redraw", "export", "export-all",
  ]

  private func press(_ key: Terminal.Key, in session: TerminalSession) {
    switch key {
    case .character(let character): session.press(.character(character))
    case .control(let character): session.press(.control(character))
    case .up: session.press(.up)
    case .down: session.press(.down)
    case .left: session.press(.left)
    case .right: session.press(.right)
    case .shiftUp: session.press(EndToEndTests.Key.up.shifted)
    case .shiftDown: session.press(EndToEndTests.Key.down.shifted)
    case .shiftLeft: session.press(EndToEndTests.Key.left.shifted)
    case .shiftRight: session.press(EndToEndTests.Key.right.shifted)
    case .home: session.press(.home)
    case .end: session.press(.end)
    case .pageUp: session.press(.pageUp)
    case .pageDown: session.press(.pageDown)
    case .enter: session.press(.enter)
    case .tab: session.press(.tab)
    case .escape: session.press(.escape)
    default: Issue.record("\(key.name) cannot be pressed here")
    }
  }

  /// Two sessions, one by keys and one by commands, show the same after every key.
  @Test func keysDoWhatTheirCommandsDo() throws {
    let byKey = try ExplorerSession.complete(directory: Folder())
    let byName = try ExplorerSession.complete(directory: Folder())
    for binding in Keymap.standard.bindings where !Self.others.contains(binding.command.name) {
      // What measures ends at different moments in the two.
      if ["refine", "refine-boundary", "measure", "seeds", "pause-or-resume", "study"].contains(
        binding.command.name)
      {
        continue
      }
      for key in binding.keys {
        press(key, in: byKey)
        byName.type(":\(binding.command.text)")
        byName.press(.enter)
        let (one, other) = (try byKey.settle(), try byName.settle())
        #expect(one.rows.dropFirst(2).dropLast() == other.rows.dropFirst(2).dropLast(), "\(key.name)")
        #expect(one.cells.dropFirst(2).dropLast() == other.cells.dropFirst(2).dropLast(), "\(key.name)")
      }
    }
    #expect(try byKey.quit() == .exited(0))
    #expect(try byName.quit() == .exited(0))
  }
}
