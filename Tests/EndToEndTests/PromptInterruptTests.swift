import Foundation
import Testing

/// ctrl-c gives up what is being typed or asked, and the program only where there is nothing of that.
@Suite(.serialized) struct PromptInterruptTests {
  @Test(arguments: [":", "/", "?"]) func closesWhatIsOpen(_ key: String) throws {
    let session = try ExplorerSession.complete(directory: Folder())
    for _ in 0..<3 {
      session.type(key + "ab")
      try session.waitUntil("what was typed") {
        $0.lastLine.hasPrefix(key + "ab") || $0.contains("with: ab")
      }
      session.press(.control("c"))
      try session.waitUntil("the hints") { $0.lastLine.contains(" move") && !$0.contains("with: ab") }
    }
    #expect(session.status == nil)
    session.press(.control("c"))
    #expect(try session.waitForExit() == .exited(130))
    #expect(session.differencesFromStart.isEmpty)
  }

  /// What was typed before ctrl-c comes before it, also where both come at once.
  @Test func closesWhatIsTypedAtOnce() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    for _ in 0..<5 {
      let before = session.transcript.count
      session.write(Array(":goto\u{3}".utf8))
      // What is typed behind it is meant for what comes then.
      try session.waitUntil("the prompt's end") { screen in
        String(decoding: session.transcript.dropFirst(before), as: UTF8.self).contains("goto")
          && screen.lastLine.contains(" move")
      }
      // A frame may have been seen in parts, and a second ctrl-c before the first is answered ends the program.
      try session.waitForQuiet()
    }
    #expect(session.status == nil)
    #expect(try session.quit() == .exited(0))
  }

  @Test func refusesWhatIsProposed() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    try session.type("R", until: "the question") { $0.contains("Esc cancels") }
    session.press(.control("c"))
    try session.waitUntil("the answer") { $0.lastLine.contains("not started") }
    #expect(try session.quit() == .exited(0))
  }

  /// The same key beside a terminal that takes nothing, with a prompt open.
  @Test func twiceLeavesAStuckTerminalWithAPrompt() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    try session.type(":goto", until: "the prompt") { $0.lastLine.hasPrefix(":goto") }
    session.stall()
    session.type("x")
    var hasEnded = false
    for _ in 0..<50 where !hasEnded {
      session.signal(SIGINT)
      hasEnded = session.endsUnread(within: 0.2)
    }
    #expect(hasEnded)
    #expect(try session.waitForExit() == .exited(130))
    #expect(session.hasFirstModes)
  }
}
