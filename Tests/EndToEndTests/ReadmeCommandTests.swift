import Foundation
import Testing

/// The README's examples are commands that this program knows, and its picture is this program's.
@Suite(.serialized) struct ReadmeCommandTests {
  private static let readme = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "README.md")

  private func lines() throws -> [String] {
    try String(contentsOf: Self.readme, encoding: .utf8).components(separatedBy: "\n")
  }

  @Test func everyOptionExists() throws {
    let folder = try Folder()
    let examples = try lines().filter { $0.hasPrefix("    phase-tui ") }
    #expect(examples.count > 5)
    for example in examples {
      let words = example.split(separator: " ").map(String.init)
      let command = words[1].hasPrefix("-") ? "explore" : words[1]
      let help = try Program.piped([command, "--help"], directory: folder)
      #expect(try help.waitForExit() == .exited(0))
      for option in words where option.hasPrefix("--") {
        #expect(help.output.contains("\(option) "), "\(example)")
      }
    }
  }

  /// Frame, axes and hints; the measured values belong to the machine that the picture was taken on.
  @Test func thePictureIsOfThisProgram() throws {
    let lines = try lines()
    let start = try #require(lines.firstIndex(of: "```text")) + 1
    let picture = Array(lines[start..<start + 24])
    let session = try ExplorerSession.complete([], directory: Folder())
    // To the cell that the picture explains.
    let screen = try session.typeAndSettle("lllllkkkkkk")
    let rows = screen.rows
    for row in [0, 21, 22] { #expect(rows[row] == picture[row]) }
    // Split votes may not be seen yet, and on a slow machine the last row says what else could be done.
    func frame(_ row: String) -> String { row.replacing(" _ split votes ", with: "───────────────") }
    #expect(frame(rows[2]) == frame(picture[2]))
    #expect(rows[23] == picture[23] || rows[23].contains("R places the boundaries"))
    for row in 3..<21 { #expect(rows[row].prefix(5) == picture[row].prefix(5)) }
  }
}
