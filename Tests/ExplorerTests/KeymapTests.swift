import Testing

@testable import Explorer
@testable import Terminal

@Suite struct KeymapTests {
  @Test func noKeyHasTwoActions() {
    let keys = Keymap.bindings.flatMap(\.keys)
    #expect(Set(keys).count == keys.count)
  }

  @Test func everyActionHasOneRow() {
    #expect(Keymap.bindings.map(\.action).count == Action.allCases.count)
    #expect(Set(Keymap.bindings.map(\.action)) == Set(Action.allCases))
  }

  @Test(arguments: Keymap.bindings) func everyRowIsExplained(_ binding: Binding) {
    #expect(!binding.keys.isEmpty && !binding.help.isEmpty)
    for key in binding.keys { #expect(Keymap.action(for: key) == binding.action) }
    #expect(Keymap.markdown.contains(binding.help))
  }

  @Test func theHintsFitInto80Columns() throws {
    let width = Keymap.hints.reduce(0) { $0 + $1.keys.columns + 1 + $1.help.columns + 2 } - 2
    #expect(width <= 79, "\(width)")
  }
}
