import CNcurses

/// Keys from what the terminal sends, by way of curses.
struct CursesKeys {
  /// What is pasted arrives as keys; between its marks they mean nothing here.
  private var isPasting = false
  /// A sequence whose end has not come yet: it is not typed when a slow line brings it in parts.
  private var unfinished: Unfinished?
  private enum Unfinished {
    case control(String)
    case string
  }
  private var input = CursesInput()
  /// Whether a sequence was broken off by a key that curses knows.
  private var keyFollows = false

  /// The next key without waiting; `nil` when there is none. What is pasted presses no key: its characters are
  /// `pasted`, the rest of it `unknown`.
  mutating func next() -> Key? {
    guard let key = decodeKey() else { return nil }
    switch key {
    case .pasteStart:
      isPasting = true
      return .unknown
    case .pasteEnd,
      .escape where isPasting:
      isPasting = false
      return .unknown
    case .character(let character) where isPasting: return .pasted(character)
    default: return isPasting ? .unknown : key
    }
  }

  private mutating func decodeKey() -> Key? {
    switch unfinished {
    case .control(let parameters): return controlSequence(parameters)
    case .string: return skipString()
    case nil: return nextKey()
    }
  }

  private mutating func nextKey() -> Key? {
    switch input.next() {
    case .nothing: return nil
    case .key(let code): return functionKey(code)
    case .broken: return .unknown
    case .character(let scalar): return key(scalar)
    }
  }

  private mutating func key(_ scalar: Unicode.Scalar) -> Key? {
    switch scalar.value {
    case 27: return afterEscape()
    case 9: return .tab
    case 10, 13: return .enter
    case 8, 127: return .backspace
    case 0: return .unknown
    case 1..<27: return .control(Character(Unicode.Scalar(UInt8(scalar.value) + 96)))
    case 28..<32: return .unknown
    default:
      let character = Character(scalar)
      return character.isPrintable ? .character(character) : .unknown
    }
  }

  /// What follows an escape at once is a sequence that curses did not know, or a key with alt; or it is the next key, where
  /// no terminal sends that for anything else.
  private mutating func afterEscape() -> Key? {
    guard let first = nextScalar() else { return .escape }
    switch first {
    case "[": return controlSequence("")
    case "O":
      guard let final = nextScalar().map(Character.init) else { return keyFollows ? .unknown : .alt("O") }
      return Key.keypad[final] ?? Key.sequence(parameters: "", final: final)
    case "]", "P", "X", "^", "_":
      guard let next = nextScalar() else { return .alt(Character(first)) }
      input.putBack(.character(next))
      return Self.beginsString(first, next) ? skipString() : .alt(Character(first))
    default:
      if Character(first).isPrintable { return .alt(Character(first)) }
      // What is pasted may have anything behind an escape.
      guard !isPasting else { return .unknown }
      input.putBack(.character(first))
      return .escape
    }
  }

  /// Whether a terminal answers with strings that begin like this: about colours and the like, about settings.
  private static func beginsString(_ first: Unicode.Scalar, _ next: Unicode.Scalar) -> Bool {
    switch first {
    case "]": ("0"..."9").contains(next)
    case "P": ("0"..."9").contains(next) || "!$+>|".unicodeScalars.contains(next)
    default: true
    }
  }

  /// The next character of a sequence, if it is there; a key that curses knows ends it, and comes next.
  private mutating func nextScalar() -> Unicode.Scalar? {
    keyFollows = false
    switch input.next() {
    case .nothing: return nil
    case .broken: return "\u{FFFD}"
    case .character(let scalar): return scalar
    case .key(let code):
      keyFollows = true
      input.putBack(.key(code))
      return nil
    }
  }

  /// Goes on with a control sequence that began like this; `nil` while its end has not come.
  private mutating func controlSequence(_ beginning: String) -> Key? {
    var parameters = beginning
    unfinished = nil
    while let scalar = nextScalar() {
      if scalar == "M", parameters.isEmpty { return oldMouseReport() }
      if (0x40...0x7E).contains(scalar.value) {
        return Key.sequence(parameters: parameters, final: Character(scalar))
      }
      // It was broken off, and this is the next key.
      guard scalar.value >= 32, scalar.value < 127 else {
        input.putBack(.character(scalar))
        return .unknown
      }
      // No sequence that means anything is as long; the rest of it means nothing either.
      if parameters.utf8.count < 64 { parameters.unicodeScalars.append(scalar) }
    }
    if keyFollows { return .unknown }
    if parameters.isEmpty { return .alt("[") }
    unfinished = .control(parameters)
    return nil
  }

  /// Takes a string that a terminal sends in answer to somebody's question, up to its end; `nil` while that has not come.
  private mutating func skipString() -> Key? {
    unfinished = nil
    while let scalar = nextScalar() {
      // A bell ends it, or an escape with a backslash; any other control character is the next key.
      if scalar.value == 7 { return .unknown }
      guard scalar.value < 32 || scalar.value == 127 else { continue }
      let next = scalar.value == 27 ? nextScalar() : scalar
      if let next, next != "\\" { input.putBack(.character(next)) }
      return .unknown
    }
    if keyFollows { return .unknown }
    unfinished = .string
    return nil
  }

  /// What a terminal sends that does not know the decimal form: three characters, each 32 more than its value.
  private mutating func oldMouseReport() -> Key {
    var values: [Int] = []
    for _ in 0..<3 {
      guard let byte = input.nextByte() else { return .unknown }
      values.append(Int(byte) - 32)
    }
    let isDown = values[0] & 3 != 3
    return Mouse(
      button: isDown ? values[0] : values[0] & ~3, column: values[1], row: values[2], isDown: isDown
    )
    .map(Key.mouse) ?? .unknown
  }

  private func functionKey(_ code: Int32) -> Key {
    if let key = Self.functionKeys[code] { return key }
    if code > CURSES_KEY_F0, code <= CURSES_KEY_F0 + 63 { return .function(Int(code - CURSES_KEY_F0)) }
    return Self.namedKeypad(code).map(Key.character) ?? .unknown
  }

  /// Keys of the keypad that a description calls by names of their own, as PuTTY's does.
  private static func namedKeypad(_ code: Int32) -> Character? {
    keyname(code).flatMap { keypadNames[String(cString: $0)] }
  }

  private static let keypadNames: [String: Character] = [
    "kpADD": "+", "kpSUB": "-", "kpMUL": "*", "kpDIV": "/", "kpDOT": ".", "kpCMA": ",", "kpZRO": "0",
    "kp1": "1", "kp2": "2", "kp3": "3", "kp4": "4", "kp5": "5", "kp6": "6", "kp7": "7", "kp8": "8",
    "kp9": "9",
  ]

  /// Curses has the corners of the application keypad as keys of their own, which nothing is typed with.
  static func readKeypadAsTyped() {
    for final in Key.keypad.keys {
      let sequence = "\u{1B}O\(final)"
      let code = key_defined(sequence)
      if code > 0, namedKeypad(code) == nil { define_key(sequence, 0) }
    }
  }

  private static let functionKeys: [Int32: Key] = [
    CURSES_KEY_UP: .up, CURSES_KEY_DOWN: .down, CURSES_KEY_LEFT: .left, CURSES_KEY_RIGHT: .right,
    CURSES_KEY_SHIFT_UP: .shiftUp, CURSES_KEY_SHIFT_DOWN: .shiftDown, CURSES_KEY_SHIFT_LEFT: .shiftLeft,
    CURSES_KEY_SHIFT_RIGHT: .shiftRight, CURSES_KEY_HOME: .home, CURSES_KEY_END: .end,
    CURSES_KEY_PAGE_UP: .pageUp, CURSES_KEY_PAGE_DOWN: .pageDown, CURSES_KEY_ENTER: .enter,
    CURSES_KEY_BACKSPACE: .backspace, CURSES_KEY_DELETE: .delete, CURSES_KEY_BACK_TAB: .backTab,
    CURSES_KEY_RESIZE: .resize,
  ]
}

/// Characters and keys as curses has them. Curses itself would take whatever stands behind a byte that is no UTF-8 with
/// it, the end of a paste too.
struct CursesInput {
  enum Piece: Hashable {
    case character(Unicode.Scalar)
    /// A key that curses knows, by its number.
    case key(Int32)
    /// Bytes that are no character.
    case broken
    /// At the moment.
    case nothing
  }

  private var waiting: Piece?
  /// A character whose end has not come yet.
  private var bytes: [UInt8] = []

  /// Comes next.
  mutating func putBack(_ piece: Piece) { waiting = piece }

  mutating func next() -> Piece {
    if let piece = waiting {
      waiting = nil
      return piece
    }
    while true {
      let code = wgetch(curses_standard_screen())
      if code == CURSES_ERR { return .nothing }
      guard let byte = UInt8(exactly: code) else { return interrupted(by: .key(code)) }
      if byte < 0x80 { return interrupted(by: .character(Unicode.Scalar(byte))) }
      bytes.append(byte)
      guard let length = Self.length(bytes[0]), bytes.dropFirst().allSatisfy({ $0 & 0xC0 == 0x80 }) else {
        bytes = bytes.count > 1 && Self.length(byte) != nil ? [byte] : []
        return .broken
      }
      guard bytes.count == length else { continue }
      defer { bytes = [] }
      return String(validating: bytes, as: UTF8.self)?.unicodeScalars.first.map(Piece.character) ?? .broken
    }
  }

  /// A piece that comes before the end of a character breaks that off.
  private mutating func interrupted(by piece: Piece) -> Piece {
    guard !bytes.isEmpty else { return piece }
    bytes = []
    waiting = piece
    return .broken
  }

  /// The bytes of a character that begins like this.
  private static func length(_ first: UInt8) -> Int? {
    switch first {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: nil
    }
  }

  /// A byte as it came.
  func nextByte() -> UInt8? { UInt8(exactly: wgetch(curses_standard_screen())) }
}
