import Foundation
import Testing

/// The README says what the program does, in the program's own words.
@Suite struct ReadmeTests {
  /// The fenced blocks of a language, without the fences.
  static func blocks(_ language: String) throws -> [String] {
    try Repository.text("README.md").components(separatedBy: "\n```\(language)\n").dropFirst().map { rest in
      String(rest.prefix(upTo: rest.range(of: "\n```")?.lowerBound ?? rest.endIndex))
    }
  }

  /// `.ci/run` takes its test command from the second block, so there is one source for it.
  @Test func hasTwoCommands() throws {
    let commands = try Self.blocks("sh")
    try #require(commands.count == 2)
    #expect(commands[0].contains("libncursesw5-dev"))
    #expect(commands[0].hasSuffix("swift run -c release phase-tui"))
    #expect(commands[1].contains("libvterm-dev") && commands[1].hasSuffix("swift test"))
    let script = try Repository.text(".ci/run")
    #expect(script.contains("README.md") && !script.contains("swift test"))
  }
}
