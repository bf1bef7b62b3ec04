import CVTerm

/// A key as a person presses it; the emulator knows the bytes that the program's terminal mode asks for.
enum Key: Sendable {
  case character(Character, VTermModifier)
  case special(VTermKey, VTermModifier)

  static func character(_ character: Character) -> Key { .character(character, VTERM_MOD_NONE) }
  static func control(_ character: Character) -> Key { .character(character, VTERM_MOD_CTRL) }

  static let up = Key.special(VTERM_KEY_UP, VTERM_MOD_NONE)
  static let down = Key.special(VTERM_KEY_DOWN, VTERM_MOD_NONE)
  static let left = Key.special(VTERM_KEY_LEFT, VTERM_MOD_NONE)
  static let right = Key.special(VTERM_KEY_RIGHT, VTERM_MOD_NONE)
  static let enter = Key.special(VTERM_KEY_ENTER, VTERM_MOD_NONE)
  static let escape = Key.special(VTERM_KEY_ESCAPE, VTERM_MOD_NONE)
  static let tab = Key.special(VTERM_KEY_TAB, VTERM_MOD_NONE)
  static let backspace = Key.special(VTERM_KEY_BACKSPACE, VTERM_MOD_NONE)
  static let pageUp = Key.special(VTERM_KEY_PAGEUP, VTERM_MOD_NONE)
  static let pageDown = Key.special(VTERM_KEY_PAGEDOWN, VTERM_MOD_NONE)
  static let home = Key.special(VTERM_KEY_HOME, VTERM_MOD_NONE)
  static let end = Key.special(VTERM_KEY_END, VTERM_MOD_NONE)

  /// The same key with shift held.
  var shifted: Key {
    switch self {
    case .character(let character, let modifier): .character(character, modifier.union(VTERM_MOD_SHIFT))
    case .special(let code, let modifier): .special(code, modifier.union(VTERM_MOD_SHIFT))
    }
  }
}

extension VTermModifier {
  func union(_ other: VTermModifier) -> VTermModifier { VTermModifier(rawValue: rawValue | other.rawValue) }
}
