import Testing

@testable import Input

@Suite struct DocumentTests {
  static let text = """
    name = "mine"
    "a.b" = 1
    '\\' = 2
    "\\"=" = 3
    c.d = [1, 2.5]
    # e = 1

    [f]
    g = true
    when = 1979-05-27
      [ f . "h i" ]
      x = {}
    [[k]]
    """

  private func document() throws -> Document { try Document(Self.text, file: "a.toml") }

  @Test(
    arguments: [
      (["name"], 1), (["a.b"], 2), (["\\"], 3), (["\"="], 4), (["c"], 5), (["c", "d"], 5), (["f"], 8),
      (["f", "g"], 9),
      (["f", "h i"], 11), (["f", "h i", "x"], 12), (["k"], 13),
      // What is not there is blamed on what is around it.
      (["c", "z"], 5), (["f", "z"], 8), (["f", "h i", "x", "y"], 12), (["e"], nil), (["z"], nil), ([], nil),
    ] as [([String], Int?)])
  func keysHaveLines(_ path: [String], line: Int?) throws {
    #expect(try document().error(at: path, "is wrong") == .file("a.toml", line: line, "is wrong"))
  }

  @Test func keysStandInTheirOrder() {
    let entries = TOMLKeys("b = 1\n[a]\nc.d = 2\n").entries
    #expect(
      entries == [
        .init(path: ["b"], line: 1, isHeader: false), .init(path: ["a"], line: 2, isHeader: true),
        .init(path: ["a", "c", "d"], line: 3, isHeader: false),
      ])
  }

  @Test func valuesAreTyped() throws {
    let top = Section(try document())
    #expect(try top.text("name") == "mine" && top.integer("a.b") == 1 && top.number("a.b") == 1)
    #expect(try top.section("c")?.numbers("d") == [1, 2.5])
    #expect(try top.section("f")?.flag("g") == true && top.section("f")?.section("h i")?.values.count == 1)
    #expect(try top.text("z") == nil && top.section("z") == nil && top.numbers("z") == nil)
  }

  static let mistakes: [(problem: String, read: @Sendable (Section) throws -> Void)] = [
    ("name is text; it must be a table", { _ = try $0.section("name") }),
    ("name is text; it must be a list", { _ = try $0.numbers("name") }),
    ("name is text; it must be a whole number", { _ = try $0.integer("name") }),
    ("name is text; it must be true or false", { _ = try $0.flag("name") }),
    ("name has text where a number is needed", { _ = try $0.number("name") }),
    ("f is a table; it must be text in quotes", { _ = try $0.text("f") }),
    ("when is a date or time; it must be true or false", { _ = try $0.section("f")?.flag("when") }),
    ("unknown key \"when\"; one of: g, h i", { try $0.section("f")?.allowOnly(["g", "h i"]) }),
  ]

  @Test(arguments: mistakes.indices) func otherTypesAreRefused(_ index: Int) throws {
    let (problem, read) = Self.mistakes[index]
    let error = try #require(throws: Refusal.self) { try read(Section(try document())) }
    #expect(error.problem == problem && error.line != nil && error.exitStatus == 65)
  }
}
