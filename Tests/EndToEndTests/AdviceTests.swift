import Testing

/// A study that takes long says what its boundaries would take.
@Suite(.serialized) struct AdviceTests {
  @Test func manyCellsAreWeighedAgainstTheBoundaries() throws {
    let session = try ExplorerSession.start(
      ["--axis", "alpha=0.1:100:300", "--axis", "sigma_v=0.1:10:300", "--set", "depth=64"],
      directory: Folder())
    try session.waitUntil("some letters") { $0.rows[1].contains(" provisional") }
    session.type("j")
    let screen = try session.waitUntil("the advice") {
      $0.lastLine.contains("R boundaries: ~")
    }
    #expect(screen.lastLine.contains(" cells, ") && screen.lastLine.contains("? help  q quit"))
    try session.type("R", until: "the question") {
      $0.contains("boundaries to 1") && $0.contains("Enter or R starts")
    }
    session.type("R")
    session.type("j")
    try session.waitUntil("the placing") {
      $0.contains("boundaries to 1") && !$0.lastLine.contains("R boundaries") && $0.lastLine.contains(" move")
    }
    #expect(try session.quit() == .exited(0))
  }
}
