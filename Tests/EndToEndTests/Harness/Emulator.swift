import CVTerm

/// A terminal emulator without a window: bytes in, a screen out, keys to the bytes that a program expects.
final class Emulator {
  private let terminal: OpaquePointer
  private let screen: OpaquePointer
  private let state: OpaquePointer
  private var properties = Properties()

  private struct Properties {
    var cursorIsVisible = true
    var isAlternate = false
    var reportsMouse = false
    var title = ""
  }

  init(rows: Int, columns: Int) {
    terminal = vterm_new(Int32(rows), Int32(columns))
    vterm_set_utf8(terminal, 1)
    screen = vterm_obtain_screen(terminal)
    state = vterm_obtain_state(terminal)
    vterm_screen_enable_altscreen(screen, 1)
    withUnsafeMutablePointer(to: &Self.callbacks.value) {
      vterm_screen_set_callbacks(screen, $0, Unmanaged.passUnretained(self).toOpaque())
    }
    vterm_screen_reset(screen, 1)
  }

  deinit { vterm_free(terminal) }

  /// The callbacks' address is kept by libvterm, so they live for ever.
  private final class Callbacks {
    var value = VTermScreenCallbacks()

    init() {
      value.settermprop = { property, value, user in
        guard let value, let user else { return 0 }
        Unmanaged<Emulator>.fromOpaque(user).takeUnretainedValue().set(property, value.pointee)
        return 1
      }
    }
  }

  // Written once, before its first use; libvterm only reads it.
  nonisolated(unsafe) private static let callbacks = Callbacks()

  private func set(_ property: VTermProp, _ value: VTermValue) {
    switch property {
    case VTERM_PROP_CURSORVISIBLE: properties.cursorIsVisible = value.boolean != 0
    case VTERM_PROP_ALTSCREEN: properties.isAlternate = value.boolean != 0
    case VTERM_PROP_MOUSE: properties.reportsMouse = value.number != 0
    case VTERM_PROP_TITLE: properties.title = value.string.map { String(cString: $0) } ?? ""
    default: break
    }
  }

  func feed(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBytes {
      _ = vterm_input_write(terminal, $0.bindMemory(to: CChar.self).baseAddress, $0.count)
    }
  }

  func resize(rows: Int, columns: Int) { vterm_set_size(terminal, Int32(rows), Int32(columns)) }

  /// What the terminal says to the program: keys pressed, and answers to the program's questions.
  func takeOutput() -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [CChar](repeating: 0, count: 256)
    while case let count = vterm_output_read(terminal, &buffer, buffer.count), count > 0 {
      bytes += buffer[..<count].map(UInt8.init(bitPattern:))
    }
    return bytes
  }

  func press(_ key: Key) {
    switch key {
    case .character(let character, let modifier):
      for scalar in character.unicodeScalars { vterm_keyboard_unichar(terminal, scalar.value, modifier) }
    case .special(let code, let modifier):
      vterm_keyboard_key(terminal, code, modifier)
    }
  }

  func moveMouse(row: Int, column: Int) {
    vterm_mouse_move(terminal, Int32(row), Int32(column), VTERM_MOD_NONE)
  }

  func setMouseButton(_ button: Int, isDown: Bool) {
    vterm_mouse_button(terminal, Int32(button), isDown, VTERM_MOD_NONE)
  }

  func beginPaste() { vterm_keyboard_start_paste(terminal) }
  func endPaste() { vterm_keyboard_end_paste(terminal) }

  /// Whether the program has asked for marks around pasted text. Takes what `takeOutput` has not taken yet.
  var marksPastes: Bool {
    beginPaste()
    return !takeOutput().isEmpty
  }

  /// The screen as it is now.
  func snapshot() -> Screen {
    var rows: Int32 = 0
    var columns: Int32 = 0
    vterm_get_size(terminal, &rows, &columns)
    var position = VTermPos()
    vterm_state_get_cursorpos(state, &position)
    let cells = (0..<rows).map { row in
      (0..<columns).map { column in
        var cell = VTermScreenCell()
        vterm_screen_get_cell(screen, VTermPos(row: row, col: column), &cell)
        return Screen.Cell(cell)
      }
    }
    return Screen(
      cells: cells, cursor: .init(row: Int(position.row), column: Int(position.col)),
      cursorIsVisible: properties.cursorIsVisible, isAlternate: properties.isAlternate,
      reportsMouse: properties.reportsMouse, pen: pen, title: properties.title)
  }

  private var pen: Screen.Style {
    func attribute(_ name: VTermAttr) -> VTermValue {
      var value = VTermValue()
      vterm_state_get_penattr(state, name, &value)
      return value
    }
    return Screen.Style(
      foreground: .init(attribute(VTERM_ATTR_FOREGROUND).color),
      background: .init(attribute(VTERM_ATTR_BACKGROUND).color),
      bold: attribute(VTERM_ATTR_BOLD).boolean != 0,
      underlined: attribute(VTERM_ATTR_UNDERLINE).number != 0,
      italic: attribute(VTERM_ATTR_ITALIC).boolean != 0,
      reversed: attribute(VTERM_ATTR_REVERSE).boolean != 0)
  }
}
