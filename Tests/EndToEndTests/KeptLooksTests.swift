import Foundation
import Testing

/// What a study keeps of its looks, and what the screen says whole.
@Suite(.serialized) struct KeptLooksTests {
  private func session(_ arguments: [String] = [], in folder: Folder) throws -> TerminalSession {
    try ExplorerSession.complete(
      ExplorerSession.small + ["--dir", "kept"] + arguments, directory: folder)
  }

  @Test func theCurvesStayAsTheyWereChosen() throws {
    let folder = try Folder()
    let first = try session(in: folder)
    try first.type("BB", until: "braille") { $0.contains("curves: braille") }
    #expect(try first.quit() == .exited(0))
    let second = try session(in: folder)
    let screen = try second.settle()
    #expect(screen.text.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) }, "\(screen.text)")
    #expect(try second.quit() == .exited(0))
    // What the command line says comes first.
    let third = try session(["--curves", "ascii"], in: folder)
    #expect(try !third.settle().text.unicodeScalars.contains { (0x2800...0x28FF).contains($0.value) })
    #expect(try third.quit() == .exited(0))
  }

  /// A name that is longer than the window is said to its end.
  @Test func whatWasSavedIsSaidWhole() throws {
    let folder = try Folder()
    let deep = String(repeating: "a-long-name/", count: 12) + "end"
    try FileManager.default.createDirectory(
      atPath: folder.path(deep), withIntermediateDirectories: true)
    let session = try TerminalSession(
      [Program.path] + ExplorerSession.small, directory: folder.path(deep))
    try session.waitUntil("the complete grid") { $0.isComplete }
    let screen = try session.type("s", until: "where it went") { $0.contains("saved alpha-depth-001.csv") }
    #expect(screen.lastLine.contains("saved alpha-depth-001.csv (117 cells)"))
    let said = screen.rows.suffix(6).map { $0.trimmingCharacters(in: .whitespaces) }.joined()
    #expect(said.contains("\(deep):saved"), "\(said)")
    #expect(try session.quit() == .exited(0))
  }
}
