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
    switch self {
    case .character(" "): "space"
    case .character(let character): String(character)
    case .control(let character): "ctrl-\(character)"
    case .alt(let character): "alt-\(character)"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .shiftUp: "shift-↑"
    case .shiftDown: "shift-↓"
    case .shiftLeft: "shift-←"
    case .shiftRight: "shift-→"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .enter: "Enter"
    case .tab: "Tab"
    case .backTab: "shift-Tab"
    case .escape: "Esc"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .function(let number): "F\(number)"
    case .mouse: "mouse"
    case .resize: "resize"
    case .pasted, .pasteStart, .pasteEnd: "paste"
    case .unknown: "unknown"
    }
  }

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
    let shifted = parameters.hasSuffix(";2")
    switch final {
    case "A": return shifted ? .shiftUp : .up
    case "B": return shifted ? .shiftDown : .down
    case "C": return shifted ? .shiftRight : .right
    case "D": return shifted ? .shiftLeft : .left
    case "H": return .home
    case "F": return .end
    case "Z": return .backTab
    case "M" where parameters.isEmpty: return .enter
    case "~":
      switch parameters {
      case "1", "7": return .home
      case "4", "8": return .end
      case "3": return .delete
      case "5": return .pageUp
      case "6": return .pageDown
      case "200": return .pasteStart
      case "201": return .pasteEnd
      default: return .unknown
      }
    default: return .unknown
    }
  }
}
