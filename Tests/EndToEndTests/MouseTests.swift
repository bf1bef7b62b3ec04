import Foundation
import Testing

/// The mouse, as a terminal reports it.
@Suite(.serialized) struct MouseTests {
  @Test func clicksDragsAndGivesBack() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    let screen = try session.settle()
    #expect(screen.reportsMouse)
    let left = try #require(screen.grid.first).startIndex
    session.click(row: 3, column: left)
    var moved = try session.settle()
    #expect(moved.cursorValues["α"] == 0.1 && moved.cursorValues["L"] == 256)
    let tab = try #require(moved.find("3 ord"))
    session.click(row: tab.row, column: tab.column + 2)
    try session.waitUntil("the pane") { $0.contains("[3 order]") }
    session.drag(from: (3, left), to: (5, left + 6))
    moved = try session.settle()
    #expect(
      moved[3, left].style.reversed && moved[4, left + 2].style.reversed && moved[5, left + 6].style.reversed)
    session.click(row: 5, column: left + 4)
    let place = try session.settle()
    session.click(row: 5, column: left + 4, button: 4)
    let zoomed = try session.settle()
    #expect(zoomed.gridText != place.gridText && zoomed.cursorValues == place.cursorValues)
    session.click(row: 5, column: left + 4, button: 5)
    #expect(try session.settle().cells == place.cells)
    // The terminal has its mouse until it is taken back.
    try session.type("M", until: "the terminal's mouse") {
      !$0.reportsMouse && $0.lastLine.contains("selects text")
    }
    try session.type("M", until: "the mouse") { $0.reportsMouse && $0.lastLine.contains("click moves") }
    // Without a shell that could continue it the program is back at once.
    let written = session.transcript.count
    session.press(.control("z"))
    try session.waitUntil("the mouse again") { screen in
      let since = String(decoding: session.transcript.dropFirst(written), as: UTF8.self)
      return since.contains("\u{1B}[?1000l") && screen.reportsMouse && screen.lastLine.contains(" move")
    }
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }
}
