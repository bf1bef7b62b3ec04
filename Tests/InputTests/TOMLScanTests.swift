import Testing

@testable import Input

@Suite struct TOMLScanTests {
  /// At each of these the parser would end the program, by an assertion or for want of stack.
  static let deadly: [(text: String, line: Int?, problem: String)] = [
    ("a = 1\n[+a]", 2, "needs a name"), ("[", 1, "needs a name"), ("[ # name", 1, "needs a name"),
    ("[é]", 1, "needs a name"), ("[[[a]]]", 1, "needs a name"), ("[[ [a]]]", 1, "needs a name"),
    ("\u{200B}[=]", 1, "needs a name"), ("a = 1\r\n\r\n [*]", 3, "needs a name"),
    ("a = [}", 1, "without its {"), ("a = [1,\n }]", 2, "without its {"),
    ("a = { b = [ }", 1, "without its {"),
    ("a = [\u{2028}1]", 1, "line ends"), ("a = [1,\n\n\u{85}1]", 3, "line ends"),
    ("a = \"\\\"\"\n[+]", 2, "needs a name"), ("a = '\\'\n[+]", 2, "needs a name"),
    ("a = ''\n[+]", 2, "needs a name"), ("a = '''\n''\n'''''\n[+]", 4, "needs a name"),
    ("a = \"\"\"\\\n\\\"\"\"\"\n[+]", 3, "needs a name"), ("# '\n[+]", 2, "needs a name"),
    ("[a" + String(repeating: ".a", count: 100_000) + "]", 1, "dots"),
    ("[[a" + String(repeating: ".a", count: 101) + "]]", 1, "dots"),
    ("a = [1.5, { b" + String(repeating: ".b", count: 101) + " = 1 }]", 1, "dots"),
    ("a = 1979-05-27T:30:00", 1, "digits after its T"), ("a = [1,\n1979-05-27tx:]", 2, "digits after its T"),
    ("a\0", nil, "zero byte"), ("a = '\0'\n", nil, "zero byte"), ("# \0\n", nil, "zero byte"),
  ]

  @Test(arguments: deadly.indices)
  func deadlyTextIsRefused(_ index: Int) {
    let (text, line, problem) = Self.deadly[index]
    let error = #expect(throws: Refusal.self) { try Document(text, file: "a.toml") }
    #expect(
      error?.line == line && error?.problem.contains(problem) == true, "\(String(describing: error))")
  }

  static let harmless = [
    "", "\u{FEFF}a = 1", "a = '''\n[+\n}'''", "a = \"\"\"\n[\\\"\"\"}\"\"\"\"\"", "# [+ } \u{2028}\na = 1",
    "a = \"[}\\\"[\"",
    "a = [\n[1],\n [+2], [\n{ b = '}' }]\n]", "[\"a]}\"]\n'[' = {}", "[ a . b ]\n[[ c ]]\n[[c]]",
    "a = '' # }", "a = [" + String(repeating: "0.5, ", count: 1000) + "1.5]",
    "a = [ # ]}\n]\n[b]", "a = 1979-05-27T07:32:00Z\nb = 1979-05-27 # T\nc = 1979-05-27 07:32:00",
  ]

  @Test(arguments: harmless)
  func harmlessTextIsParsed(_ text: String) throws {
    _ = try Document(text, file: "a.toml")
  }

  @Test func whatTheParserRefusesHasItsLine() {
    let error = #expect(throws: Refusal.self) { try Document("a = 1\nb = = 2\n", file: "a.toml") }
    #expect(error?.line == 2 && error?.problem.isEmpty == false)
  }
}
