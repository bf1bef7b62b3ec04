import Foundation
import Testing

@testable import Terminal

/// Curses has global state, so these run one after the other.
@Suite(.serialized) struct CursesDeviceTests {
  private func device(_ terminal: String, _ size: Size) throws -> CursesDevice {
    let output = try #require(fopen("/dev/null", "w"))
    let input = try #require(fopen("/dev/null", "r"))
    return try CursesDevice(terminal: terminal, output: output, input: input, size: size)
  }

  @Test func showsWhatTheCanvasHas() throws {
    let device = try device("xterm-256color", Size(width: 20, height: 3))
    #expect(device.size == Size(width: 20, height: 3))
    #expect(device.colors == 256)
    var canvas = Canvas(device.size)
    canvas.write("hello", x: 2, y: 1, style: Style(foreground: .indexed(200), modifiers: [.bold]))
    canvas.put("!", x: 19, y: 2, style: Style(background: .rgb(10, 200, 30)))
    device.show(canvas)
    #expect(device.text[1].hasPrefix("  hello "))
    #expect(device.text[2].hasSuffix("!"))
    canvas.write("world", x: 2, y: 1, style: .plain)
    device.show(canvas)
    #expect(device.text[1].hasPrefix("  world "))
    device.close()
  }

  @Test func drawsThousandsOfColourPairs() throws {
    let device = try device("xterm-256color", Size(width: 128, height: 64))
    var canvas = Canvas(device.size)
    for y in 0..<64 {
      for x in 0..<128 {
        let style = Style(foreground: .indexed(UInt8(x + 16)), background: .indexed(UInt8(y + 16)))
        canvas.put("x", x: x, y: y, style: style)
      }
    }
    device.show(canvas)
    #expect(device.text.allSatisfy { $0 == String(repeating: "x", count: 128) })
    device.close()
  }

  @Test func decodesKeysAndSwallowsTheRest() throws {
    let input = try #require(tmpfile())
    fputs("a\u{1B}[1;2A\u{1B}[99;9Xq\u{1B}[200~qr\u{1B}[Aq\u{1B}[201~\u{0C}\r\u{1B}OB", input)
    rewind(input)
    let output = try #require(fopen("/dev/null", "w"))
    let device = try CursesDevice(
      terminal: "xterm-256color", output: output, input: input, size: Size(width: 10, height: 3))
    var keys: [Key] = []
    while let key = device.readKey() { keys.append(key) }
    #expect(
      keys.filter { $0 != .unknown && $0 != .resize } == [
        .character("a"), .shiftUp, .character("q"), .pasted("q"), .pasted("r"), .pasted("q"), .control("l"),
        .enter, .down,
      ])
    device.close()
  }

  /// A key right behind Esc is not lost: it comes as alt, or after it. Sequences stay what they are.
  @Test func aKeyBehindEscapeIsKept() throws {
    let input = try #require(tmpfile())
    fputs("\u{1B}l\u{1B}\r\u{1B}\u{1B}OA\u{1B}]l\u{1B}Pq\u{1B}]11;rgb:q\u{7}\u{1B}[Ax", input)
    rewind(input)
    let output = try #require(fopen("/dev/null", "w"))
    let device = try CursesDevice(
      terminal: "xterm-256color", output: output, input: input, size: Size(width: 10, height: 3))
    var keys: [Key] = []
    while let key = device.readKey() { keys.append(key) }
    #expect(
      keys.filter { $0 != .unknown && $0 != .resize } == [
        .alt("l"), .escape, .enter, .escape, .up, .alt("]"), .character("l"), .alt("P"), .character("q"), .up,
        .character("x"),
      ])
    device.close()
  }

  @Test func anUnknownTerminalIsRefused() {
    let error = #expect(throws: TerminalError.self) {
      try device("no-such-terminal", Size(width: 9, height: 9))
    }
    #expect(error == .unknownTerminal("no-such-terminal"))
    #expect(throws: TerminalError.self) { try device("", Size(width: 9, height: 9)) }
  }

  @Test(arguments: [
    ("", "A", Key.up), ("1;2", "A", .shiftUp), ("1;2", "D", .shiftLeft), ("", "H", .home),
    ("5", "~", .pageUp),
    ("200", "~", .pasteStart), ("42", "~", .unknown), ("1;5", "P", .unknown),
  ]) func controlSequences(_ parameters: String, _ final: Character, _ key: Key) {
    #expect(Key.sequence(parameters: parameters, final: final) == key)
  }
}
