import Testing

/// The README says what a user needs first, and leads to the guides.
@Suite struct ReadmeTests {
  private let readme: Guide

  init() throws { readme = try .readme() }

  @Test func isShort() { #expect(readme.lines.count <= 200) }

  /// `.ci/run` takes its test command from the second block, so there is one source for it.
  @Test func hasTwoCommands() throws {
    let commands = readme.blocks("sh")
    try #require(commands.count == 2)
    #expect(commands[0].contains("libncursesw5-dev"))
    #expect(commands[0].hasSuffix("swift run -c release phase-tui"))
    #expect(commands[1].contains("libvterm-dev") && commands[1].hasSuffix("swift test"))
    let script = try Repository.text(".ci/run")
    #expect(script.contains("README.md"))
    // But for the engine's floors under the sanitizer.
    let others = script.split(separator: "\n").filter { $0.contains("swift test") }
    #expect(others.allSatisfy { $0.contains("--sanitize=address") })
  }

  @Test func showsTheWholeScreen() throws {
    let picture = try #require(readme.blocks("text").first).split(separator: "\n")
    #expect(picture.count == 24)
    #expect(picture.allSatisfy { $0.count <= 80 })
    #expect(picture[1].contains("558/558  complete"))
  }

  /// From the README and from the page that lists them.
  @Test(arguments: ["README.md", Guide.root]) func leadsToEveryArticle(_ path: String) throws {
    let linked = Set(try Guide(path: path).links().map(\.path))
    for article in try Guide.articles() {
      #expect(linked.contains(article.path), "\(path) does not lead to \(article.path)")
    }
  }

  /// What is depended on, and why.
  @Test func namesEveryDependency() throws {
    let named = try readme.table("| dependency | for |").map { $0[0] }
    for package in try Repository.text("Package.swift").matches(of: #/\.package\(url: "([^"]+)"/#) {
      #expect(named.contains { $0.contains("](\(package.output.1))") }, "\(package.output.1)")
    }
  }
}
