import Foundation
import TestSupport
import Testing

/// What no person types and no program should have written.
@Suite(.serialized) struct GarbageTests {
  /// Sequences that mean nothing here, each with letters that would quit or move if they got through.
  static let sequences: [(name: String, bytes: [UInt8])] = [
    ("half a character", [0xC3]),
    ("no character", [0xFF, 0xFE, 0xC0, 0x80]),
    ("a zero", [0]),
    ("an answer about the terminal", Array("\u{1B}[?64;1;2;6;9;15;16;17;18;21;22;28;29;42;52;314q".utf8)),
    (
      "an endless one",
      Array(("\u{1B}[" + String(repeating: "123;", count: 500) + "q").utf8)
    ),
    ("a colour", Array("\u{1B}]11;rgb:qqqq/llll/jjjj\u{7}".utf8)),
    ("a colour with its other end", Array("\u{1B}]11;rgb:qqqq/llll/jjjj\u{1B}\\".utf8)),
    ("a string for a device", Array("\u{1B}P1$r0;qlj\u{1B}\\".utf8)),
    ("a program's command", Array("\u{1B}_Gqlj\u{1B}\\".utf8)),
    ("a mouse far away", Array("\u{1B}[<0;9223372036854775807;9223372036854775807M".utf8)),
    ("an old mouse beyond its range", Array("\u{1B}[M\u{20}\u{21}".utf8) + [0xFF]),
    ("unknown keys", Array("\u{1B}[57441u\u{1B}[1;9Q\u{1B}Oz\u{1B}[99~".utf8)),
    (
      "a marked paste",
      Array("\u{1B}[200~qqq\r\u{1}\u{1A}\n:quit\r".utf8) + [0, 0xFF] + Array("\u{1B}[201~".utf8)
    ),
    ("a paste without an end", Array("\u{1B}[200~qqq:quit\rlll".utf8)),
  ]

  @Test func nothingOfItIsAKey() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    let before = try session.settle()
    for (name, bytes) in Self.sequences {
      session.write(bytes)
      // A key at once behind half a character or an escape would be one with it.
      try session.waitForQuiet(0.2)
      #expect(session.hasTakenInput(within: 10), "\(name) is not read")
      if name == "a paste without an end" {
        session.press(.escape)
        #expect(session.isQuiet(for: 0.2))
      }
      #expect(try session.settle().cells == before.cells, "\(name)")
    }
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }

  /// Bytes without any meaning, as when a file is pasted into a terminal that does not mark it.
  @Test func leavesAfterAnUnmarkedPaste() throws {
    let session = try ExplorerSession.start(directory: Folder())
    try session.waitUntil("some cells") { $0.progress.done > 0 }
    var random = SplitMix(state: 11)
    // Neither what leaves nor what waits for an answer of the terminal.
    session.write(
      (0..<20_000).map { _ in random.byte }.filter { ![3, 17, 19, 26, 28, 0x71, 0x51].contains($0) })
    #expect(session.hasTakenInput(within: 30))
    session.signal(SIGTERM)
    #expect(try session.waitForExit() == .exited(143))
    #expect(session.differencesFromStart.isEmpty)
  }

  static let evil = "\u{1B}]0;owned\u{7}\u{1B}[2J\u{9B}31m"

  /// Names that would set the title and clear the screen.
  @Test func namesDoNotSteerTheTerminal() throws {
    let folder = try Folder()
    for name in ["\(Self.evil).csv", "work/\(Self.evil).csv", "work/\(Self.evil)/inside"] {
      try folder.write("", to: name)
    }
    for name in ["\(Self.evil).toml", "zz\(Self.evil).toml"] {
      try folder.write("inherits = \"no\\u001b[31msuch\"\n", to: "phase-tui/themes/\(name)")
    }
    let session = try ExplorerSession.complete(
      ["--dir", Self.evil] + ExplorerSession.small,
      environment: ["XDG_CONFIG_HOME": folder.path], directory: folder)
    try session.type(":export csv ", until: "the names") { $0.contains("owned") }
    session.press(.tab, .tab, .enter)
    try session.type(":theme ", until: "the themes") { $0.contains("owned") }
    session.type("z")
    session.press(.tab, .enter)
    try session.waitUntil("a refusal") { $0.contains("no theme") }
    session.press(.escape)
    for _ in 0..<12 { session.type("T") }
    session.type("s")
    try session.waitUntil("the snapshot") { $0.contains("saved") }
    #expect(session.screen.title == "")
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
    Self.isHarmless(String(decoding: session.transcript, as: UTF8.self))
  }

  /// The same names in what other commands say.
  @Test(arguments: [
    ["--theme", "\(evil).toml"], ["--study", "\(evil).toml"], ["--set", "\(evil)=1"],
    ["sweep", "--csv", "\(evil)/x", "--seeds", "1", "--set", "steps=2"],
    ["theme", "list"], ["theme", "check", evil], ["export", "--dir", evil], ["replay", evil], ["studies"],
    ["info"],
    ["export", "--dir", "x", "--format", evil], ["rates", evil], ["study", evil],
    ["rerun", "--dir", evil, evil],
    ["train", "--dump", "/proc/\(evil)"], ["sweep", "--data", evil, evil, "--csv", "x"], [evil],
  ])
  func messagesDoNotSteerTheTerminal(_ arguments: [String]) throws {
    let folder = try Folder()
    try folder.write("inherits = \"\\u001b[31m\"\n", to: "\(Self.evil)/phase-tui/themes/\(Self.evil).toml")
    try folder.write("x", to: "\(Self.evil)/phase-tui/studies/\(Self.evil)/study.toml")
    let run = try Program.piped(
      arguments,
      environment: [
        "XDG_CONFIG_HOME": folder.path(Self.evil), "XDG_STATE_HOME": folder.path(Self.evil),
        "TERM": Self.evil,
      ], directory: folder)
    try run.waitForExit()
    Self.isHarmless(run.output + run.error)
  }

  private static func isHarmless(_ text: String) {
    #expect(!text.contains("\u{1B}]0;"))
    #expect(!text.contains("\u{9B}"))
    #expect(!text.contains("\u{1B}[2J\u{9B}"))
  }
}
