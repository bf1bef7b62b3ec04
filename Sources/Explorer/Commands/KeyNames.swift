import Terminal

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
