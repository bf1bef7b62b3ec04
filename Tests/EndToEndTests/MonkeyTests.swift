import Explorer
import Foundation
import TestSupport
import Testing

/// Whatever is typed, clicked, pasted and resized, while workers run: no crash, no hang, a terminal as it was.
@Suite(.serialized) struct MonkeyTests {
  @Test func survivesTwentyThousandEvents() throws {
    let environment = ProcessInfo.processInfo.environment
    let seed = environment["PHASE_TUI_MONKEY_SEED"].flatMap { UInt64($0) } ?? 20
    let events = environment["PHASE_TUI_MONKEY_EVENTS"].flatMap { Int($0) } ?? 20_000
    let run = try MonkeyRun(seed: seed)
    try run.play(events)
    print("monkey: \(run.report)")
    #expect(run.restarts > 2)
    #expect(try run.finish() == .exited(143))
  }
}

/// One run of random events through as many sessions as they end.
private final class MonkeyRun {
  private let seed: UInt64
  private let folder: Folder
  private var noise: SplitMix
  private var session: TerminalSession
  private var sent = 0
  private(set) var restarts = 0
  private var worst = Duration.zero
  private var taken = Duration.zero
  private var recent: [String] = []
  private var slowest: [String] = []

  init(seed: UInt64) throws {
    self.seed = seed
    noise = SplitMix(state: seed)
    folder = try Folder()
    session = try Self.start(0, in: folder)
  }

  var report: String {
    let milliseconds = (worst / .milliseconds(1)).rounded()
    return "seed \(seed), \(sent) events, \(Int(Double(sent) / (taken / .seconds(1)))) a second, "
      + "\(restarts) restarts, slowest answer \(milliseconds) ms, after \(slowest)"
  }

  /// Every session has data of its own, so that its workers have something to do.
  private static func start(_ number: Int, in folder: Folder) throws -> TerminalSession {
    let session = try ExplorerSession.start(
      ExplorerSession.small + ["--data-seed", "\(number)", "--jobs", "2"], rows: 70, columns: 220,
      environment: [
        "HOME": folder.path, "XDG_STATE_HOME": folder.path("state"), "XDG_CONFIG_HOME": folder.path("config"),
        "SWIFT_BACKTRACE": "enable=yes,color=no,interactive=no,output-to=\(folder.path("backtrace"))",
      ], directory: folder)
    try session.waitUntil("a picture") { $0.isAlternate && $0.study != "" }
    return session
  }

  func play(_ count: Int) throws {
    while sent < count {
      for _ in 0..<Int.random(in: 1...8, using: &noise) { act() }
      let start = ContinuousClock.now
      let hasAnswered = session.hasTakenInput(within: 20)
      let time = ContinuousClock.now - start
      taken += time
      if session.status == nil, time > worst { (worst, slowest) = (time, Array(recent.suffix(8))) }
      if session.status != nil {
        try check(session.waitForExit())
        restarts += 1
        session = try Self.start(restarts, in: folder)
      } else if !hasAnswered {
        throw failure("hangs")
      }
    }
  }

  /// Ends the last session from outside.
  func finish() throws -> ExitStatus {
    // What was typed last may have been a way out, on which the signal would come too late.
    if session.endsUnread(within: 1) {
      try check(session.waitForExit())
      session = try Self.start(restarts + 1, in: folder)
    }
    session.signal(SIGTERM)
    let status = try session.waitForExit()
    if !session.differencesFromStart.isEmpty { throw failure("\(session.differencesFromStart)") }
    return status
  }

  /// Random keys may leave properly: by `q`, ctrl-c and ctrl-\\, which are the terminal's own once it is given back.
  private func check(_ status: ExitStatus) throws {
    let proper: [ExitStatus] = [
      .exited(0), .exited(130), .exited(131), .killed(signal: SIGINT), .killed(signal: SIGQUIT),
    ]
    guard proper.contains(status) else { throw failure("\(status)") }
    let differences = session.differencesFromStart
    guard differences.isEmpty else { throw failure("\(status) leaves \(differences)") }
  }

  private func failure(_ what: String) -> SessionError {
    let backtrace = (try? folder.text("backtrace")) ?? ""
    let log = (try? folder.text("state/phase-tui/log")) ?? ""
    return SessionError(
      description: """
        PHASE_TUI_MONKEY_SEED=\(seed): \(what), after \(sent) events, the last of them
        \(recent.joined(separator: "\n"))
        \(log.suffix(4000))
        \(backtrace.prefix(8000))
        \(session.screen.text)
        """)
  }

  private func act() {
    sent += 1
    switch Int.random(in: 0..<1000, using: &noise) {
    case 0..<30: resize()
    case 30..<130: mouse()
    case 130..<150: paste()
    case 150..<160: send("noise", (0..<8).map { _ in noise.byte }.filter { !Self.leaving.contains($0) })
    case 160..<210: command()
    case 210..<212: send("leave", [[0x71], [3], [28]].randomElement(using: &noise) ?? [3])
    case 212..<500: send("key", Array(Self.special.randomElement(using: &noise)!.utf8))
    default: send("key", [UInt8.random(in: 0x20...0x7E, using: &noise)].filter { !Self.leaving.contains($0) })
    }
  }

  private static let leaving: Set<UInt8> = [0x71, 3, 28]

  private static let special =
    [
      "\r", "\t", "\u{1B}", "\u{7F}", "\u{1A}", "\u{C}", "\u{0}", "\u{1}", "\u{5}", "\u{15}", "\u{17}",
      "\u{B}",
    ]
    + [
      "OA", "OB", "OC", "OD", "[A", "[1;2A", "[1;2B", "[1;2C", "[1;2D", "[H", "[F", "[5~", "[6~", "[3~", "[Z",
    ]
    .map { "\u{1B}\($0)" }
    + ["OP", "[15~", "a", "[1;5A", "[99;99;99u", "]0;x\u{7}", "[I", "[O"].map { "\u{1B}\($0)" }
    + [" ", "r", "R", "v", "+", "-", "c", "t", "m", "x", "?", ":", "1", "2", "3", "4", "5", "6", ",", "."]

  private func command() {
    let commands = Keymap.standard.bindings.map(\.command.text).filter { $0 != "quit" }
    let argument = ["", " 7", " alpha=1e9", " depth=3", " on", " no such thing", " -1", " nan"]
    let text = "\u{15}:\(commands.randomElement(using: &noise)!)\(argument.randomElement(using: &noise)!)\r"
    send("command", Array(text.utf8))
  }

  private func resize() {
    let sizes = [(24, 80), (1, 1), (60, 200), (14, 40), (60, 40), (10, 30), (2, 200), (70, 1)]
    let (rows, columns) =
      Bool.random(using: &noise)
      ? sizes.randomElement(using: &noise)!
      : (Int.random(in: 1...70, using: &noise), Int.random(in: 1...220, using: &noise))
    remember("resize \(columns)x\(rows)")
    session.resize(rows: rows, columns: columns, isShown: false)
  }

  private func mouse() {
    let button = [0, 0, 0, 32, 32, 64, 65, 2, 35, 128].randomElement(using: &noise)!
    let (x, y) = (Int.random(in: 0...100, using: &noise), Int.random(in: 0...30, using: &noise))
    send("mouse", Array("\u{1B}[<\(button);\(x);\(y)\(Bool.random(using: &noise) ? "M" : "m")".utf8))
  }

  private func paste() {
    let text = (0..<Int.random(in: 0...60, using: &noise)).map { _ in noise.byte }
    send(
      "paste",
      Array("\u{1B}[200~".utf8) + text.filter { ![3, 27, 28].contains($0) } + Array("\u{1B}[201~".utf8))
  }

  private func send(_ kind: String, _ bytes: [UInt8]) {
    remember("\(kind) \(String(decoding: bytes, as: UTF8.self).debugDescription)")
    session.write(bytes)
  }

  private func remember(_ event: String) {
    recent = recent.suffix(39) + [event]
  }
}
