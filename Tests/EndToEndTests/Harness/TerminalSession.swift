import CPseudoTerminal
import Foundation

/// A program in a terminal of its own. Nothing here sleeps: every wait is a `poll` on the terminal and the process.
final class TerminalSession {
  /// Generous, for a busy machine; no test that passes waits this long.
  static let patience = 30.0

  private let master: Int32
  /// Kept open, so that the terminal's modes can be read after the program's end.
  private let terminal: Int32
  private let process: ChildProcess
  private let emulator: Emulator
  private var isHungUp = false
  /// Everything that the program has written.
  private(set) var transcript: [UInt8] = []
  /// The terminal's modes before the program started.
  let initialModes: TerminalModes

  /// - Parameters:
  ///   - arguments: The program's path, then its arguments.
  ///   - environment: Added to a small one; see `standardEnvironment`.
  ///   - directory: The working directory.
  init(
    _ arguments: [String], rows: Int = 24, columns: Int = 80, environment: [String: String] = [:],
    directory: String? = nil
  ) throws {
    var master: Int32 = -1
    var terminal: Int32 = -1
    let error = pseudo_terminal_open(UInt16(rows), UInt16(columns), &master, &terminal)
    guard error == 0 else {
      throw SessionError(description: "cannot open a pseudoterminal: \(String(cString: strerror(error)))")
    }
    // Not the defaults, so that a program that restores defaults and not what it found is told apart.
    var modes = termios()
    tcgetattr(terminal, &modes)
    modes.c_iflag &= ~tcflag_t(IXON)
    tcsetattr(terminal, TCSANOW, &modes)
    var name = [UInt8](repeating: 0, count: 128)
    _ = name.withUnsafeMutableBytes {
      pseudo_terminal_name(master, $0.bindMemory(to: CChar.self).baseAddress, $0.count)
    }
    self.master = master
    self.terminal = terminal
    initialModes = TerminalModes(terminal)
    emulator = Emulator(rows: rows, columns: columns)
    do {
      process = try ChildProcess(
        arguments, environment: Self.standardEnvironment.merging(environment) { $1 },
        directory: directory, terminal: String(decoding: name.prefix { $0 != 0 }, as: UTF8.self))
    } catch {
      close(master)
      close(terminal)
      throw error
    }
  }

  deinit {
    hangUp()
  }

  /// The least that a program needs, and nothing that differs between machines.
  static let standardEnvironment = [
    "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": "/dev/null",
  ]

  // MARK: Reading

  /// The screen after everything that has been written so far.
  var screen: Screen {
    drain()
    return emulator.snapshot()
  }

  /// The screen at the first moment at which the condition holds; the failure shows the screen instead.
  @discardableResult
  func waitUntil(
    _ description: String, timeout: Double = patience, _ condition: (Screen) throws -> Bool
  ) throws -> Screen {
    let deadline = Deadline(seconds: timeout)
    while true {
      let screen = screen
      if try condition(screen) { return screen }
      // The program had ended before this screen was read, so nothing more will come.
      if let status = process.status {
        throw SessionError(description: "waiting for \(description): \(status), screen\n\(screen.text)")
      }
      let ready = readable([master, process.descriptor], until: deadline)
      if ready.contains(process.descriptor) { process.reap() }
      if ready.isEmpty {
        throw SessionError(description: "waiting for \(description): time is up, screen\n\(screen.text)")
      }
    }
  }

  /// Waits for a text on the screen.
  @discardableResult
  func waitFor(_ text: String, timeout: Double = patience) throws -> Screen {
    try waitUntil("“\(text)”", timeout: timeout) { $0.contains(text) }
  }

  /// Whether the program writes nothing for a while and is still there at its end.
  func isQuiet(for seconds: Double) -> Bool {
    drain()
    return readable([master, process.descriptor], until: Deadline(seconds: seconds)).isEmpty
  }

  /// Reads until the program has nothing more to say.
  func waitForQuiet(_ seconds: Double = 0.3, timeout: Double = patience) throws {
    let deadline = Deadline(seconds: timeout)
    while !isQuiet(for: seconds) {
      guard deadline.milliseconds > 0, process.status == nil else {
        throw SessionError(description: "waiting for quiet: still busy, screen\n\(screen.text)")
      }
    }
  }

  /// Waits for the program's end and reads what it still had to say.
  func waitForExit(timeout: Double = patience) throws -> ExitStatus {
    let deadline = Deadline(seconds: timeout)
    while process.status == nil {
      let ready = readable((isHungUp ? [] : [master]) + [process.descriptor], until: deadline)
      if ready.contains(process.descriptor) { process.reap() }
      if ready.isEmpty {
        throw SessionError(description: "waiting for the end: time is up, screen\n\(screen.text)")
      }
      drain()
    }
    drainToTheEnd(until: deadline)
    return process.status!
  }

  /// Reads what the program said last. On a busy machine it may still be on its way through the terminal, which is known
  /// to be empty when what is written behind it has come.
  private func drainToTheEnd(until deadline: Deadline) {
    guard !isHungUp else { return }
    let flags = fcntl(terminal, F_GETFL)
    _ = fcntl(terminal, F_SETFL, flags | O_NONBLOCK)
    defer { _ = fcntl(terminal, F_SETFL, flags) }
    // A command that no terminal knows, and none shows.
    let mark = Array("\u{1B}]phase-tui end\u{7}".utf8)
    var rest = mark[...]
    var last: [UInt8] = []
    while deadline.milliseconds > 0 {
      if !rest.isEmpty {
        let count = rest.withUnsafeBytes { Foundation.write(terminal, $0.baseAddress, $0.count) }
        rest = rest.dropFirst(max(count, 0))
        // It is stopped, and takes nothing more.
        if count < 0, errno != EAGAIN && errno != EINTR { break }
      }
      let ready = readable([master], until: Deadline(seconds: rest.isEmpty ? 1 : 0.02))
      guard ready.contains(master), let bytes = readBlock(master) else {
        if rest.count == mark.count { break }
        continue
      }
      last += bytes
      if let range = last.firstRange(of: mark) {
        last.removeSubrange(range)
        break
      }
    }
    transcript += last
    emulator.feed(last[...])
  }

  /// Whether the terminal is as the program found it: its modes, the main screen, the cursor, plain text.
  var differencesFromStart: [String] {
    let screen = screen
    let modes = TerminalModes(terminal)
    return [
      modes == initialModes ? nil : "modes \(modes), were \(initialModes)",
      screen.isAlternate ? "the alternate screen is on" : nil,
      screen.cursorIsVisible ? nil : "the cursor is hidden",
      screen.reportsMouse ? "the mouse is reported" : nil,
      emulator.marksPastes ? "pasted text is marked" : nil,
      screen.pen == Screen.Style() ? nil : "the pen is \(screen.pen)",
    ].compactMap { $0 }
  }

  /// Whether the line settings are those that the program found.
  var hasFirstModes: Bool { TerminalModes(terminal) == initialModes }

  var processIdentifier: pid_t { process.id }

  /// `nil` while the program runs, as far as has been noticed.
  var status: ExitStatus? { process.status }

  private func drain() {
    guard !isHungUp else { return }
    while readable([master], until: Deadline(seconds: 0)).contains(master), let bytes = readBlock(master) {
      transcript += bytes
      emulator.feed(bytes[...])
      write(emulator.takeOutput())
    }
  }

  // MARK: Acting

  /// Presses keys one after the other.
  func press(_ keys: Key...) {
    // The emulator keeps little that is not taken.
    for key in keys {
      emulator.press(key)
      write(emulator.takeOutput())
    }
  }

  /// Types a text, a key a character.
  func type(_ text: String) {
    for character in text { press(.character(character)) }
  }

  func paste(_ text: String) {
    emulator.beginPaste()
    type(text)
    emulator.endPaste()
    write(emulator.takeOutput())
  }

  /// Clicks at a place, if the program asked for the mouse.
  func click(row: Int, column: Int, button: Int = 1) {
    emulator.moveMouse(row: row, column: column)
    emulator.setMouseButton(button, isDown: true)
    emulator.setMouseButton(button, isDown: false)
    write(emulator.takeOutput())
  }

  /// Drags with the first button from place to place.
  func drag(from start: (row: Int, column: Int), to end: (row: Int, column: Int)) {
    emulator.moveMouse(row: start.row, column: start.column)
    emulator.setMouseButton(1, isDown: true)
    emulator.moveMouse(row: end.row, column: end.column)
    emulator.setMouseButton(1, isDown: false)
    write(emulator.takeOutput())
  }

  /// Writes raw bytes to the program, all of them, reading meanwhile what it says.
  func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty && !isHungUp {
      var room = pollfd(fd: master, events: Int16(POLLOUT | POLLIN), revents: 0)
      if poll(&room, 1, Int32(Self.patience * 1000)) == 0 { return }
      if room.revents & Int16(POLLIN) != 0, let said = readBlock(master) {
        transcript += said
        emulator.feed(said[...])
      }
      guard room.revents & Int16(POLLOUT) != 0 else { continue }
      let count = rest.withUnsafeBytes { Foundation.write(master, $0.baseAddress, min($0.count, 256)) }
      if count < 0 && errno != EINTR { return }
      rest = rest.dropFirst(max(count, 0))
    }
  }

  /// Changes the window's size, of which the kernel tells the program.
  /// - Parameter isShown: `false` leaves the emulator as it is, large enough: libvterm does not survive every size.
  func resize(rows: Int, columns: Int, isShown: Bool = true) {
    drain()
    if isShown { emulator.resize(rows: rows, columns: columns) }
    _ = pseudo_terminal_resize(master, UInt16(rows), UInt16(columns))
  }

  func signal(_ number: Int32) { process.signal(number) }

  /// From now on the terminal takes nothing, as behind a connection that is stuck.
  func stall() { _ = tcflow(terminal, TCOOFF) }

  func goOn() { _ = tcflow(terminal, TCOON) }

  /// Whether the program ends within a while though nobody reads what it writes.
  func endsUnread(within seconds: Double) -> Bool {
    !readable([process.descriptor], until: Deadline(seconds: seconds)).isEmpty
  }

  /// Whether the program has read everything that was typed, at the latest after a while.
  func hasTakenInput(within seconds: Double) -> Bool {
    let deadline = Deadline(seconds: seconds)
    while true {
      drain()
      var count: Int32 = 0
      guard ioctl(terminal, UInt(FIONREAD), &count) == 0 else { return false }
      if count == 0 { return true }
      if deadline.milliseconds == 0 { return false }
      // What it writes or its end ends the wait; without either the queue is looked at again.
      let ready = readable([master, process.descriptor], until: Deadline(seconds: 0.001))
      if ready.contains(process.descriptor) {
        process.reap()
        return false
      }
    }
  }

  /// Closes the terminal under the program, as a lost connection does.
  func hangUp() {
    guard !isHungUp else { return }
    isHungUp = true
    close(master)
    close(terminal)
  }
}

/// A terminal's line settings, comparable.
struct TerminalModes: Equatable, CustomStringConvertible {
  var flags: [UInt32]
  var characters: [UInt8]

  init(_ descriptor: Int32) {
    var modes = termios()
    tcgetattr(descriptor, &modes)
    flags = [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
    characters = withUnsafeBytes(of: modes.c_cc) { Array($0) }
  }

  /// Whether the program reads keys one by one and unseen, as full-screen programs do.
  var areRaw: Bool { flags[3] & UInt32(ICANON | ECHO) == 0 }

  var description: String {
    (flags.map { String($0, radix: 8) } + [characters.map { String($0) }.joined(separator: ",")])
      .joined(separator: " ")
  }
}
