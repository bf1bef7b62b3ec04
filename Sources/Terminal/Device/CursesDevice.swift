import CNcurses
import CSupport
import Foundation
import Input

/// The screen, by way of ncurses. Everything here belongs to the thread that made it; there is one at a time.
package final class CursesDevice {
  package private(set) var size: Size
  /// Colours that the terminal says it has.
  package let colors: Int
  /// The characters that the locale and the terminal allow.
  package let glyphs: GlyphSet
  /// Colours go to the terminal as red, green and blue, not as entries of its palette.
  package let isDirect: Bool

  private let screen: OpaquePointer
  private let isGuarded: Bool
  private let updates: SynchronisedUpdates?
  private let pen: CursesPen
  private var shown: Canvas?
  private var isOpen = true
  private var keys = CursesKeys()
  /// Whether the terminal reports the mouse to us.
  private var hasMouse = false

  /// Takes over the process's terminal: signal handlers first, then the screen.
  /// - Parameter direct: whether to look for a description of the terminal that has direct colour.
  package convenience init(
    environment: [String: String] = Surroundings.environment, direct: Bool = false
  ) throws(TerminalError) {
    guard isatty(0) == 1, isatty(1) == 1 else { throw .noTerminal }
    try self.init(
      terminal: TerminalDescription.name(environment["TERM"] ?? "", direct: direct),
      input: curses_standard_input(), output: curses_standard_output(), guarded: true, size: nil)
  }

  /// A screen of any size on any stream: `newterm` on `/dev/null` makes one that tests can read back.
  package convenience init(
    terminal: String, output: UnsafeMutablePointer<FILE>, input: UnsafeMutablePointer<FILE>, size: Size
  ) throws(TerminalError) {
    try self.init(terminal: terminal, input: input, output: output, guarded: false, size: size)
  }

  private init(
    terminal: String, input: UnsafeMutablePointer<FILE>, output: UnsafeMutablePointer<FILE>, guarded: Bool,
    size: Size?
  ) throws(TerminalError) {
    glyphs = GlyphSet.detected(codeset: TerminalDescription.codeset, terminal: terminal)
    // The window says how large it is; LINES and COLUMNS of some other one may be exported.
    use_env(false)
    use_tioctl(!guarded || TerminalDescription.size.map { $0 == TerminalDescription.bounded($0) } ?? true)
    var status: Int32 = 0
    guard !terminal.isEmpty, setupterm(terminal, fileno(output), &status) == 0 else {
      throw .unknownTerminal(terminal)
    }
    guard curses_capability("cup") != nil else { throw .incapableTerminal(terminal) }
    isGuarded = guarded
    isDirect = curses_flag("RGB") != 0
    updates =
      guarded ? SynchronisedUpdates(terminal: terminal, areDescribed: curses_capability("Sync") != nil) : nil
    if guarded {
      // Some terminals keep the cursor's visibility with the main screen.
      let modes = ["rmkx", "cnorm", "rmcup", "cnorm"].map(Farewell.text(of:)).joined()
      let text =
        (updates?.end ?? "") + Farewell.text(of: "BD") + Farewell.text + modes
        + (TerminalDescription.canReportMouse ? Mouse.off : "")
      guard terminal_guard_install(1, text, text.utf8.count) == 0 else { throw .noTerminal }
    }
    guard let screen = newterm(terminal, output, input) else {
      if guarded { terminal_guard_remove() }
      throw .unknownTerminal(terminal)
    }
    self.screen = screen
    if guarded { terminal_guard_arm(1) }
    set_escdelay(25)
    if let size = size ?? TerminalDescription.size.map(TerminalDescription.bounded) {
      resizeterm(Int32(size.height), Int32(size.width))
    }
    start_color()
    use_default_colors()
    colors = Int(curses_colors())
    pen = CursesPen(colors: colors, isDirect: isDirect)
    self.size = Size(width: Int(curses_columns()), height: Int(curses_lines()))
    prepare()
  }

  /// Writes a capability that curses does not write by itself.
  private func emit(_ capability: String) {
    guard isGuarded, let text = curses_capability(capability) else { return }
    terminal_write_all(1, text, strlen(text))
  }

  /// Leaves the screen to somebody else.
  private func end() {
    report(mouse: false)
    emit("BD")
    if isGuarded {
      send(Farewell.text)
      // Curses moves to its last row before it leaves the alternate screen, and multiplexers keep what is above.
      if curses_capability("rmcup") != nil { resizeterm(1, Int32(size.width)) }
    }
    endwin()
    // Whatever curses made of it, and after the main screen, with which some terminals keep the cursor's visibility.
    if isGuarded { send(Farewell.text(of: "cnorm")) }
  }

  /// Takes the mouse from the terminal, or gives it back.
  package func setMouse(_ isOn: Bool) {
    hasMouse = isOn
    report(mouse: isOn)
  }

  /// Puts a text on the clipboard of the user's desktop, through the terminal; `false` where its description does not
  /// say that it can.
  package func copy(_ text: String) -> Bool {
    guard isGuarded, curses_capability("Ms") != nil else { return false }
    let message = "\u{1B}]52;c;\(Data(text.systemBytes).base64EncodedString())\u{7}"
    return terminal_write_all(1, message, message.utf8.count) != 0
  }

  private func report(mouse isOn: Bool) {
    guard isGuarded, TerminalDescription.canReportMouse else { return }
    send(isOn ? Mouse.on : Mouse.off)
  }

  private func prepare() {
    cbreak()
    noecho()
    nonl()
    if isGuarded {
      terminal_free_control_keys(0)
      def_prog_mode()
    }
    keypad(curses_standard_screen(), true)
    // Reports are read here as they come, in either of their two forms.
    keyok(CURSES_KEY_MOUSE, false)
    CursesKeys.readKeypadAsTyped()
    nodelay(curses_standard_screen(), true)
    intrflush(curses_standard_screen(), false)
    curs_set(0)
    emit("BE")
  }

  deinit {
    close()
    delscreen(screen)
  }

  /// Gives the terminal back as it was found.
  package func close() {
    guard isOpen else { return }
    isOpen = false
    end()
    if isGuarded {
      terminal_guard_arm(0)
      terminal_guard_remove()
      terminal_return_errors()
    }
  }

  /// Shows a picture: only rows that differ from the last one go to curses, and only what differs there goes out.
  package func show(_ picture: Canvas) {
    guard isOpen else { return }
    // What the locale cannot say must not be sent, whatever the look wants.
    let canvas = glyphs == .ascii ? picture.folded(to: .ascii) : picture
    guard shown != canvas else { return }
    let width = min(canvas.size.width, size.width)
    for y in 0..<min(canvas.size.height, size.height) {
      if let shown, shown.size == canvas.size, shown.row(y) == canvas.row(y) { continue }
      for x in 0..<width { pen.put(canvas[x, y], x: x, y: y) }
    }
    shown = canvas
    if let updates { send(updates.begin) }
    refresh()
    if let updates { send(updates.end) }
  }

  /// Curses has flushed what it had before, and flushes what follows by itself.
  private func send(_ text: String) { _ = text.withCString { terminal_write_all(1, $0, strlen($0)) } }

  /// Takes the terminal's new size.
  package func resize() {
    var rows: Int32 = 0
    var columns: Int32 = 0
    if terminal_size(1, &rows, &columns) == 0 {
      size = TerminalDescription.bounded(Size(width: Int(columns), height: Int(rows)))
    }
    resizeterm(Int32(size.height), Int32(size.width))
    redraw()
  }

  /// Forgets what is on the screen, so that the next picture is drawn afresh.
  package func redraw() {
    shown = nil
    clearok(curses_current_screen(), true)
  }

  /// Gives the terminal back, stops the process until it is continued, and takes the terminal again.
  package func suspend() {
    guard isOpen else { return }
    def_prog_mode()
    end()
    terminal_guard_arm(0)
    terminal_stop_process()
    terminal_guard_arm(1)
    take()
  }

  /// Takes the terminal again after the process was continued; the end of a paste went to somebody else.
  package func resume() {
    guard isOpen else { return }
    keys = CursesKeys()
    take()
  }

  private func take() {
    reset_prog_mode()
    curs_set(0)
    emit("BE")
    if hasMouse { report(mouse: true) }
    resize()
    redraw()
  }

  /// The next key without waiting; `nil` when there is none.
  package func readKey() -> Key? { keys.next() }

  /// The characters on the screen as curses keeps them, a line a row.
  package var text: [String] {
    (0..<size.height).map { y in
      var buffer = [wchar_t](repeating: 0, count: size.width + 1)
      mvwinnwstr(curses_current_screen(), Int32(y), 0, &buffer, Int32(size.width))
      let scalars = buffer.prefix { $0 != 0 }.compactMap { Unicode.Scalar(UInt32(bitPattern: $0)) }
      return String(String.UnicodeScalarView(scalars))
    }
  }
}

extension Canvas {
  func row(_ y: Int) -> ArraySlice<Glyph> { glyphs[y * size.width..<(y + 1) * size.width] }
}
