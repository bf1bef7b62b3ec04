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

  /// The guide has a row for every built-in study, and counts them rightly.
  @Test func theGuideHasEveryStudy() throws {
    let run = try Program.piped(["study"], directory: Folder())
    #expect(try run.waitForExit() == .exited(64))
    let names = try #require(run.error.firstMatch(of: /, one of (.+) \(see/)).1.split(separator: ", ")
    let guide = try GuideFiles.text("Studies")
    let rows = guide.split(separator: "\n").prefix { $0 != "## Changing one thing" }.filter {
      $0.hasPrefix("| `")
    }.compactMap { $0.split(separator: "`").dropFirst().first }
    #expect(Array(rows.prefix(names.count)) == Array(names))
    let counts = [5: "Five", 6: "Six", 7: "Seven", 8: "Eight", 9: "Nine"]
    let count = try #require(counts[names.count])
    #expect(guide.contains("\n\(count) studies are built in") && names.count > 4)
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
    #expect(rows[23] == picture[23] || rows[23].contains("R boundaries: "))
    for row in 3..<21 { #expect(rows[row].prefix(5) == picture[row].prefix(5)) }
  }
}
