import Foundation
import Testing

/// The examples of README and guides are commands that this program knows, and the picture is this program's.
@Suite(.serialized) struct ReadmeCommandTests {
  /// Lines of code that begin with the program.
  static let examples = GuideFiles.all.flatMap { file in
    ((try? GuideFiles.lines(file)) ?? []).filter { $0.hasPrefix("    phase-tui ") }
  }

  @Test func everyOptionExists() throws {
    let folder = try Folder()
    #expect(Self.examples.count > 30)
    var helps: [String: String] = [:]
    for example in Self.examples {
      let words = example.split(separator: " ").map(String.init)
      let command = words[1].hasPrefix("-") ? "explore" : words[1]
      if helps[command] == nil {
        let help = try Program.piped([command, "--help"], directory: folder)
        #expect(try help.waitForExit() == .exited(0), "\(example)")
        helps[command] = help.output
      }
      for option in words where option.hasPrefix("--") {
        #expect(helps[command]?.contains("\(option) ") == true, "\(example)")
      }
    }
  }

  /// Frame, axes and hints; the measured values belong to the machine that the picture was taken on.
  @Test func thePictureIsOfThisProgram() throws {
    let lines = try GuideFiles.lines(GuideFiles.readme)
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
