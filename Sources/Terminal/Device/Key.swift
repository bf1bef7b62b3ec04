/// One press of a key, or what a terminal sends in its place.
package enum Key: Hashable, Sendable {
  case character(Character)
  /// ctrl with a letter, in lower case.
  case control(Character)
  case alt(Character)
  case up, down, left, right
  case shiftUp, shiftDown, shiftLeft, shiftRight
  case home, end, pageUp, pageDown
  case enter, tab, backTab, escape, backspace, delete
  case function(Int)
  case mouse(Mouse)
  /// The size of the screen changed.
  case resize
  /// A character of what is pasted.
  case pasted(Character)
  /// The marks around what is pasted.
  case pasteStart, pasteEnd
  /// A sequence that no key here sends; it is swallowed whole, so that its letters do nothing.
  case unknown

  /// How help shows it.
  package var name: String {
    if let name = Self.names[self] { return name }
    return switch self {
    case .character(let character): String(character)
    case .control(let character): "ctrl-\(character)"
    case .alt(let character): "alt-\(character)"
    case .function(let number): "F\(number)"
    case .mouse: "mouse"
    case .resize: "resize"
    case .pasted, .pasteStart, .pasteEnd: "paste"
    default: "unknown"
    }
  }

  /// The keys that have a name of their own.
  static let names: [Key: String] = [
    .character(" "): "space", .up: "↑", .down: "↓", .left: "←", .right: "→", .shiftUp: "shift-↑",
    .shiftDown: "shift-↓", .shiftLeft: "shift-←", .shiftRight: "shift-→", .home: "Home", .end: "End",
    .pageUp: "PgUp", .pageDown: "PgDn", .enter: "Enter", .tab: "Tab", .backTab: "shift-Tab", .escape: "Esc",
    .backspace: "Backspace", .delete: "Del",
  ]

  /// What the keys of an application keypad stand for: `ESC O` and one of these.
  static let keypad: [Character: Key] = {
    let digits = zip("pqrstuvwxy", "0123456789").map { ($0, Key.character($1)) }
    let others: [(Character, Key)] = [
      ("j", .character("*")), ("k", .character("+")), ("l", .character(",")), ("m", .character("-")),
      ("n", .character(".")), ("o", .character("/")), ("X", .character("=")), (" ", .character(" ")),
      ("I", .tab), ("M", .enter),
    ]
    return Dictionary(uniqueKeysWithValues: digits + others)
  }()

  /// What a control sequence `ESC [ parameters final` (or `ESC O final`) says.
  static func sequence(parameters: String, final: Character) -> Key {
    if parameters.first == "<" {
      return (final == "M" || final == "m" ? Mouse(parameters: parameters, final: final) : nil).map(Key.mouse)
        ?? .unknown
    }
    if final == "~" { return numbered[parameters] ?? .unknown }
    if final == "M", parameters.isEmpty { return .enter }
    return (parameters.hasSuffix(";2") ? shifted[final] : nil) ?? finals[final] ?? .unknown
  }

  /// By the letter that ends a sequence, without shift and with it, and by the number before a `~`.
  private static let finals: [Character: Key] = [
    "A": .up, "B": .down, "C": .right, "D": .left, "H": .home, "F": .end, "Z": .backTab,
  ]
  private static let shifted: [Character: Key] = [
    "A": .shiftUp, "B": .shiftDown, "C": .shiftRight, "D": .shiftLeft,
  ]
  private static let numbered: [String: Key] = [
    "1": .home, "7": .home, "4": .end, "8": .end, "3": .delete, "5": .pageUp, "6": .pageDown,
    "200": .pasteStart, "201": .pasteEnd,
  ]
}

/// What the mouse did, at a character of the screen.
package struct Mouse: Hashable, Sendable {
  package enum Action: Hashable, Sendable {
    /// The first button went down, moved while down, went up.
    case press, drag, release
    case wheelUp, wheelDown
  }

  package var action: Action
  package var point: Point

  package init(_ action: Action, x: Int, y: Int) {
    self.action = action
    point = Point(x: x, y: y)
  }

  /// Asks the terminal to report the buttons, drags and the wheel, in decimal numbers.
  static let on = "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h"
  static let off = "\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l"

  /// What a report says: the button with its modifiers, column and row from 1. `nil` for what has no meaning here.
  init?(button: Int, column: Int, row: Int, isDown: Bool) {
    let (moves, wheels) = (button & 32 != 0, button & 64 != 0)
    switch (button & 3, wheels) {
    case (0, false): action = moves ? .drag : isDown ? .press : .release
    case (0, true): action = .wheelUp
    case (1, true): action = .wheelDown
    default: return nil
    }
    let sides = 1...Int(UInt16.max)
    guard sides.contains(column), sides.contains(row) else { return nil }
    point = Point(x: column - 1, y: row - 1)
  }

  /// The report `ESC [ < button ; column ; row M`, or `m` when the button went up; `parameters` begin with `<`.
  init?(parameters: String, final: Character) {
    let numbers = parameters.dropFirst().split(separator: ";", omittingEmptySubsequences: false).map {
      Int($0)
    }
    guard numbers.count == 3, let button = numbers[0], let column = numbers[1], let row = numbers[2] else {
      return nil
    }
    self.init(button: button, column: column, row: row, isDown: final == "M")
  }
}
