import Foundation
import Testing

/// Working, resting and being done.
@Suite(.serialized) struct PaceTests {
  @Test func spacePausesAndResumes() throws {
    let session = try ExplorerSession.start(directory: Folder())
    try session.waitUntil("some cells") { $0.progress.done > 0 }
    try session.type(" ", until: "the pause") { $0.isPaused }
    try session.waitForQuiet()
    let paused = session.screen
    try #require(paused.progress.done < ExplorerSession.smallCells, "it was over before the pause")
    let seconds = session.cpuSeconds
    #expect(session.isQuiet(for: 0.5))
    #expect(session.cpuSeconds - seconds < 0.02)
    // Keys still work.
    #expect(try session.typeAndSettle("g$").cursorValues["α"] == 100)
    #expect(session.screen.isPaused && session.screen.progress == paused.progress)
    try session.type(" ", until: "the end") { $0.isComplete }
    #expect(
      session.screen.progress == .init(done: ExplorerSession.smallCells, total: ExplorerSession.smallCells))
  }

  /// What is asked for during a pause waits for its end.
  @Test func refinementsWaitForTheEndOfAPause() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    try session.typeAndSettle(" ")
    try session.type("r", until: "the news") { $0.lastLine.contains("paused") }
    try session.waitForQuiet()
    #expect(session.screen.progress.done == ExplorerSession.smallCells)
    #expect(session.screen.progress.total > ExplorerSession.smallCells)
    try session.type(" ", until: "the finer cells") { $0.isComplete }
  }

  /// With every cell measured nothing wakes up: no output, no computing.
  @Test func beingDoneCostsNothing() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    try session.waitForQuiet()
    let (seconds, written) = (session.cpuSeconds, session.transcript.count)
    #expect(session.isQuiet(for: 1))
    #expect(session.cpuSeconds - seconds < 0.005)
    #expect(session.transcript.count == written)
  }

  /// A frame is shown at once where the terminal can: everything is written between the marks, and no frame is drawn
  /// for a key that changes nothing.
  @Test func framesAreShownWhole() throws {
    let session = try ExplorerSession.complete(environment: ["TERM": "alacritty"], directory: Folder())
    _ = try session.settle()
    try session.waitForQuiet()
    let written = String(decoding: session.transcript, as: UTF8.self)
    let frames = written.components(separatedBy: "\u{1B}[?2026h")
    #expect(frames.count > 3)
    for frame in frames.dropFirst() {
      let parts = frame.components(separatedBy: "\u{1B}[?2026l")
      // Modes of the terminal may be set outside of a frame.
      #expect(
        parts.count == 2 && parts.last?.wholeMatch(of: #/(\e\[\?\d+[hl])*/#) != nil, "\(frame.suffix(40))")
    }
    session.press(.escape)
    #expect(session.isQuiet(for: 0.3))
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
    let plain = try ExplorerSession.complete(directory: Folder())
    #expect(!String(decoding: plain.transcript, as: UTF8.self).contains("?2026"))
  }

  /// Cells that take for ever do not keep the keys waiting, nor the end.
  @Test func longCellsAreLeftAtOnce() throws {
    let session = try ExplorerSession.start(ExplorerSession.endless, directory: Folder())
    try session.waitUntil("cells that are being trained") { $0.gridText.joined().contains("•") }
    #expect(try session.typeAndSettle("g$").cursorValues["L"] == 200000)
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }
}
