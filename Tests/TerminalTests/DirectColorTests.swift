import Testing

@testable import Terminal

@Suite struct DirectColorTests {
  @Test(arguments: [
    ("xterm-256color", ["xterm-direct2", "xterm-direct"]), ("tmux-256color", ["tmux-direct"]),
    ("alacritty", ["alacritty-direct", "xterm-direct2", "xterm-direct"]), ("xterm-direct", ["xterm-direct"]),
    ("linux", ["linux-direct"]),
  ]) func descriptions(_ terminal: String, _ candidates: [String]) {
    #expect(DirectColor.candidates(for: terminal) == candidates)
  }

  /// The first eight are the named colours, so that no other colour may be taken for them.
  @Test func indices() {
    #expect(DirectColor.index(.terminal) == -1)
    #expect(DirectColor.index(.indexed(7)) == 7)
    #expect(DirectColor.index(.indexed(9)) == 0xFF0000)
    #expect(DirectColor.index(.indexed(231)) == 0xFFFFFF)
    #expect(DirectColor.index(.rgb(0x12, 0x34, 0x56)) == 0x123456)
    #expect(DirectColor.index(.rgb(0, 0, 0)) == 8 && DirectColor.index(.rgb(0, 0, 7)) == 8)
  }

  @Test(arguments: [
    ("xterm-kitty", true), ("foot", true), ("foot-extra", true), ("alacritty-direct", true),
    ("xterm-256color", false),
    ("linux", false), ("footpath", false), ("", false),
  ]) func synchronisedUpdatesByName(_ terminal: String, _ known: Bool) {
    #expect(SynchronisedUpdates.areKnown(of: terminal) == known)
  }
}
